//! What the two SBOM formats share: packages with a purl as text, and lines of things in JSON.

use std::str::FromStr;

use memchr::memmem;
use packageurl::PackageUrl;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use wean_diag::{Diagnostic, Span};
use wean_model::{Component, ComponentKind};

use crate::cataloger::{Found, SourceFile};

/// What tells the formats apart.
#[derive(Deserialize)]
pub(crate) struct Head {
    #[serde(rename = "bomFormat")]
    pub(crate) cyclonedx: Option<String>,
    #[serde(rename = "specVersion")]
    pub(crate) cyclonedx_version: Option<String>,
    #[serde(rename = "spdxVersion")]
    pub(crate) spdx_version: Option<String>,
    /// JSON-LD, of which SPDX 3 is made.
    #[serde(rename = "@context")]
    pub(crate) context: Option<serde::de::IgnoredAny>,
}

/// A component with the purl that a file states, in canonical form; with a diagnostic, by name, when it is none.
pub(crate) fn component(
    file: &SourceFile<'_>,
    found: &mut Found,
    at: Option<Span>,
    kind: ComponentKind,
    (name, version): (&str, Option<&str>),
    purl: Option<&str>,
) -> Component {
    let version = version.filter(|version| !version.is_empty());
    let Some(text) = purl else { return Component::new(kind, name, version) };
    match PackageUrl::from_str(text) {
        Ok(purl) => {
            let kind = match purl.ty() {
                "docker" | "oci" => ComponentKind::ContainerImage,
                _ => kind,
            };
            Component::with_purl(kind, name, version.or(purl.version()), &purl.to_string())
        }
        Err(error) => {
            let diagnostic =
                Diagnostic::new("bad-purl", format!("`{text}` is no purl: {error}; `{name}` is kept by name"));
            found.report(match at {
                Some(span) => diagnostic.span(file.path().clone(), span),
                None => diagnostic.at(file.path().clone()),
            });
            Component::new(kind, name, version)
        }
    }
}

/// Lines on which a key of JSON text has a value. Parsers of JSON give no places; this reads the text once beside them.
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// Value as written, with the place at which it stands first.
    of: FxHashMap<&'a str, Place>,
}

struct Place {
    line: u32,
    /// Bytes at which the line and the key begin.
    line_start: usize,
    start: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str, key: &str) -> Self {
        let mut of = FxHashMap::default();
        let (mut line, mut line_start, mut counted) = (1_u32, 0, 0);
        for start in memmem::find_iter(text.as_bytes(), format!("\"{key}\"").as_bytes()) {
            let rest = text.get(start + key.len() + 2..).unwrap_or_default();
            let value = rest.trim_start().strip_prefix(':').and_then(|rest| rest.trim_start().strip_prefix('"'));
            let Some(value) = value.and_then(string) else { continue };
            for newline in memchr::memchr_iter(b'\n', text.as_bytes().get(counted..start).unwrap_or_default()) {
                line = line.saturating_add(1);
                line_start = counted + newline + 1;
            }
            counted = start;
            of.entry(value).or_insert(Place { line, line_start, start });
        }
        Self { text, of }
    }

    pub(crate) fn line(&self, value: &str) -> Option<u32> {
        self.of.get(value).map(|place| place.line)
    }

    /// The line as a span for a diagnostic.
    pub(crate) fn span(&self, value: &str) -> Option<Span> {
        let place = self.of.get(value)?;
        // JSON without line breaks is one line of megabytes: no more of it than a span shows.
        let rest = self.text.get(place.line_start..)?;
        let end =
            rest.char_indices().take(200).take_while(|(_, c)| *c != '\n').last().map_or(0, |(i, c)| i + c.len_utf8());
        let at = place.start - place.line_start;
        let mut span = Span::of(rest.get(..end)?, at..rest.len(), "");
        span.line = place.line;
        Some(span)
    }
}

/// The text up to the quote that ends it; one with escapes is left out, ids have none.
fn string(rest: &str) -> Option<&str> {
    let end = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
    (rest.as_bytes().get(end) == Some(&b'"')).then(|| rest.get(..end)).flatten()
}
