//! YAML, guarded against what its parser cannot bear, and read with merge keys.
//!
//! saphyr builds, hashes and drops its nodes by recursion, and keeps a copy of everything that has an anchor. So depth,
//! and anchors times size, are looked at before it sees the text; aliases it bounds itself.

use std::sync::Arc;

use saphyr::{LoadableYamlNode, MarkedYaml, YamlData};
use wean_diag::{Diagnostic, Span};

use crate::cataloger::{Found, SourceFile};

/// Levels that are read.
const DEEPEST: usize = 128;

/// Anchors times bytes that are read: nodes take some two hundred bytes for each of text.
const MOST_COPIED: usize = 8 << 20;

/// The documents of a file; a fault becomes a diagnostic, and documents are then missing.
pub(crate) fn load<'a>(file: &SourceFile<'_>, found: &mut Found, text: &'a str) -> Vec<MarkedYaml<'a>> {
    let before = found.diagnostics.len();
    let documents = parse(file.path(), text, &mut found.diagnostics);
    if found.diagnostics.len() > before {
        found.unread(file);
    }
    documents
}

/// [`load`] of a text at a path.
pub(crate) fn parse<'a>(path: &Arc<str>, text: &'a str, diagnostics: &mut Vec<Diagnostic>) -> Vec<MarkedYaml<'a>> {
    if let Some(line) = too_deep(text) {
        let span = Span::line(text, line, "");
        let message = format!("nested deeper than {DEEPEST} levels; the file was left out");
        diagnostics.push(Diagnostic::new("too-deep", message).span(path.clone(), span));
        return Vec::new();
    }
    let bytes = text.as_bytes();
    // An anchor begins a word; an address has its `&` inside one.
    let begins = |at: &usize| *at == 0 || matches!(bytes.get(at - 1), Some(b' ' | b'\t' | b'\n' | b'[' | b'{' | b','));
    let anchors = memchr::memchr_iter(b'&', bytes).filter(begins).count();
    if text.len().saturating_mul(anchors.max(1)) > MOST_COPIED {
        let message = "too long for a YAML file with so many anchors; it was left out";
        diagnostics.push(Diagnostic::new("too-large", message).at(path.clone()));
        return Vec::new();
    }
    match MarkedYaml::load_from_str(text) {
        Ok(documents) => documents,
        Err(error) => {
            let span = Span::line(text, u32::try_from(error.marker().line()).unwrap_or(u32::MAX), "");
            let message = format!("not the YAML expected: {}; the file was left out", error.info());
            diagnostics.push(Diagnostic::new("malformed", message).span(path.clone(), span));
            Vec::new()
        }
    }
}

/// The line on which the text may be nested too deep: brackets, or `- ? :` and blanks before anything else. Strings are
/// not told apart, since that takes a parser; none that people write looks like this.
fn too_deep(text: &str) -> Option<u32> {
    let mut brackets = 0_usize;
    for (number, line) in text.lines().enumerate() {
        let indent = line.bytes().take_while(|b| matches!(b, b' ' | b'-' | b'?' | b':')).count();
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => brackets += 1,
                b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            if brackets > DEEPEST {
                return u32::try_from(number + 1).ok();
            }
        }
        // Every level takes at least two columns, but a list may stand where its key does.
        if indent > 2 * DEEPEST && line.trim().len() > line.len() - indent {
            return u32::try_from(number + 1).ok();
        }
    }
    None
}

/// Line of a node, from 1.
pub(crate) fn line(node: &MarkedYaml<'_>) -> Option<u32> {
    u32::try_from(node.span.start.line()).ok()
}

/// The value of a key, also one that `<<` merges in.
pub(crate) fn get<'n, 'a>(node: &'n MarkedYaml<'a>, key: &str) -> Option<&'n MarkedYaml<'a>> {
    get_at(node, key, 0)
}

fn get_at<'n, 'a>(node: &'n MarkedYaml<'a>, key: &str, depth: usize) -> Option<&'n MarkedYaml<'a>> {
    if let Some(value) = bare(node).data.as_mapping_get(key) {
        return Some(value);
    }
    let merged = bare(bare(node).data.as_mapping_get("<<")?);
    match &merged.data {
        // What is merged may merge in turn; deeper than this nobody does.
        _ if depth == 16 => None,
        YamlData::Sequence(all) => all.iter().find_map(|node| get_at(node, key, depth + 1)),
        _ => get_at(merged, key, depth + 1),
    }
}

/// Keys and values of a mapping in their order, without what `<<` merges in.
pub(crate) fn entries<'n, 'a>(node: &'n MarkedYaml<'a>) -> impl Iterator<Item = (&'n str, &'n MarkedYaml<'a>)> {
    let mapping = bare(node).data.as_mapping();
    mapping.into_iter().flatten().filter_map(|(key, value)| Some((key.data.as_str()?, value)))
}

/// The text of a scalar.
pub(crate) fn text<'n>(node: &'n MarkedYaml<'_>) -> Option<&'n str> {
    bare(node).data.as_str()
}

/// Without a tag such as Compose's `!override`. What is inside a tag has no line of its own.
pub(crate) fn bare<'n, 'a>(node: &'n MarkedYaml<'a>) -> &'n MarkedYaml<'a> {
    match &node.data {
        YamlData::Tagged(_, inner) => inner,
        _ => node,
    }
}
