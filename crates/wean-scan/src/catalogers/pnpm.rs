//! pnpm: `pnpm-lock.yaml` of the versions 5, 6 and 9.
//!
//! pnpm writes one strict form of YAML, so a reader of lines is enough; it is also safe from what YAML can do to a
//! reader (anchors that multiply, depth). A package is named `/NAME/VERSION_PEERS` (5), `/NAME@VERSION(PEERS)` (6) or
//! `NAME@VERSION(PEERS)` (9); the same package with other peers is one component.

use rustc_hash::FxHashMap;
use wean_model::{Component, ComponentKind, Id, Relation, Scope};

use super::npm::{Manifest, is_name, origin};
use super::yarn::Line;
use super::{is_shipped, join, scopes};
use crate::cataloger::{Cataloger, Found, SourceFile, purl};

/// See the module.
pub(super) struct Pnpm;

impl Cataloger for Pnpm {
    fn name(&self) -> &'static str {
        "pnpm"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/pnpm-lock.yaml"]
    }

    fn sees(&self) -> &'static str {
        "packages of `pnpm-lock.yaml` with dependencies, workspaces, scope and registry"
    }

    fn does_not_see(&self) -> &'static str {
        "licence and author of a package, lock files that came inside a package"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(lock) = Lock::read(file, &text, found) else { return };
        let edges: Vec<Vec<(usize, Relation)>> = lock
            .packages
            .iter()
            .map(|package| {
                let needs = package.needs.iter();
                needs.filter_map(|(name, at, relation)| Some((lock.package(name, at)?, *relation))).collect()
            })
            .collect();
        let direct: Vec<Vec<(usize, Relation)>> = lock
            .importers
            .iter()
            .map(|importer| {
                let needs = importer.needs.iter();
                needs.filter_map(|(name, at, relation)| Some((lock.package(name, at)?, *relation))).collect()
            })
            .collect();
        let scopes = scopes(&edges, direct.iter().flatten().copied());

        let mut ids: Vec<Option<Id>> = Vec::with_capacity(lock.packages.len());
        for (package, scope) in lock.packages.iter().zip(scopes) {
            let component = package.component(scope);
            ids.push(component.map(|component| found.component(file, package.line, component)));
        }
        let products: Vec<Option<Id>> = lock.importers.iter().map(|importer| importer.product(file, found)).collect();
        let folders: FxHashMap<&str, usize> = lock.importers.iter().map(|i| i.folder).zip(0..).collect();
        for (from, needs) in ids.iter().zip(&edges).chain(products.iter().zip(&direct)) {
            for (to, relation) in needs {
                if let (Some(from), Some(to)) = (from, &ids[*to]) {
                    found.dependency(from, to, *relation);
                }
            }
        }
        for (importer, from) in lock.importers.iter().zip(&products) {
            for (_, at, relation) in &importer.needs {
                let to = at.strip_prefix("link:").and_then(|link| join(importer.folder, link));
                let to = to.and_then(|folder| products.get(*folders.get(folder.as_str())?)?.as_ref());
                if let (Some(from), Some(to)) = (from, to) {
                    found.dependency(from, to, *relation);
                }
            }
        }
    }
}

/// What needs something: name of the dependency, where it is found, how it is needed.
type Need<'a> = (&'a str, &'a str, Relation);

#[derive(Default)]
struct Lock<'a> {
    importers: Vec<Importer<'a>>,
    packages: Vec<Package<'a>>,
    by_key: FxHashMap<&'a str, usize>,
    by_name: FxHashMap<(&'a str, &'a str), usize>,
}

/// A workspace, or the product.
struct Importer<'a> {
    line: u32,
    folder: &'a str,
    needs: Vec<Need<'a>>,
}

#[derive(Default)]
struct Package<'a> {
    line: u32,
    name: &'a str,
    version: Option<&'a str>,
    /// Where it is from, if not from the registry that all others are from.
    address: Option<&'a str>,
    development: bool,
    optional: bool,
    needs: Vec<Need<'a>>,
}

