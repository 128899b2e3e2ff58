//! From sources to an inventory.
//!
//! [`scan`] walks a [`Tree`] in parallel, hands each file to the [`Cataloger`]s whose globs it matches, and
//! [`assemble`](assemble::assemble)s what they found with the services of `wean.toml` into one sorted inventory.
//!
//! Invariants: a cataloger never fails, it returns what it understood and diagnostics; it reads through [`Tree`] only;
//! nothing found is ever run; no socket is opened; the number of threads changes nothing in the result.

mod assemble;
mod cataloger;
mod catalogers;
mod configuration;
mod end_of_life;
mod image_reference;
mod sbom;
mod tree;
mod yaml;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;
use wean_diag::Diagnostic;
use wean_model::{Inventory, Occurrence};

pub use cataloger::{Cataloger, Found, Name, SourceFile, purl};
pub use catalogers::CATALOGERS;
pub use configuration::{Attribute, Columns, Configuration, Purchases, ServiceEntry};
pub use end_of_life::ends;
pub use tree::{ScanError, Tree};

/// What a scan counts while it runs, for a progress line; and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files seen by the walk.
    pub walked: AtomicU64,
    /// Files a cataloger takes.
    pub matched: AtomicU64,
    /// Files parsed.
    pub parsed: AtomicU64,
    /// Set it and the scan ends soon, with what it has.
    pub stop: AtomicBool,
}

/// What a scan gives back.
#[derive(Debug)]
pub struct Scan {
    /// Everything found.
    pub inventory: Inventory,
    /// What went wrong on the way, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// How many components each cataloger saw, and in how many files: sorted by cataloger.
    pub sources: Vec<Source>,
    /// It was stopped before its end: the inventory is not whole.
    pub stopped: bool,
}

/// What one cataloger contributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The cataloger's name.
    pub cataloger: &'static str,
    /// Files it read, sorted.
    pub files: Vec<Arc<str>>,
}

/// Scans a tree. `target` is how the user named it; `configuration` the parsed `wean.toml`, if there is one.
pub fn scan(tree: &Tree, target: &str, configuration: &Configuration, progress: &Progress) -> Scan {
    let mut diagnostics = Vec::new();
    let named = [("purchases", configuration.purchases.files.as_slice())];
    let selection = cataloger::Selection::new(&named, &mut diagnostics);
    let tree::Walk { entries: files, unread, diagnostics: mut faults } = tree.walk(&selection, progress);
    diagnostics.append(&mut faults);
    progress.matched.store(files.len() as u64, Ordering::Relaxed);
    let mut found: Vec<Found> = files
        .par_iter()
        .map(|entry| {
            let mut found = Found::default();
            for &index in &entry.catalogers {
                if progress.stop.load(Ordering::Relaxed) {
                    break;
                }
                let cataloger = CATALOGERS[index];
                let file = SourceFile::new(tree, entry.path.clone(), cataloger, configuration);
                cataloger.catalogue(&file, &mut found);
            }
            found.count_reports(&entry.path);
            progress.parsed.fetch_add(1, Ordering::Relaxed);
            found
        })
        .collect();

    // What could not be looked into may hold anything.
    let mut closed = Found::default();
    for path in unread {
        let mut component = cataloger::unread(&path);
        component.occurrences.push(Occurrence { path, line: None, cataloger: "walk".into() });
        closed.components.push(component);
    }
    found.push(closed);

    let mut sources: Vec<Source> = Vec::new();
    for (index, cataloger) in CATALOGERS.iter().enumerate() {
        let files: Vec<_> = files.iter().filter(|f| f.catalogers.contains(&index)).map(|f| f.path.clone()).collect();
        if !files.is_empty() {
            sources.push(Source { cataloger: cataloger.name(), files });
        }
    }
    let inventory = assemble::assemble(tree, target, configuration, found, &mut diagnostics);
    diagnostics.sort();
    diagnostics.dedup();
    Scan { inventory, diagnostics, sources, stopped: progress.stop.load(Ordering::Relaxed) }
}
