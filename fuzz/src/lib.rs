//! What the fuzz targets do with their bytes, and what must hold whatever these are.
//!
//! An input is one file, or several: text that begins with `-- PATH --` is split at such lines into files of these paths,
//! so that what reads more than one file (a pom and its parent, a lock file and its manifest) is reached, too. `xtask`
//! writes the fixtures of the tests into the corpus in that form.
//!
//! What must hold: no panic, no hang, the same result twice, the laws of `wean-scan/tests/invariants`, nothing but text in
//! tables, and an inventory that is read back from CycloneDX as it was written.

use std::sync::{LazyLock, Once};

use wean_catalogue::{Catalogue, Records, lint_records};
use wean_diag::{Diagnostic, Span, Style};
use wean_model::{Component, ComponentKind, Grade, Inventory, Organisation};
use wean_report::{Answer, Format, Screen, Show};
use wean_scan::{Configuration, Progress, Tree};

#[path = "../../crates/wean-scan/tests/invariants/mod.rs"]
mod invariants;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);

/// Scans the bytes as the file that `path` names, or as the files they hold.
pub fn cataloger(data: &[u8], path: &str) {
    let files = files(data, path);
    let text = files.iter().find(|(path, _)| path == "wean.toml").map(|(_, bytes)| String::from_utf8_lossy(bytes));
    let configuration = text.and_then(|text| Configuration::parse("wean.toml", &text).ok()).unwrap_or_default();
    if let [(_, bytes)] = files.as_slice()
        && [".cdx.json", ".spdx.json"].iter().any(|end| path.ends_with(end))
    {
        scan(&Tree::memory_file(path, bytes.clone()), &configuration);
    }
    scan(&Tree::memory(files), &configuration);
}

/// A `wean.toml`, and what it makes of things that selectors and declarations can mean.
pub fn configuration(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Configuration::parse("wean.toml", &text) {
        Ok(configuration) => {
            let things = [
                (
                    "lock/Cargo.lock",
                    "[[package]]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"b\"]\n\n[[package]]\nname = \"b\"\nversion = \"2\"\n",
                ),
                ("purchases.csv", "supplier;product;amount\nMicrosoft;Office;1.234,50\nCity;Stamps;3\n"),
                ("city.zone", "$ORIGIN riverton.example.\n@ 60 IN MX 1 mail.host.example.\n"),
                ("Dockerfile", "FROM docker.io/library/postgres:16\n"),
                ("wean.toml", &*text),
            ];
            let files = things.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
            scan(&Tree::memory(files), &configuration);
        }
        Err(diagnostic) => draw(&diagnostic),
    }
}

/// Records of a catalogue: paths `FOLDER/ID.toml`; a text that names none is tried as each sort of record.
pub fn records(data: &[u8]) {
    const FOLDERS: &[&str] = &["organisations", "products", "classes", "jurisdictions", "regions", "packages"];
    let mut records = Records::default();
    let mut add = |folder: &str, id: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        if let Err((message, Some(span))) = records.add(folder, id, "nowhere.toml", &text) {
            draw(&Diagnostic::new("bad-record", message).span("nowhere.toml", Span::of(&text, span, "")));
        }
    };
    for (path, bytes) in files(data, "") {
        match path.strip_suffix(".toml").and_then(|path| path.split_once('/')) {
            Some((folder, id)) => add(folder, id, &bytes),
            None => FOLDERS.iter().for_each(|folder| add(folder, "it", &bytes)),
        }
    }
    lint_records(&records, false, Some("2026-01-01")).iter().for_each(draw);
    let catalogue = Catalogue::new(records);
    let own = Organisation::default();
    for id in catalogue.records().organisations.keys() {
        catalogue.control(id);
    }
    for name in catalogue.names().map(str::to_owned).collect::<Vec<_>>() {
        catalogue.place(&name);
        catalogue.search(&name);
        for kind in ComponentKind::ALL {
            let component = Component::new(*kind, &name, None);
            let attribution = catalogue.attribute(&component, &own);
            catalogue.holds(&component, &attribution);
        }
    }
    for (_, product) in catalogue.records().products.values() {
        for purl in &product.matches.purl {
            let component = Component::with_purl(ComponentKind::Library, "a", None, purl);
            let attribution = catalogue.attribute(&component, &own);
            catalogue.hosted_in(&component, &attribution);
        }
    }
}

/// The first four bytes say where the mark is, the rest is the text. Lines without more are messages, too.
pub fn diagnostics(data: &[u8]) {
    let Some(([a, b, c, d], rest)) = data.split_first_chunk() else { return };
    let text = String::from_utf8_lossy(rest);
    let range = usize::from(u16::from_le_bytes([*a, *b]))..usize::from(u16::from_le_bytes([*c, *d]));
    let line = text.lines().last().unwrap_or_default();
    let number = u32::from(*a);
    for span in [Span::of(&text, range, line), Span::line(&text, number, "")] {
        draw(&Diagnostic::new("malformed", line).span(line, span).hint(line));
    }
    draw(&Diagnostic::new("malformed", &*text).at(&*text));
}

