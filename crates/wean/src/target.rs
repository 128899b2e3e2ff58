//! From the TARGET on the command line to an attributed inventory: configuration, scan, catalogue, with progress.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use wean_catalogue::{Attributed, Catalogue, Reading};
use wean_diag::{Diagnostic, Span, system_error};
use wean_model::{Grade, Role};
use wean_scan::{Configuration, Progress, ScanError, Source, Tree};

use crate::arguments::Common;
use crate::output::{Failure, Terminal};

/// A target that was read.
pub(crate) struct Target {
    /// What was found, and who stands behind it.
    pub attributed: Attributed,
    /// What each cataloger read.
    pub sources: Vec<Source>,
    /// How long the scan took.
    pub took: Duration,
}

/// Reads the catalogue: embedded, then `.wean/catalogue` of the target, then the user's folders; as of the day asked about,
/// and as `wean.toml` says.
///
/// It lives as long as the program: giving its many small parts back one by one takes longer than a small answer.
pub(crate) fn catalogue(
    common: &Common,
    configuration: &Configuration,
    target: Option<&Path>,
    terminal: &mut Terminal,
) -> Result<ManuallyDrop<Catalogue>, Failure> {
    let foundations = configuration.attribution.foundations;
    let mut catalogue = Catalogue::embedded().with_reading(Reading { as_of: common.as_of, foundations });
    let own = target.map(own_records).filter(|folder| folder.is_dir());
    for folder in own.iter().chain(&common.catalogue) {
        // Without the records that were asked for, every answer would be another.
        if !folder.is_dir() {
            return Err(Failure::new("bad-argument", format!("--catalogue: `{}` is no folder", folder.display()))
                .hint("name a folder that holds `organisations`, `products` or other folders of records"));
        }
        let (extended, diagnostics) = catalogue.with_folder(folder);
        terminal.diagnostics(&diagnostics);
        catalogue = extended;
    }
    if let Some(folder) = &common.eol {
        if !folder.is_dir() {
            return Err(Failure::new("bad-argument", format!("--eol: `{}` is no folder", folder.display()))
                .hint("name the folder `products` of a copy of endoflife.date"));
        }
        let tree = Tree::open(folder, &[], 1).map_err(|error| Failure::new("bad-argument", error.to_string()))?;
        let (ends, diagnostics) = wean_scan::ends(&tree);
        terminal.diagnostics(&diagnostics);
        if ends.is_empty() {
            return Err(Failure::new("bad-argument", format!("--eol: no product stands in `{}`", folder.display()))
                .hint("name the folder `products` of a copy of endoflife.date"));
        }
        catalogue = catalogue.with_ends(ends);
    }
    Ok(ManuallyDrop::new(catalogue))
}

/// Where records of one's own lie: `.wean/catalogue` in the target, or beside a file.
pub(crate) fn own_records(target: &Path) -> PathBuf {
    folder(target).join(".wean/catalogue")
}

/// The target, or the folder of a file.
pub(crate) fn folder(target: &Path) -> &Path {
    if target.is_file() { target.parent().unwrap_or(Path::new("")) } else { target }
}

/// The grade of `--grade`.
pub(crate) fn grade(common: &Common) -> Grade {
    common.grade.parse().expect("clap allows no other word")
}

/// Scans a target and says who stands behind what.
pub(crate) fn read(
    path: &Path,
    configuration: &Configuration,
    common: &Common,
    catalogue: &Catalogue,
    terminal: &mut Terminal,
) -> Result<Target, Failure> {
    let start = std::time::Instant::now();
    if common.jobs > 0 {
        // Fails only when a pool stands already; then it stays as it is.
        _ = rayon::ThreadPoolBuilder::new().num_threads(common.jobs).build_global();
    }
    let mut exclude = configuration.scan.exclude.clone();
    exclude.extend(common.exclude.iter().cloned());
    let tree = Tree::open(path, &exclude, common.jobs).map_err(|error| match &error {
        ScanError::Exclude { .. } => Failure::new("bad-argument", error.to_string()),
        _ => Failure::new("no-target", error.to_string())
            .hint("name a folder, the root of a file system, a lock file or an SBOM"),
    })?;
    terminal.link(path);
    let progress = Progress::default();
    let done = AtomicBool::new(false);
    let scan = std::thread::scope(|scope| {
        if terminal.progress {
            scope.spawn(|| show(&progress, &done));
        }
        let scan = wean_scan::scan(&tree, &path.display().to_string(), configuration, &progress);
        done.store(true, Ordering::Relaxed);
        scan
    });
    let mut diagnostics = scan.diagnostics;
    diagnostics.extend(unknown_names(configuration, catalogue));
    let attributed = catalogue.attribute_all(scan.inventory);
    diagnostics.extend(conflicts(&attributed, catalogue));
    terminal.diagnostics(&diagnostics);
    Ok(Target { attributed, sources: scan.sources, took: start.elapsed() })
}

