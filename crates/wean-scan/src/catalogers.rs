//! The list of catalogers. A new one is a file beside the others, a fixture folder, and two lines here.

use wean_model::{Relation, Scope};

use crate::cataloger::Cataloger;

mod apk;
mod cargo;
mod compose;
mod cyclonedx;
mod dns_zone;
mod dockerfile;
mod dpkg;
mod golang;
mod maven;
mod npm;
mod pipenv;
mod pnpm;
mod poetry;
mod purchases;
mod python_installed;
mod requirements;
mod spdx;
mod terraform;
mod uv;
mod yarn;

/// Every cataloger, sorted by name.
pub static CATALOGERS: &[&dyn Cataloger] = &[
    // One a line, so that a new one is one line.
    &apk::Apk,
    &cargo::Cargo,
    &compose::Compose,
    &cyclonedx::CycloneDx,
    &dns_zone::DnsZone,
    &dockerfile::Dockerfile,
    &dpkg::Dpkg,
    &golang::Golang,
    &maven::Maven,
    &npm::Npm,
    &pipenv::Pipenv,
    &pnpm::Pnpm,
    &poetry::Poetry,
    &purchases::Purchases,
    &python_installed::PythonInstalled,
    &requirements::Requirements,
    &spdx::Spdx,
    &terraform::Terraform,
    &uv::Uv,
    &yarn::Yarn,
];

/// Finds lines of a text in the order in which they are asked for, in one pass. A text that is not found ends the
/// search, so that a hostile file costs one pass, too.
struct Lines<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    /// Line (from 1) of the next place that reads `wanted`.
    fn next(&mut self, wanted: &str) -> Option<u32> {
        let Some(at) = memchr::memmem::find(self.rest.as_bytes(), wanted.as_bytes()) else {
            self.rest = "";
            return None;
        };
        let newlines =
            |text: &str| u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX);
        let (before, found) = self.rest.split_at(at);
        let line = self.line.saturating_add(newlines(before));
        self.line = line.saturating_add(newlines(wanted));
        self.rest = found.get(wanted.len()..).unwrap_or_default();
        Some(line)
    }
}

/// Whether what stands at this path came with an installed package, or lies in a package manager's store: its lock file
/// says what its makers used, not what is in use here.
fn is_shipped(path: &str) -> bool {
    const INSTALLED: &[&str] = &[
        "node_modules/",
        "site-packages/",
        "dist-packages/",
        "gems/",
        "usr/share/",
        "usr/lib/",
        ".cargo/registry/",
        ".cargo/git/",
        "go/pkg/mod/",
    ];
    INSTALLED.iter().any(|folder| {
        memchr::memmem::find_iter(path.as_bytes(), folder)
            .any(|at| at == 0 || path.as_bytes().get(at - 1) == Some(&b'/'))
    })
}

/// Whether an address, or a bare host, is that of a domain or of a name below it: how default registries are told, which
/// have several hosts each.
pub(crate) fn is_at(address: &str, domain: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest);
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// What each node of a lock file is for, by what needs it: along a chain the weakest edge counts, of several chains the
/// strongest. Nothing for what no root reaches.
fn scopes(edges: &[Vec<(usize, Relation)>], roots: impl IntoIterator<Item = (usize, Relation)>) -> Vec<Option<Scope>> {
    let scope_of = |relation| match relation {
        Relation::Requires => Scope::Required,
        Relation::Uses => Scope::Optional,
        Relation::BuildsWith => Scope::Development,
    };
    let mut scopes = vec![None; edges.len()];
    let mut waiting: std::collections::BTreeMap<Scope, Vec<usize>> = std::collections::BTreeMap::new();
    for (node, relation) in roots {
        waiting.entry(scope_of(relation)).or_default().push(node);
    }
    while let Some((scope, nodes)) = waiting.pop_last() {
        for node in nodes {
            let Some(slot) = scopes.get_mut(node).filter(|slot| slot.is_none()) else { continue };
            *slot = Some(scope);
            for (next, relation) in &edges[node] {
                waiting.entry(scope.min(scope_of(*relation))).or_default().push(*next);
            }
        }
    }
    scopes
}

/// A path that a file in `folder` names, without `.` and `..`. Nothing when it leads out of the target.
fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "looks at the project, not at a target")]
mod tests {
    use super::*;

    /// A forgotten line is named: `left: ["cargo"] right: ["apk", "cargo"]`.
    #[test]
    fn the_list_holds_every_file_of_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalogers");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")))
            .collect();
        files.sort();
        let listed: Vec<&str> = CATALOGERS.iter().map(|cataloger| cataloger.name()).collect();
        assert_eq!(listed, files);
    }
}