/// Who stands behind a component: a line each for kind, name, version, purl and the hints.
pub fn attribution(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines().map(|line| Some(line).filter(|line| !line.is_empty()));
    let mut next = || lines.next().flatten();
    let kind = next().and_then(|word| word.parse().ok()).unwrap_or(ComponentKind::Library);
    let (name, version) = (next().unwrap_or_default(), next());
    let mut component = match next() {
        Some(purl) => Component::with_purl(kind, name, version, purl),
        None => Component::new(kind, name, version),
    };
    let hints = &mut component.hints;
    for hint in [
        &mut hints.homepage,
        &mut hints.repository,
        &mut hints.maintainer,
        &mut hints.maker,
        &mut hints.supplier,
        &mut hints.registry,
        &mut hints.product,
        &mut hints.region,
        &mut hints.funding,
    ] {
        *hint = next().map(Into::into);
    }
    let own = Organisation { domains: next().map(Into::into).into_iter().collect(), ..Organisation::default() };
    let attribution = CATALOGUE.attribute(&component, &own);
    assert_eq!(attribution, CATALOGUE.attribute(&component, &own));
    for claim in &attribution.claims {
        assert!(
            claim.grade > Grade::Unknown && !claim.evidence.matched.is_empty(),
            "no claim without evidence: {claim:?}"
        );
    }
    CATALOGUE.holds(&component, &attribution);
    CATALOGUE.hosted_in(&component, &attribution);
}

/// The files that an input holds; see the top.
fn files(data: &[u8], path: &str) -> Vec<(String, Vec<u8>)> {
    fn header(line: &[u8]) -> Option<String> {
        let path = line.strip_prefix(b"-- ")?.strip_suffix(b" --\n")?;
        String::from_utf8(path.to_vec()).ok()
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        match (header(line), files.last_mut()) {
            (Some(path), _) => files.push((path, Vec::new())),
            (None, Some((_, bytes))) => bytes.extend_from_slice(line),
            (None, None) => break,
        }
    }
    if files.is_empty() { vec![(path.to_owned(), data.to_vec())] } else { files }
}

fn scan(tree: &Tree, configuration: &Configuration) {
    // More threads would only make a run harder to repeat.
    static POOL: Once = Once::new();
    POOL.call_once(|| {
        // Instrumented frames are several times as large as those users run; see `hostile.rs` for those.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(16 << 20);
        pool.build_global().expect("no pool was built before");
    });
    let run = || wean_scan::scan(tree, "fuzz", configuration, &Progress::default());
    let (first, second) = (run(), run());
    assert_eq!(first.inventory, second.inventory, "two scans give two inventories");
    assert_eq!(first.diagnostics, second.diagnostics, "two scans give different diagnostics");
    invariants::check(tree, &first);
    first.diagnostics.iter().take(20).for_each(draw);

    let attributed = CATALOGUE.attribute_all(first.inventory);
    let answer = wean_report::Scan {
        attributed: &attributed,
        catalogue: &CATALOGUE,
        sources: &[],
        show: Show::Components,
        influences: &[],
        at_least: Grade::Derived,
        typed: &wean_report::Typed::default(),
    };
    let answer = Answer::Scan(answer);
    let screen = Screen { width: Some(100), ..Screen::default() };
    let table = wean_report::render(&answer, Format::Table, &screen).expect("a scan has a table");
    is_text(&table.data);
    let written = wean_report::render(&answer, Format::Cyclonedx, &screen).expect("a scan has this form").data;
    let written = Tree::memory_file("own.cdx.json", written.into_bytes());
    let read = wean_scan::scan(&written, "own.cdx.json", &Configuration::default(), &Progress::default());
    assert_eq!(read.diagnostics, [], "wean does not read what it wrote");
    assert!(same(&read.inventory, &attributed.inventory), "{:#?}\n{:#?}", attributed.inventory, read.inventory);
}

/// Versions too long for the format's schema are not written.
fn same(read: &Inventory, written: &Inventory) -> bool {
    let mut written = written.clone();
    for component in &mut written.components {
        component.version = component.version.take().filter(|version| version.chars().count() <= 1024);
    }
    *read == written
}

/// Every way to draw a diagnostic gives lines of text.
fn draw(diagnostic: &Diagnostic) {
    for (unicode, width) in [(true, 80), (false, 1)] {
        let drawn = wean_diag::render(diagnostic, Style { colour: false, unicode, width });
        is_text(&drawn);
        assert!(drawn.contains(diagnostic.code.name));
    }
}

/// Nothing that moves the cursor or turns the direction of writing.
fn is_text(text: &str) {
    let bad = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    assert!(!text.contains(bad), "{text:?}");
}
