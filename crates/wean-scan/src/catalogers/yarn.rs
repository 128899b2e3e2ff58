//! Yarn: `yarn.lock`, as version 1 writes it (its own notation) and as versions 2 and later do (a little YAML).
//!
//! Both are lines of `key value` by indentation, so one reader takes both. An entry is named by descriptors, `NAME@RANGE`;
//! a dependency is a descriptor, too. Which direct dependencies are for development stands in `package.json`.

use rustc_hash::{FxHashMap, FxHashSet};
use wean_model::{Component, ComponentKind, Id, Relation, Scope};

use super::npm::{Manifest, is_name, origin};
use super::{is_at, is_shipped, scopes};
use crate::cataloger::{Cataloger, Found, SourceFile, purl};

/// See the module.
pub(super) struct Yarn;

impl Cataloger for Yarn {
    fn name(&self) -> &'static str {
        "yarn"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/yarn.lock"]
    }

    fn sees(&self) -> &'static str {
        "packages of `yarn.lock` (classic and berry) with dependencies, workspaces, scope and registry"
    }

    fn does_not_see(&self) -> &'static str {
        "workspaces of Yarn 1, which its lock file does not name; lock files that came inside a package"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let entries = entries(file, &text, found);
        let index = Index::new(&entries);
        let mut edges: Vec<Vec<(usize, Relation)>> = entries
            .iter()
            .map(|entry| {
                let needs = entry.needs.iter().map(|(name, range)| {
                    let optional = entry.optional.contains(name);
                    (index.get(name, range), if optional { Relation::Uses } else { Relation::Requires })
                });
                needs.filter_map(|(to, relation)| Some((to?, relation))).collect()
            })
            .collect();

        // What the product and its workspaces need directly.
        let mut manifests: FxHashMap<usize, Manifest> = FxHashMap::default();
        for (i, entry) in entries.iter().enumerate() {
            let Some(folder) = entry.workspace() else { continue };
            let path = if folder == "." { "package.json".to_owned() } else { format!("{folder}/package.json") };
            let Some(manifest) = Manifest::read(file.tree(), &file.beside(&path)) else { continue };
            let how: FxHashMap<&str, Relation> = manifest.direct().map(|(name, _, how)| (name, how)).collect();
            edges[i] = entry
                .needs
                .iter()
                .filter_map(|(name, range)| {
                    Some((index.get(name, range)?, how.get(name).copied().unwrap_or(Relation::Requires)))
                })
                .collect();
            manifests.insert(i, manifest);
        }
        let workspaces: Vec<usize> = (0..entries.len()).filter(|i| entries[*i].workspace().is_some()).collect();
        let product =
            if workspaces.is_empty() { Manifest::read(file.tree(), &file.beside("package.json")) } else { None };
        let direct: Vec<(usize, Relation)> = product
            .iter()
            .flat_map(Manifest::direct)
            .filter_map(|(name, range, relation)| Some((index.get(name, range)?, relation)))
            .collect();
        // With workspaces that the lock does not name, what the product does not need may yet be needed.
        let whole = product.as_ref().is_none_or(|product| product.workspaces.is_none());
        let scopes = if whole {
            scopes(&edges, direct.iter().copied().chain(workspaces.iter().map(|i| (*i, Relation::Requires))))
        } else {
            vec![None; entries.len()]
        };

        let mut ids: Vec<Option<Id>> = Vec::with_capacity(entries.len());
        for (i, entry) in entries.iter().enumerate() {
            let component = entry.component(manifests.get(&i), scopes[i].unwrap_or(Scope::Required));
            ids.push(component.map(|component| found.component(file, entry.line, component)));
        }
        for (from, needs) in ids.iter().zip(&edges) {
            for (to, relation) in needs {
                if let (Some(from), Some(Some(to))) = (from, ids.get(*to)) {
                    found.dependency(from, to, *relation);
                }
            }
        }
        if let Some(product) = product
            && let Some(name) = product.name.as_deref().filter(|name| is_name(name))
        {
            let root = purl(ComponentKind::Application, "npm", name, product.version.as_deref(), &[]);
            let root = found.component(file, None, root);
            for (to, relation) in direct {
                if let Some(Some(to)) = ids.get(to) {
                    found.dependency(&root, to, relation);
                }
            }
        }
    }
}

