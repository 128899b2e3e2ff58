//! uv: `uv.lock`.
//!
//! The product and its workspaces stand in the lock among the packages, with a `virtual` or `editable` source; theirs
//! are the groups for development. One name may be there in several versions (for several Python versions or systems);
//! a dependency then says which.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use wean_model::{ComponentKind, Id, Relation, Scope};

use super::python_installed::{normal, origin, package};
use super::{Lines, is_shipped, scopes};
use crate::cataloger::{Cataloger, Found, SourceFile};

/// See the module.
pub(super) struct Uv;

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Package {
    name: String,
    version: Option<String>,
    #[serde(default)]
    source: Source,
    #[serde(default)]
    dependencies: Vec<Need>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<Need>>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, Vec<Need>>,
}

#[derive(Default, Deserialize)]
struct Source {
    registry: Option<String>,
    git: Option<String>,
    url: Option<String>,
    r#virtual: Option<String>,
    editable: Option<String>,
    directory: Option<String>,
}

#[derive(Deserialize)]
struct Need {
    name: String,
    version: Option<String>,
}

impl Package {
    fn is_ours(&self) -> bool {
        self.source.r#virtual.is_some() || self.source.editable.is_some() || self.source.directory.is_some()
    }

    fn needs(&self) -> impl Iterator<Item = (&Need, Relation)> {
        // A package of others has an extra in the lock only when it is asked for.
        let extras = if self.is_ours() { Relation::Uses } else { Relation::Requires };
        let required = self.dependencies.iter().map(|need| (need, Relation::Requires));
        let optional = self.optional_dependencies.values().flatten().map(move |need| (need, extras));
        required
            .chain(optional)
            .chain(self.dev_dependencies.values().flatten().map(|need| (need, Relation::BuildsWith)))
    }
}

impl Cataloger for Uv {
    fn name(&self) -> &'static str {
        "uv"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/uv.lock"]
    }

    fn sees(&self) -> &'static str {
        "packages of `uv.lock` with dependencies, extras, groups, workspaces, index or repository"
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
        let mut by_version: FxHashMap<(String, &str), usize> = FxHashMap::default();
        for (i, package) in lock.package.iter().enumerate() {
            let versions = by_name.entry(normal(&package.name)).or_default();
            if versions.len() < MOST_VERSIONS {
                versions.push(i);
            }
            if let Some(version) = &package.version {
                by_version.insert((normal(&package.name), version), i);
            }
        }
        let named = |need: &Need| match &need.version {
            Some(version) => by_version.get(&(normal(&need.name), version.as_str())).copied().into_iter().collect(),
            None => by_name.get(&normal(&need.name)).cloned().unwrap_or_default(),
        };
        let edges: Vec<Vec<(usize, Relation)>> = lock
            .package
            .iter()
            .map(|package| {
                let needs = package.needs();
                needs.flat_map(|(need, relation)| named(need).into_iter().map(move |to| (to, relation))).collect()
            })
            .collect();
        let ours = lock.package.iter().enumerate().filter(|(_, package)| package.is_ours());
        let scopes = scopes(&edges, ours.map(|(i, _)| (i, Relation::Requires)));

        let mut lines = Lines::new(&text);
        let mut ids: Vec<Id> = Vec::with_capacity(lock.package.len());
        for (package, scope) in lock.package.iter().zip(scopes) {
            let kind = if package.is_ours() { ComponentKind::Application } else { ComponentKind::Library };
            let mut component = self::package(kind, &package.name, package.version.as_deref());
            component.scope = scope.unwrap_or(Scope::Required);
            let Source { registry, git, url, .. } = &package.source;
            if let Some(git) = git {
                component.hints.repository = git.split(['?', '#']).next().map(Into::into);
            } else if let Some(address) = registry.as_ref().or(url.as_ref()) {
                origin(&mut component, address);
            }
            let line = lines.next(&format!("[[package]]\nname = \"{}\"", package.name));
            ids.push(found.component(file, line, component));
        }
        for (from, needs) in ids.iter().zip(&edges) {
            for (to, relation) in needs {
                found.dependency(from, &ids[*to], *relation);
            }
        }
    }
}

/// So many versions of one name at most, so that a file made to harm cannot multiply.
const MOST_VERSIONS: usize = 16;
