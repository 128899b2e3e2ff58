//! npm: `package-lock.json`, `npm-shrinkwrap.json`, and `node_modules/.package-lock.json`, which npm writes beside what
//! it installed.
//!
//! Versions 2 and 3 list packages by folder, version 1 nests them; both become one tree of folders in which a dependency
//! is looked up as node does: in `node_modules` of the package itself, then of each folder above. What is installed also
//! says who made it, in its `package.json`.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use wean_diag::Diagnostic;
use wean_model::{Component, ComponentKind, Id, Relation, Scope};

use super::{Lines, is_at, is_shipped};
use crate::cataloger::{Cataloger, Found, SourceFile, purl};

mod manifest;

pub(super) use manifest::Manifest;
use manifest::{Keys, Pairs, Text};

/// See the module.
pub(super) struct Npm;

#[derive(Deserialize)]
struct Lock {
    name: Option<String>,
    version: Option<String>,
    packages: Option<Pairs<Entry>>,
    #[serde(default)]
    dependencies: Pairs<Nested>,
}

/// A package as versions 2 and 3 have it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "npm writes them so")]
struct Entry {
    name: Option<String>,
    version: Option<String>,
    resolved: Option<Text>,
    link: bool,
    dev: bool,
    optional: bool,
    dev_optional: bool,
    license: Option<Text>,
    funding: Option<Text>,
    dependencies: Keys,
    dev_dependencies: Keys,
    optional_dependencies: Keys,
    peer_dependencies: Keys,
    peer_dependencies_meta: Pairs<PeerMeta>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PeerMeta {
    optional: bool,
}

/// A package as version 1 has it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Nested {
    version: Option<String>,
    resolved: Option<Text>,
    dev: bool,
    optional: bool,
    requires: Keys,
    dependencies: Pairs<Nested>,
}

impl Cataloger for Npm {
    fn name(&self) -> &'static str {
        "npm"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/package-lock.json", "**/npm-shrinkwrap.json", "**/node_modules/.package-lock.json"]
    }

    fn sees(&self) -> &'static str {
        "packages of npm lock files with dependencies, scope, registry, funding, and for installed ones repository and author"
    }

    fn does_not_see(&self) -> &'static str {
        "installed packages without a lock file, lock files that came inside a package"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        let hidden = file.name() == ".package-lock.json";
        if !hidden && is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(lock) = file.json::<Lock>(found, &text) else { return };
        let mut folders = Folders::new();
        match &lock.packages {
            Some(packages) => {
                for (location, entry) in &packages.0 {
                    if location.matches("node_modules/").count() > DEEPEST {
                        let message = "a package nested in more than 64 others; it was left out";
                        found.diagnostics.push(Diagnostic::new("too-deep", message).at(file.path().clone()));
                        break;
                    }
                    let folder = folders.at(location);
                    folders.list[folder].entry = Some((location, entry));
                }
                flat(file, &text, &lock, &folders, hidden, found);
            }
            None => nested(file, &text, &lock, found),
        }
    }
}

/// npm itself nests a dozen at most.
const DEEPEST: usize = 64;

/// Folders that hold a package, or `node_modules` with packages.
struct Folders<'a> {
    list: Vec<Folder<'a>>,
    by_location: FxHashMap<&'a str, usize>,
    /// Packages in `node_modules` of a folder, by name.
    modules: FxHashMap<(usize, &'a str), usize>,
}

#[derive(Default)]
struct Folder<'a> {
    /// The folder that node looks into next; the root has itself.
    above: usize,
    entry: Option<(&'a str, &'a Entry)>,
}

impl<'a> Folders<'a> {
    fn new() -> Self {
        let by_location = std::iter::once(("", 0)).collect();
        Self { list: vec![Folder::default()], by_location, modules: FxHashMap::default() }
    }

    fn at(&mut self, location: &'a str) -> usize {
        if let Some(folder) = self.by_location.get(location) {
            return *folder;
        }
        // Recursion ends after DEEPEST steps: each takes a `node_modules/` away.
        let (above, name) = match location.rsplit_once("node_modules/") {
            Some((above, name)) => (self.at(above.trim_end_matches('/')), Some(name)),
            None => (0, None),
        };
        let folder = self.list.len();
        self.list.push(Folder { above, entry: None });
        self.by_location.insert(location, folder);
        if let Some(name) = name {
            self.modules.insert((above, name), folder);
        }
        folder
    }