impl<'a> Lock<'a> {
    fn read(file: &SourceFile<'_>, text: &'a str, found: &mut Found) -> Option<Self> {
        let mut lock = Self::default();
        let mut known = false;
        let mut fault = None;
        // Keys of the lines that this one is under, with their indentation.
        let mut above: Vec<(usize, &str)> = Vec::new();
        let mut current = None;
        // A text of several lines (`deprecated: |-`) goes on while lines stand deeper than its key.
        let mut prose = None;
        for line in Line::of(text) {
            if prose.is_some_and(|indent| line.indent > indent) {
                continue;
            }
            prose = (line.value.starts_with(['|', '>']) && line.colon).then_some(line.indent);
            let (indent, key, value) = match line.key {
                // A long key stands alone after `?`, its value after `:`.
                "?" => (line.indent, line.value, ""),
                ":" | "" if line.colon || line.key == ":" => match Line::of(line.value).next() {
                    Some(inner) => (line.indent + 2, inner.key, inner.value),
                    None => continue,
                },
                "-" | "---" => continue,
                key if line.colon => (line.indent, key, line.value),
                _ if line.rest.starts_with(['-', '}', ']']) => continue,
                _ => {
                    fault.get_or_insert(line.start);
                    continue;
                }
            };
            while above.last().is_some_and(|(outer, _)| *outer >= indent) {
                above.pop();
            }
            let mut path = [""; 4];
            for (slot, (_, key)) in path.iter_mut().zip(&above) {
                *slot = key;
            }
            match (above.len(), path) {
                (0, _) => known |= key == "lockfileVersion" || key == "packages",
                (1, ["importers", ..]) => {
                    lock.importers.push(Importer { line: line.number, folder: key, needs: Vec::new() });
                }
                (1, ["packages" | "snapshots", ..]) => current = Some(lock.enter(line.number, key)),
                // Version 5 has the version beside the name, later ones below it.
                (1, [kind, ..]) if relation(kind).is_some() && !value.is_empty() => lock.direct(kind, key, value),
                (2, [kind, name, ..]) if key == "version" && relation(kind).is_some() => lock.direct(kind, name, value),
                (3, ["importers", _, kind, _]) if !value.is_empty() => lock.direct(kind, key, value),
                (4, ["importers", _, kind, name]) if key == "version" => lock.direct(kind, name, value),
                (2.., ["packages" | "snapshots", ..]) => {
                    if let Some(package) = current.and_then(|i: usize| lock.packages.get_mut(i)) {
                        package.field(above.len(), path[2], key, value);
                    }
                }
                _ => {}
            }
            above.push((indent, key));
        }
        if let Some(at) = fault {
            file.malformed(found, text, Some(at..at), "no `key: value` as pnpm writes it; the line was left out");
        } else if !known {
            file.malformed(found, text, None, "not a lock file of pnpm: no `lockfileVersion`; it was left out");
        }
        known.then_some(lock)
    }

    /// The package of that key, which may be there already: with other peers, or from `packages` when in `snapshots`.
    fn enter(&mut self, line: u32, key: &'a str) -> usize {
        let (host, name, version) = parse(key);
        let next = self.packages.len();
        let index = match version {
            Some(version) => *self.by_name.entry((name, version)).or_insert(next),
            None => *self.by_key.entry(key).or_insert(next),
        };
        if index == next {
            self.packages.push(Package { line, name, version, address: host, ..Package::default() });
        }
        self.by_key.insert(key, index);
        index
    }

    fn direct(&mut self, kind: &str, name: &'a str, at: &'a str) {
        let Some(relation) = relation(kind) else { return };
        if self.importers.is_empty() {
            self.importers.push(Importer { line: 1, folder: ".", needs: Vec::new() });
        }
        if let Some(importer) = self.importers.last_mut() {
            importer.needs.push((name, at, relation));
        }
    }

