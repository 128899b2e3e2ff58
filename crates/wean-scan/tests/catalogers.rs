//! Each folder `tests/catalogers/CATALOGER/FIXTURE/` is a target as a user might have it; beside it stands what a scan
//! finds in it. A new folder is a new test: run with `INSTA_UPDATE=always` to write its snapshot, and read it. A file
//! beside them is a target too, of one file: then organisation and services are shown as well, since it may hold some.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test makes the files it scans")]

use std::fmt::Write;
use std::path::Path;

use wean_model::{Dependency, Node};
use wean_scan::{Configuration, Progress, Tree, scan};

/// One line a component, an edge, a group, a diagnostic.
fn dump(folder: &Path) -> String {
    let text = std::fs::read_to_string(folder.join("wean.toml")).unwrap_or_default();
    let configuration = Configuration::parse("wean.toml", &text).expect("the fixture's wean.toml is right");
    let tree = Tree::open(folder, &[], 0).expect("the fixture is there");
    let scan = scan(&tree, "fixture", &configuration, &Progress::default());
    let inventory = &scan.inventory;
    let mut out = String::new();
    for c in &inventory.components {
        write!(out, "{} [{} {}]", c.id, c.kind, c.scope).unwrap();
        for o in &c.occurrences {
            let line = o.line.map_or(String::new(), |line| format!(":{line}"));
            write!(out, " {}{line}({})", o.path, o.cataloger).unwrap();
        }
        let hints = &c.hints;
        for (name, hint) in [
            ("homepage", &hints.homepage),
            ("repository", &hints.repository),
            ("funding", &hints.funding),
            ("maintainer", &hints.maintainer),
            ("maker", &hints.maker),
            ("supplier", &hints.supplier),
            ("registry", &hints.registry),
            ("product", &hints.product),
            ("region", &hints.region),
        ] {
            if let Some(hint) = hint {
                write!(out, " {name}={hint:?}").unwrap();
            }
        }
        if !c.licences.is_empty() {
            write!(out, " licences={:?}", c.licences).unwrap();
        }
        for p in &c.purchases {
            write!(out, " bought={}.{:02} {}", p.cents / 100, p.cents.abs() % 100, p.currency).unwrap();
            write!(out, " period={:?} date={:?} seats={:?}", p.period, p.date, p.seats).unwrap();
        }
        writeln!(out).unwrap();
    }
    if folder.is_file() {
        writeln!(out, "{} {:?}", inventory.target, inventory.organisation).unwrap();
        for s in &inventory.services {
            writeln!(out, "{} {:?} {} {:?} {:?}", s.id, s.name, s.criticality, s.users, s.occurrence).unwrap();
        }
        for c in inventory.components.iter().filter(|c| c.hosted_in.is_some() || c.declared.is_some()) {
            writeln!(out, "{} hosted in {:?} declared {:?}", c.id, c.hosted_in, c.declared).unwrap();
        }
    }
    let shown = |d: &&Dependency| folder.is_file() || matches!(d.from, Node::Component(_));
    for d in inventory.dependencies.iter().filter(shown) {
        writeln!(out, "{} -{}-> {}", inventory.id(d.from), d.relation, inventory.id(d.to)).unwrap();
    }
    for g in &inventory.groups {
        let members: Vec<&str> = g.members.iter().map(|m| &**inventory.id(*m)).collect();
        writeln!(out, "{} -{}-> any of {}", inventory.id(g.from), g.relation, members.join(" | ")).unwrap();
    }
    for d in &scan.diagnostics {
        writeln!(out, "{d}").unwrap();
    }
    out
}

#[test]
fn every_fixture_gives_what_stands_beside_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogers");
    let entries = |path: &Path| {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.retain(|path| path.extension().is_none_or(|e| e != "snap" && e != "new"));
        entries.sort();
        entries
    };
    for cataloger in entries(&root) {
        for fixture in entries(&cataloger) {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(&cataloger);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            let name = fixture.file_name().unwrap().to_string_lossy().into_owned();
            settings.bind(|| insta::assert_snapshot!(name, dump(&fixture)));
        }
    }
}