    /// Where a package finds the dependency of that name; links are followed.
    fn resolve(&self, mut from: usize, name: &str) -> Option<usize> {
        let folder = loop {
            match self.modules.get(&(from, name)) {
                Some(folder) => break *folder,
                None if from == 0 => return None,
                None => from = self.list[from].above,
            }
        };
        match self.list[folder].entry? {
            (_, Entry { link: true, resolved: Some(target), .. }) => self.by_location.get(target.as_str()).copied(),
            _ => Some(folder),
        }
    }
}

/// Versions 2 and 3.
fn flat(file: &SourceFile<'_>, text: &str, lock: &Lock, folders: &Folders<'_>, hidden: bool, found: &mut Found) {
    let mut lines = Lines::new(text);
    let manifests = manifests(file, folders, hidden);
    let mut ids: Vec<Option<Id>> = vec![None; folders.list.len()];
    for (i, (folder, manifest)) in folders.list.iter().zip(manifests).enumerate() {
        let Some((location, entry)) = folder.entry.filter(|(_, entry)| !entry.link) else { continue };
        let module = location.rsplit_once("node_modules/").map(|(_, name)| name);
        let last = location.rsplit('/').next().filter(|name| !name.is_empty());
        let root = if i == 0 { lock.name.as_deref() } else { last };
        let Some(name) = entry.name.as_deref().or(module).or(root).filter(|name| is_name(name)) else { continue };
        let version = entry.version.as_deref().or(if i == 0 { lock.version.as_deref() } else { None });
        let version = version.filter(|version| !version.is_empty());
        let kind = if module.is_some() { ComponentKind::Library } else { ComponentKind::Application };
        let mut component = purl(kind, "npm", name, version, &[]);
        component.scope = scope(entry.dev, entry.optional || entry.dev_optional);
        component.licences.extend(entry.license.as_ref().map(|licence| licence.as_str().into()));
        if let Some(resolved) = &entry.resolved {
            origin(&mut component, resolved.as_str());
        }
        component.hints.funding = entry.funding.as_ref().and_then(Text::address);
        if let Some(manifest) = manifest {
            manifest.describe(&mut component);
        }
        let line = lines.next(&format!("\"{location}\": {{"));
        ids[i] = Some(found.component(file, line, component));
    }
    for (i, id) in ids.iter().enumerate() {
        let (Some(id), Some((_, entry))) = (id, folders.list[i].entry) else { continue };
        let optional: FxHashSet<&str> = entry.optional_dependencies.iter().collect();
        let optional_peers: FxHashSet<&str> = entry
            .peer_dependencies_meta
            .0
            .iter()
            .filter(|(_, meta)| meta.optional)
            .map(|(name, _)| name.as_str())
            .collect();
        // npm takes a dependency that is named twice as optional.
        let required = entry.dependencies.iter().filter(|name| !optional.contains(name));
        let peers = entry
            .peer_dependencies
            .iter()
            .map(|name| (name, if optional_peers.contains(name) { Relation::Uses } else { Relation::Requires }));
        let needs = required
            .map(|name| (name, Relation::Requires))
            .chain(optional.iter().map(|name| (*name, Relation::Uses)))
            .chain(peers)
            .chain(entry.dev_dependencies.iter().map(|name| (name, Relation::BuildsWith)));
        for (name, relation) in needs {
            if let Some(to) = folders.resolve(i, name).and_then(|to| ids.get(to)?.as_ref()) {
                found.dependency(id, to, relation);
            }
        }
    }
}

/// The `package.json` of each folder, where it is installed. Of two lock files the hidden one reads them.
fn manifests(file: &SourceFile<'_>, folders: &Folders<'_>, hidden: bool) -> Vec<Option<Manifest>> {
    let base = if hidden {
        file.folder().strip_suffix("node_modules").unwrap_or_default().to_owned()
    } else {
        file.beside("")
    };
    let twice =
        !hidden && file.tree().list(&file.beside("node_modules")).iter().any(|name| name == ".package-lock.json");
    let read = |folder: &Folder<'_>| {
        let (location, entry) = folder.entry?;
        if twice || entry.link || !location.contains("node_modules/") {
            return None;
        }
        Manifest::read(file.tree(), &format!("{base}{location}/package.json"))
    };
    folders.list.par_iter().map(read).collect()
}