#[derive(Default)]
struct Entry<'a> {
    line: u32,
    descriptors: Vec<&'a str>,
    version: &'a str,
    /// `NAME@npm:VERSION`, `NAME@workspace:FOLDER`, `NAME@patch:…`; version 1 has none.
    resolution: Option<&'a str>,
    /// Address; only version 1 has one.
    resolved: Option<&'a str>,
    needs: Vec<(&'a str, &'a str)>,
    optional: FxHashSet<&'a str>,
}

impl<'a> Entry<'a> {
    fn workspace(&self) -> Option<&'a str> {
        split(self.resolution?).1.strip_prefix("workspace:")
    }

    fn component(&self, manifest: Option<&Manifest>, scope: Scope) -> Option<Component> {
        let (name, how) = split(self.resolution.or(self.descriptors.first().copied())?);
        // `npm:NAME@RANGE` stands for another name.
        let alias = how.strip_prefix("npm:").map(split).filter(|(name, range)| is_name(name) && !range.is_empty());
        let name = if self.resolution.is_none() { alias.map_or(name, |(name, _)| name) } else { name };
        if !is_name(name) || self.version.is_empty() {
            return None;
        }
        if self.workspace().is_some() {
            // The lock says `0.0.0-use.local`.
            let version = manifest.and_then(|manifest| manifest.version.as_deref());
            return Some(purl(ComponentKind::Application, "npm", name, version, &[]));
        }
        let local = ["file:", "link:", "portal:", "exec:"].iter().any(|scheme| how.starts_with(scheme));
        let mut component = if local {
            Component::new(ComponentKind::Library, name, Some(self.version))
        } else {
            purl(ComponentKind::Library, "npm", name, Some(self.version), &[])
        };
        component.scope = scope;
        match self.resolution {
            // Yarn's own name for npm's registry.
            None => {
                if let Some(resolved) = self.resolved.filter(|resolved| !is_at(resolved, "yarnpkg.com")) {
                    origin(&mut component, resolved);
                }
            }
            Some(_) if how.starts_with("npm:") || how.starts_with("patch:") => {
                // `npm:1.2.3::__archiveUrl=https%3A%2F%2FHOST%2F…`
                if let Some((_, archive)) = how.split_once("__archiveUrl=") {
                    let archive = archive.split('&').next().unwrap_or(archive);
                    origin(&mut component, &archive.replace("%3A", ":").replace("%2F", "/").replace("%40", "@"));
                }
            }
            Some(_) => origin(&mut component, how),
        }
        Some(component)
    }
}

/// Name and range of a descriptor; a scope's `@` is part of the name.
fn split(descriptor: &str) -> (&str, &str) {
    match descriptor.char_indices().skip(1).find(|(_, c)| *c == '@') {
        Some((at, _)) => (&descriptor[..at], &descriptor[at + 1..]),
        None => (descriptor, ""),
    }
}

/// Entries by descriptor, and by name where one entry alone has it: `resolutions` of `package.json` change what a
/// descriptor means without a trace.
struct Index<'a> {
    by_descriptor: FxHashMap<&'a str, usize>,
    by_name: FxHashMap<&'a str, Option<usize>>,
}