/// One line of progress, from the first half second on.
fn show(progress: &Progress, done: &AtomicBool) {
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(25));
        if done.load(Ordering::Relaxed) {
            return;
        }
    }
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner} {msg}  {elapsed}").expect("a fixed template"));
    while !done.load(Ordering::Relaxed) {
        let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        let (walked, matched, parsed) = (count(&progress.walked), count(&progress.matched), count(&progress.parsed));
        bar.set_message(if matched == 0 {
            format!("walking: {walked} files")
        } else {
            format!("reading: {parsed} of {matched} files, of {walked} seen")
        });
        bar.tick();
        std::thread::sleep(Duration::from_millis(80));
    }
    bar.finish_and_clear();
}

/// `wean.toml`, looked for from the target upwards.
pub(crate) fn configuration(target: &Path) -> Result<Configuration, Failure> {
    let Ok(full) = std::fs::canonicalize(target) else { return Ok(Configuration::default()) };
    let start = if full.is_dir() { full.clone() } else { full.parent().map(Path::to_owned).unwrap_or_default() };
    for folder in start.ancestors() {
        let file = folder.join("wean.toml");
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            // What one may not look into holds no configuration for us; what one may see but not read is an error.
            Err(_) if std::fs::symlink_metadata(&file).is_err() => continue,
            Err(error) => {
                let path = file.display().to_string();
                let mut failure =
                    Failure::new("bad-configuration", format!("cannot read `{path}`: {}", system_error(&error)));
                failure.diagnostic = failure.diagnostic.at(path);
                return Err(failure);
            }
        };
        let base = start.strip_prefix(folder).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
        // Named as the user would type it, where that is possible.
        let shown = if base.is_empty() && full.is_dir() { target.join("wean.toml") } else { relative(&file) };
        let mut configuration = Configuration::parse(&shown.display().to_string(), &text)
            .map_err(|diagnostic| Failure { diagnostic: *diagnostic })?;
        configuration.base = base;
        return Ok(configuration);
    }
    Ok(Configuration::default())
}

fn relative(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).to_owned()
}

/// Names of `wean.toml` that the catalogue does not know: what they say counts for nothing.
fn unknown_names(configuration: &Configuration, catalogue: &Catalogue) -> Vec<Diagnostic> {
    let Some((path, text)) = &configuration.source else { return Vec::new() };
    let mut diagnostics = Vec::new();
    let mut unknown = |name: &str, from: usize, message: String| {
        let diagnostic = Diagnostic::new("dangling-reference", message);
        let at = text.get(from..).and_then(|rest| rest.find(name)).map(|at| from + at);
        diagnostics.push(match at {
            Some(at) => diagnostic.span(path.clone(), Span::of(text, at..at + name.len(), "")),
            None => diagnostic.at(path.clone()),
        });
    };
    if let Some(home) = configuration.organisation.home.as_deref().filter(|home| catalogue.place(home).is_none()) {
        unknown(home, 0, format!("home: no jurisdiction or bloc is called `{home}`; it was left out"));
    }
    for entry in &configuration.attribute {
        let (span, entry) = (entry.span(), entry.as_ref());
        let name = &entry.controller;
        if name != "self" && catalogue.find_organisation(name).is_none() {
            unknown(
                name,
                span.start,
                format!("no organisation is called `{name}`; `{}` is not declared", entry.component),
            );
        }
    }
    for (alias, product) in &configuration.purchases.aliases {
        if !catalogue.records().products.contains_key(product) {
            unknown(product, 0, format!("no product has the id `{product}`; the alias `{alias}` was left out"));
        }
    }
    diagnostics
}

/// Evidence that names different parties: one finding for each pair of parties.
fn conflicts(attributed: &Attributed, catalogue: &Catalogue) -> Vec<Diagnostic> {
    let mut pairs = std::collections::BTreeMap::new();
    for (component, attribution) in attributed.inventory.components.iter().zip(&attributed.attributions) {
        if let (Some(best), Some(rival)) = (attribution.best(Role::Maker), attribution.rival(Role::Maker)) {
            let pair = (&best.controller, &rival.controller);
            pairs.entry(pair).or_insert_with(Vec::new).push((component, best, rival));
        }
    }
    pairs
        .into_iter()
        .map(|((one, other), cases)| {
            let (component, best, rival) = cases[0];
            let more = if cases.len() > 1 { format!(" and {} more", cases.len() - 1) } else { String::new() };
            let message = format!(
                "`{}`{more}: {} leads to {}, but {} to {}; known is only what is so of both",
                component.title(),
                best.evidence.matched,
                catalogue.controller_name(one),
                rival.evidence.matched,
                catalogue.controller_name(other),
            );
            let diagnostic = Diagnostic::new("conflicting-claims", message);
            match component.occurrences.first() {
                Some(occurrence) => diagnostic.at(occurrence.path.clone()),
                None => diagnostic,
            }
        })
        .collect()
}