/// Version 1. The lock does not say what the product itself needs: `package.json` beside it does.
fn nested(file: &SourceFile<'_>, text: &str, lock: &Lock, found: &mut Found) {
    let mut walk = Walk { file, lines: Lines::new(text), list: Vec::new(), modules: FxHashMap::default() };
    walk.list.push((0, None, None));
    walk.enter(0, &lock.dependencies, found);
    for (i, (_, id, entry)) in walk.list.iter().enumerate() {
        let (Some(id), Some(entry)) = (id, entry) else { continue };
        for name in entry.requires.iter() {
            if let Some(to) = walk.resolve(i, name) {
                found.dependency(id, to, Relation::Requires);
            }
        }
    }
    let manifest = Manifest::read(file.tree(), &file.beside("package.json")).unwrap_or_default();
    let Some(name) = lock.name.as_deref().or(manifest.name.as_deref()) else { return };
    let root = purl(ComponentKind::Application, "npm", name, lock.version.as_deref(), &[]);
    let root = found.component(file, 1, root);
    for (name, _, relation) in manifest.direct() {
        if let Some(to) = walk.resolve(0, name) {
            found.dependency(&root, to, relation);
        }
    }
}

struct Walk<'a> {
    file: &'a SourceFile<'a>,
    lines: Lines<'a>,
    /// The package above, its identity, its entry; the first is the product.
    list: Vec<(usize, Option<Id>, Option<&'a Nested>)>,
    modules: FxHashMap<(usize, &'a str), usize>,
}

impl<'a> Walk<'a> {
    /// Recursion is as deep as the JSON, which the parser bounds.
    fn enter(&mut self, above: usize, packages: &'a Pairs<Nested>, found: &mut Found) {
        for (name, entry) in &packages.0 {
            // `1.2.3`, `npm:NAME@1.2.3`, or an address.
            let version = entry.version.as_deref();
            let alias = version.and_then(|version| version.strip_prefix("npm:")?.rsplit_once('@'));
            let (real, version) = match alias {
                Some((real, version)) => (real, Some(version)),
                None => (name.as_str(), version.filter(|version| version.starts_with(|c: char| c.is_ascii_digit()))),
            };
            if !is_name(real) {
                continue;
            }
            let mut component = purl(ComponentKind::Library, "npm", real, version, &[]);
            component.scope = scope(entry.dev, entry.optional);
            let resolved = entry.resolved.as_ref().map(Text::as_str);
            if let Some(resolved) = resolved.or(entry.version.as_deref().filter(|_| version.is_none())) {
                origin(&mut component, resolved);
            }
            let line = self.lines.next(&format!("\"{name}\": {{"));
            let id = found.component(self.file, line, component);
            let index = self.list.len();
            self.list.push((above, Some(id), Some(entry)));
            self.modules.insert((above, name), index);
            self.enter(index, &entry.dependencies, found);
        }
    }

    fn resolve(&self, mut from: usize, name: &str) -> Option<&Id> {
        loop {
            match self.modules.get(&(from, name)) {
                Some(package) => return self.list.get(*package)?.1.as_ref(),
                None if from == 0 => return None,
                None => from = self.list[from].0,
            }
        }
    }
}

/// Whether a purl can carry it: `NAME` or `@SCOPE/NAME`.
pub(super) fn is_name(name: &str) -> bool {
    name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn scope(development: bool, optional: bool) -> Scope {
    match (development, optional) {
        (true, _) => Scope::Development,
        (_, true) => Scope::Optional,
        _ => Scope::Required,
    }
}

/// Notes where a package comes from, unless that is npm's own registry: the registry's address, as far as it is the same
/// for all packages, or the repository.
pub(super) fn origin(component: &mut Component, resolved: &str) {
    if let Some(repository) = git(resolved) {
        component.hints.repository = Some(repository.into());
    } else if resolved.starts_with("http") && !is_at(resolved, "npmjs.org") {
        // https://HOST/PATH/NAME/-/FILE
        let registry = match resolved.split_once("/-/") {
            Some((package, _)) => package.strip_suffix(&*component.name).unwrap_or(package),
            None => resolved.split(['#', '?']).next().unwrap_or(resolved),
        };
        component.hints.registry = Some(registry.into());
    }
}

/// The repository that `git+https://HOST/PATH#COMMIT`, `github:OWNER/NAME` and their like name.
pub(super) fn git(address: &str) -> Option<&str> {
    let bare = address.split('#').next().unwrap_or(address);
    let schemes = ["git+", "git://", "git@", "github:", "gitlab:", "bitbucket:", "gist:"];
    let git = std::path::Path::new(bare).extension().is_some_and(|extension| extension == "git");
    (git || schemes.iter().any(|scheme| bare.starts_with(scheme))).then(|| bare.strip_prefix("git+").unwrap_or(bare))
}