impl<'a> Index<'a> {
    fn new(entries: &[Entry<'a>]) -> Self {
        let mut index = Self { by_descriptor: FxHashMap::default(), by_name: FxHashMap::default() };
        for (i, entry) in entries.iter().enumerate() {
            for descriptor in &entry.descriptors {
                index.by_descriptor.insert(descriptor, i);
                let only = index.by_name.entry(split(descriptor).0).or_insert(Some(i));
                *only = only.filter(|only| *only == i);
            }
        }
        index
    }

    fn get(&self, name: &str, range: &str) -> Option<usize> {
        let exact = self.by_descriptor.get(format!("{name}@{range}").as_str());
        // Versions 2 to 3 leave `npm:` out of dependencies, but not out of descriptors.
        let exact = exact.or_else(|| self.by_descriptor.get(format!("{name}@npm:{range}").as_str()));
        exact.copied().or_else(|| self.by_name.get(name).copied().flatten())
    }
}

/// The entries; of the faults of a file the first is reported.
fn entries<'a>(file: &SourceFile<'_>, text: &'a str, found: &mut Found) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut fault = None;
    // Keys of the lines that this one is under.
    let mut section = "";
    let mut dependency = "";
    let mut metadata = false;
    for line in Line::of(text) {
        if line.indent == 0 {
            metadata = line.key == "__metadata";
            let descriptors = descriptors(line.rest);
            if !metadata && line.rest.ends_with(':') && descriptors.iter().all(|d| !split(d).1.is_empty()) {
                entries.push(Entry { line: line.number, descriptors, ..Entry::default() });
                section = "";
            } else if !metadata {
                fault.get_or_insert((line.start, "no `NAME@RANGE:` as yarn writes it; the line was left out"));
            }
            continue;
        }
        let Some(entry) = entries.last_mut().filter(|_| !metadata) else { continue };
        match (line.indent, line.key) {
            (2, key) if line.value.is_empty() => section = key,
            (2, "version") => entry.version = line.value,
            (2, "resolution") => entry.resolution = Some(line.value),
            (2, "resolved") => entry.resolved = Some(line.value),
            (4, name) => {
                dependency = name;
                match section {
                    "dependencies" => entry.needs.push((name, line.value)),
                    "optionalDependencies" => {
                        entry.needs.push((name, line.value));
                        entry.optional.insert(name);
                    }
                    _ => {}
                }
            }
            (6, "optional") if section == "dependenciesMeta" && line.value == "true" => {
                entry.optional.insert(dependency);
            }
            _ => {}
        }
    }
    if fault.is_none()
        && let Some(entry) = entries.iter().find(|entry| entry.version.is_empty())
    {
        let line = entry.line as usize - 1;
        let start = text.split_inclusive('\n').take(line).map(str::len).sum();
        fault = Some((start, "an entry without version; it was left out"));
    }
    if let Some((at, message)) = fault {
        file.malformed(found, text, Some(at..at), message);
    }
    entries
}

/// `"a@^1", b@2:` and `"a@npm:^1, b@npm:2":` both are two.
fn descriptors(key: &str) -> Vec<&str> {
    let key = key.trim_end_matches(':');
    let parts = key.split(", ").map(|part| part.trim().trim_matches('"'));
    parts.filter(|part| !part.is_empty()).collect()
}

/// A line of an indented file: `key: value`, `key value`, `"key": "value"`.
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: u32,
    /// Byte at which it starts.
    pub(super) start: usize,
    /// Spaces before it.
    pub(super) indent: usize,
    /// Without quotes.
    pub(super) key: &'a str,
    /// Without quotes; empty where lines below hold it.
    pub(super) value: &'a str,
    /// Whether a colon follows the key.
    pub(super) colon: bool,
    /// All of it but the indentation.
    pub(super) rest: &'a str,
}

impl<'a> Line<'a> {
    /// Lines that are neither empty nor comments.
    pub(super) fn of(text: &'a str) -> impl Iterator<Item = Line<'a>> {
        let mut offset = 0;
        text.split_inclusive('\n').zip(1..).filter_map(move |(line, number)| {
            let start = offset;
            offset += line.len();
            let line = line.trim_end();
            let rest = line.trim_start_matches(' ');
            if rest.is_empty() || rest.starts_with('#') {
                return None;
            }
            let indent = line.len() - rest.len();
            let (key, after) = Self::key(rest);
            let (colon, value) = match after.strip_prefix(':') {
                Some(value) => (true, value),
                None => (false, after),
            };
            Some(Line { number, start, indent, key, value: unquoted(value), colon, rest })
        })
    }

    /// A key in quotes ends at the next quote, another at a colon before a space, or at a space.
    fn key(rest: &str) -> (&str, &str) {
        for quote in ['"', '\''] {
            if let Some((key, after)) = rest.strip_prefix(quote).and_then(|inner| inner.split_once(quote)) {
                return (key, after);
            }
        }
        let bytes = rest.as_bytes();
        let end = (0..bytes.len())
            .find(|i| bytes[*i] == b' ' || bytes[*i] == b':' && bytes.get(i + 1).is_none_or(|next| *next == b' '))
            .unwrap_or(bytes.len());
        rest.split_at(end)
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}