    /// The package that a dependency means: `1.2.3(PEERS)`, or another's key.
    fn package(&self, name: &str, at: &str) -> Option<usize> {
        if at.starts_with(|c: char| c.is_ascii_digit()) {
            return self.by_name.get(&(name, version(at))).copied();
        }
        let (_, other, version) = parse(at);
        let named = version.and_then(|version| self.by_name.get(&(other, version)));
        let named = named.or_else(|| self.by_key.get(at));
        named.or_else(|| self.by_key.get(format!("{name}@{at}").as_str())).copied()
    }
}

impl<'a> Package<'a> {
    fn field(&mut self, depth: usize, section: &'a str, key: &'a str, value: &'a str) {
        match (depth, section, key) {
            (2, _, "name") => self.name = value,
            (2, _, "version") => self.version = Some(value),
            (2, _, "dev") => self.development = value == "true",
            (2, _, "optional") => self.optional = value == "true",
            // `{integrity: …, tarball: https://…}`, `{type: git, repo: …}`
            (2, _, "resolution") => {
                for part in value.trim_matches(['{', '}']).split(", ") {
                    if let Some((_, address)) =
                        part.split_once(": ").filter(|(key, _)| matches!(*key, "tarball" | "repo"))
                    {
                        self.address = Some(address.trim_matches('\''));
                    }
                }
            }
            (3, "resolution", "tarball" | "repo") => self.address = Some(value),
            (3, "dependencies", name) => self.needs.push((name, value, Relation::Requires)),
            (3, "optionalDependencies", name) => self.needs.push((name, value, Relation::Uses)),
            _ => {}
        }
    }

    fn component(&self, scope: Option<Scope>) -> Option<Component> {
        if !is_name(self.name) {
            return None;
        }
        let mut component = purl(ComponentKind::Library, "npm", self.name, self.version, &[]);
        component.scope = scope.unwrap_or(match (self.development, self.optional) {
            (true, _) => Scope::Development,
            (_, true) => Scope::Optional,
            _ => Scope::Required,
        });
        if let Some(address) = self.address {
            origin(&mut component, address);
        }
        Some(component)
    }
}

impl Importer<'_> {
    fn product(&self, file: &SourceFile<'_>, found: &mut Found) -> Option<Id> {
        let folder = join("", self.folder)?;
        let path = if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") };
        let manifest = Manifest::read(file.tree(), &file.beside(&path)).unwrap_or_default();
        let last = if folder.is_empty() { file.folder() } else { &folder };
        let last = last.rsplit('/').next().unwrap_or(last);
        let name = manifest.name.as_deref().unwrap_or(last);
        if !is_name(name) {
            return None;
        }
        let component = purl(ComponentKind::Application, "npm", name, manifest.version.as_deref(), &[]);
        Some(found.component(file, self.line, component))
    }
}

fn relation(kind: &str) -> Option<Relation> {
    match kind {
        "dependencies" => Some(Relation::Requires),
        "optionalDependencies" => Some(Relation::Uses),
        "devDependencies" => Some(Relation::BuildsWith),
        _ => None,
    }
}

/// Host, name and version of a key; without version where that is an address.
fn parse(key: &str) -> (Option<&str>, &str, Option<&str>) {
    let (name, version) = name_and_version(key.strip_prefix('/').unwrap_or(key));
    // Version 5 writes `HOST/NAME/VERSION` when it is not the usual registry.
    if version.is_none()
        && let Some((host, rest)) = key.split_once('/')
        && host.contains('.')
        && let (inner, Some(version)) = name_and_version(rest)
    {
        return (Some(host), inner, Some(version));
    }
    (None, name, version)
}

fn name_and_version(key: &str) -> (&str, Option<&str>) {
    let scope = if key.starts_with('@') { key.find('/').map_or(0, |at| at + 1) } else { 0 };
    let Some((name, rest)) = key.get(scope..).and_then(|after| key.split_at_checked(scope + after.find(['@', '/'])?))
    else {
        return (key, None);
    };
    let rest = rest.get(1..).unwrap_or_default();
    (name, rest.starts_with(|c: char| c.is_ascii_digit()).then(|| version(rest)))
}

/// A version without the peers behind it.
fn version(at: &str) -> &str {
    at.split(['(', '_', '/']).next().unwrap_or(at)
}
