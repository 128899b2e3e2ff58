//! Rust: `Cargo.lock`.
//!
//! Every version of the format (1 to 4) is read by the same code: they differ in how a dependency names its source.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use wean_model::{ComponentKind, Id, Relation};

use super::is_shipped;
use crate::cataloger::{Cataloger, Found, SourceFile, purl};

/// See the module.
pub(super) struct Cargo;

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Cataloger for Cargo {
    fn name(&self) -> &'static str {
        "cargo"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/Cargo.lock"]
    }

    fn sees(&self) -> &'static str {
        "crates of `Cargo.lock` with their dependencies, registry or repository"
    }

    fn does_not_see(&self) -> &'static str {
        "which crates are for building or testing only: the lock file does not say; lock files that came inside a package"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(lock) = file.toml::<Lock>(found, &text) else { return };
        let mut lines = LineOf::new(&text);
        let mut by_name: FxHashMap<&str, Vec<(&str, Id)>> = FxHashMap::default();
        let mut ids = Vec::with_capacity(lock.package.len());
        for package in &lock.package {
            let kind = if package.source.is_some() { ComponentKind::Library } else { ComponentKind::Application };
            let mut component = purl(kind, "cargo", &package.name, Some(&package.version), &[]);
            if let Some(source) = &package.source {
                // `registry+https://HOST/…`, `sparse+https://HOST/…`, `git+https://HOST/OWNER/NAME?rev=…#hash`
                let (how, address) = source.split_once('+').unwrap_or(("", source));
                if how == "git" {
                    component.hints.repository = address.split(['?', '#']).next().map(Into::into);
                } else if !address.contains("github.com/rust-lang/crates.io-index") {
                    component.hints.registry = Some(address.into());
                }
            }
            let line = lines.next(&format!("name = \"{}\"", package.name));
            let id = found.component(file, line, component);
            by_name.entry(&package.name).or_default().push((&package.version, id.clone()));
            ids.push(id);
        }
        for (package, id) in lock.package.iter().zip(&ids) {
            for dependency in &package.dependencies {
                // `name`, `name version` or `name version (source)`: the shortest that is unique.
                let mut words = dependency.split(' ');
                let name = words.next().unwrap_or_default();
                let version = words.next();
                // Without a version the name is unique; a file made to harm must not multiply.
                let most = if version.is_some() { usize::MAX } else { 16 };
                for (candidate, to) in by_name.get(name).into_iter().flatten().take(most) {
                    if version.is_none_or(|version| version == *candidate) {
                        found.dependency(id, to, Relation::Requires);
                    }
                }
            }
        }
    }
}

/// Finds lines of a text in the order in which they are asked for, in one pass.
struct LineOf<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
}

impl<'a> LineOf<'a> {
    fn new(text: &'a str) -> Self {
        Self { lines: text.lines().enumerate() }
    }

    /// Line (from 1) of the next line that reads `wanted`.
    fn next(&mut self, wanted: &str) -> Option<u32> {
        self.lines.find(|(_, line)| *line == wanted).and_then(|(i, _)| u32::try_from(i + 1).ok())
    }
}
