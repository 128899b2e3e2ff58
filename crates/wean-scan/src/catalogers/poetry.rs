//! Poetry: `poetry.lock`, and `pyproject.toml` beside it for what the product itself needs.
//!
//! Which group a package is for stands in the lock as `groups` (Poetry 2) or `category` (before 1.5); between these two
//! nothing says so, and it follows from the product's needs.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::{Table, Value};
use wean_model::{ComponentKind, Id, Relation, Scope};

use super::python_installed::{normal, origin, package, requirement};
use super::{Lines, is_shipped, scopes};
use crate::cataloger::{Cataloger, Found, SourceFile};

/// See the module.
pub(super) struct Poetry;

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    #[serde(default)]
    optional: bool,
    category: Option<String>,
    groups: Option<Vec<String>>,
    #[serde(default)]
    dependencies: Table,
    source: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    r#type: Option<String>,
    url: Option<String>,
}

impl Cataloger for Poetry {
    fn name(&self) -> &'static str {
        "poetry"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/poetry.lock"]
    }

    fn sees(&self) -> &'static str {
        "packages of `poetry.lock` with dependencies, groups, index or repository"
    }

    fn does_not_see(&self) -> &'static str {
        "which markers (system, Python version) leave a package out; lock files that came inside a package"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(mut lock) = file.toml::<Lock>(found, &text) else { return };
        lock.package.retain(|package| !package.name.is_empty());
        let mut by_name: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (i, package) in lock.package.iter().enumerate() {
            by_name.entry(normal(&package.name)).or_default().push(i);
        }
        let named = |name: &str| by_name.get(&normal(name)).into_iter().flatten().copied().take(MOST_VERSIONS);
        let edges: Vec<Vec<(usize, Relation)>> = lock
            .package
            .iter()
            .map(|package| {
                let needs = package.dependencies.iter();
                needs.flat_map(|(name, value)| named(name).map(move |to| (to, how(value)))).collect()
            })
            .collect();
        let product = file.tree().read(&file.beside("pyproject.toml")).ok();
        let product = product.and_then(|bytes| Product::read(&String::from_utf8_lossy(&bytes)));
        let direct: Vec<(usize, Relation)> = product
            .iter()
            .flat_map(|product| &product.needs)
            .flat_map(|(name, relation)| named(name).map(|to| (to, *relation)))
            .collect();
        let scopes = scopes(&edges, direct.iter().copied());

        let mut lines = Lines::new(&text);
        let mut ids: Vec<Id> = Vec::with_capacity(lock.package.len());
        for (package, reached) in lock.package.iter().zip(scopes) {
            let mut component = self::package(ComponentKind::Library, &package.name, Some(&package.version));
            let main = match (&package.groups, package.category.as_deref()) {
                (Some(groups), _) => Some(groups.iter().any(|group| group == "main")),
                (None, Some(category)) => Some(category != "dev"),
                (None, None) => None,
            };
            component.scope = match main {
                Some(false) => Scope::Development,
                Some(true) if package.optional => Scope::Optional,
                Some(true) => Scope::Required,
                None => reached.unwrap_or(if package.optional { Scope::Optional } else { Scope::Required }),
            };
            if let Some(Source { r#type, url: Some(url) }) = &package.source {
                match r#type.as_deref() {
                    Some("git") => component.hints.repository = Some(url.as_str().into()),
                    Some("directory" | "file") => {}
                    _ => origin(&mut component, url),
                }
            }
            let line = lines.next(&format!("[[package]]\nname = \"{}\"", package.name));
            ids.push(found.component(file, line, component));
        }
        for (from, needs) in ids.iter().zip(&edges) {
            for (to, relation) in needs {
                found.dependency(from, &ids[*to], *relation);
            }
        }
        if let Some(product) = product {
            let root = self::package(ComponentKind::Application, &product.name, product.version.as_deref());
            let root = found.component(file, None, root);
            for (to, relation) in direct {
                found.dependency(&root, &ids[to], relation);
            }
        }
    }
}

/// The same package stands in a lock more than once where markers differ; a file made to harm must not multiply.
const MOST_VERSIONS: usize = 16;

/// `"^1.2"`, `{version = "^1.2", optional = true}`, or a list of the latter.
fn how(value: &Value) -> Relation {
    let optional = |value: &Value| value.get("optional").and_then(Value::as_bool).unwrap_or(false);
    let uses = match value {
        Value::Array(list) => !list.is_empty() && list.iter().all(optional),
        value => optional(value),
    };
    if uses { Relation::Uses } else { Relation::Requires }
}

/// What `pyproject.toml` says about the product.
struct Product {
    name: String,
    version: Option<String>,
    needs: Vec<(String, Relation)>,
}

impl Product {
    /// Reads Poetry's own tables and those of the Python packaging standards. Nothing without a name.
    fn read(text: &str) -> Option<Self> {
        let table: Table = text.parse().ok()?;
        let project = table.get("project").and_then(Value::as_table);
        let poetry = table.get("tool").and_then(|tool| tool.get("poetry")).and_then(Value::as_table);
        let field = |key: &str| {
            let of = |table: Option<&Table>| table?.get(key)?.as_str().map(str::to_owned);
            of(project).or_else(|| of(poetry))
        };
        let mut needs = Vec::new();
        let mut list = |list: Option<&Value>, relation: Relation| {
            for text in list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
                needs.extend(requirement(text).map(|(name, _)| (name.to_owned(), relation)));
            }
        };
        list(project.and_then(|project| project.get("dependencies")), Relation::Requires);
        let extras = project.and_then(|project| project.get("optional-dependencies")).and_then(Value::as_table);
        extras.into_iter().flat_map(Table::values).for_each(|extra| list(Some(extra), Relation::Uses));
        let groups = table.get("dependency-groups").and_then(Value::as_table);
        groups.into_iter().flat_map(Table::values).for_each(|group| list(Some(group), Relation::BuildsWith));

        let main = poetry.and_then(|poetry| poetry.get("dependencies")).and_then(Value::as_table);
        needs.extend(main.into_iter().flatten().map(|(name, value)| (name.clone(), how(value))));
        let groups = poetry.and_then(|poetry| poetry.get("group")).and_then(Value::as_table);
        let groups = groups.into_iter().flat_map(Table::values).filter_map(|group| group.get("dependencies"));
        let groups = groups.chain(poetry.and_then(|poetry| poetry.get("dev-dependencies"))).filter_map(Value::as_table);
        needs.extend(groups.flat_map(Table::keys).map(|name| (name.clone(), Relation::BuildsWith)));
        Some(Self { name: field("name")?, version: field("version"), needs })
    }
}
