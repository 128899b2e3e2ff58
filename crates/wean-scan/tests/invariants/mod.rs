//! What holds of every scan, however bad the input. The test of hostile files and the fuzz targets share it.

#![allow(clippy::unwrap_used, reason = "a law that is broken fails the test")]

use std::collections::BTreeMap;

use wean_diag::{Place, Span};
use wean_model::{Inventory, Node};
use wean_scan::{CATALOGERS, Scan, Tree};

/// Panics when a law is broken.
pub(crate) fn check(tree: &Tree, scan: &Scan) {
    edges_have_ends(&scan.inventory);
    // Files by path, split into lines.
    let mut texts: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::new();
    assert!(scan.diagnostics.is_sorted(), "diagnostics are out of order");
    for diagnostic in &scan.diagnostics {
        assert!(!diagnostic.message.is_empty(), "{}: no message", diagnostic.code.name);
        if let Some(Place { path, span: Some(span) }) = &diagnostic.place
            && let Some(lines) = texts.entry(path).or_insert_with(|| lines(tree, path))
        {
            span_is_within(span, lines, &diagnostic.to_string());
        }
    }
    for component in &scan.inventory.components {
        assert!(component.occurrences.is_sorted(), "{}: occurrences are out of order", component.id);
        for occurrence in &component.occurrences {
            // An inventory of wean's own says where things were: not in this tree.
            if tree.is_single_file() {
                continue;
            }
            assert!(CATALOGERS.iter().any(|cataloger| cataloger.name() == &*occurrence.cataloger));
            let path = &*occurrence.path;
            let lines = texts.entry(path).or_insert_with(|| lines(tree, path)).as_ref().map_or(0, Vec::len);
            let within = occurrence.line.is_none_or(|line| (1..=lines).contains(&(line as usize)));
            assert!(within, "{}: {occurrence:?} of {lines} lines", component.id);
        }
    }
}

fn edges_have_ends(inventory: &Inventory) {
    let is_there = |node: Node| match node {
        Node::Service(i) => (i as usize) < inventory.services.len(),
        Node::Component(i) => (i as usize) < inventory.components.len(),
    };
    assert!(inventory.components.is_sorted_by(|a, b| a.id < b.id), "components are out of order, or one stands twice");
    assert!(inventory.dependencies.is_sorted_by(|a, b| a < b), "edges are out of order, or one stands twice");
    for edge in &inventory.dependencies {
        assert!(edge.from != edge.to && is_there(edge.from) && is_there(edge.to), "{edge:?}");
    }
    for group in &inventory.groups {
        assert!(group.members.len() > 1 && group.members.is_sorted_by(|a, b| a < b), "{group:?}");
        assert!(is_there(group.from) && group.members.iter().all(|member| is_there(*member)), "{group:?}");
    }
}

/// The mark lies on a line that is there, and the text shown is that line's.
fn span_is_within(span: &Span, lines: &[String], what: &str) {
    let line = lines.get(span.line as usize - 1).unwrap_or_else(|| panic!("{what}: no line {}", span.line));
    // To CSV a lone `\r` ends a row: then the line is shown from there.
    let starts = std::iter::once(0).chain(line.match_indices('\r').map(|(at, _)| at + 1));
    let whole = span.text.chars().count() < 200;
    let shown = starts.map(|start| &line[start..]).any(|rest| {
        rest.strip_prefix(&*span.text).is_some_and(|rest| !whole || rest.trim_end_matches('\r').is_empty())
    });
    // Purchases that are no UTF-8 are read in the encoding of spreadsheets: then the texts differ.
    let decoded = lines.iter().any(|line| line.contains('\u{fffd}'));
    assert!(shown || decoded, "{what}: {:?} is not {line:?}", span.text);
    let length = u32::try_from(span.text.chars().count()).unwrap();
    assert!(span.column >= 1 && span.width >= 1, "{what}: {span:?}");
    assert!(span.column + span.width - 1 <= length.max(1), "{what}: {span:?}");
}

/// The file as a cataloger sees it: see `SourceFile::text`.
fn lines(tree: &Tree, path: &str) -> Option<Vec<String>> {
    let bytes = tree.read(path).ok()?;
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes.as_slice() {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Some(text.split('\n').map(str::to_owned).collect())
}
