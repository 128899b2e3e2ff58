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
            found.diagnostics.push(match at {
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
    /// Value as written, with the line and the byte at which it stands first.
    of: FxHashMap<&'a str, (u32, usize)>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str, key: &str) -> Self {
        let mut of = FxHashMap::default();
        let (mut line, mut counted) = (1_u32, 0);
        for at in memmem::find_iter(text.as_bytes(), format!("\"{key}\"").as_bytes()) {
            let rest = text.get(at + key.len() + 2..).unwrap_or_default();
            let value = rest.trim_start().strip_prefix(':').and_then(|rest| rest.trim_start().strip_prefix('"'));
            let Some(value) = value.and_then(string) else { continue };
            let between = text.as_bytes().get(counted..at).unwrap_or_default();
            let newlines = memchr::memchr_iter(b'\n', between).count();
            line = line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
            counted = at;
            of.entry(value).or_insert((line, at));
        }
        Self { text, of }
    }

    pub(crate) fn line(&self, value: &str) -> Option<u32> {
        self.of.get(value).map(|(line, _)| *line)
    }

    /// The line as a span for a diagnostic.
    pub(crate) fn span(&self, value: &str) -> Option<Span> {
        let (line, at) = *self.of.get(value)?;
        let end = self.text.get(at..)?.find('\n').map_or(self.text.len(), |i| at + i);
        let start = self.text.get(..at)?.rfind('\n').map_or(0, |i| i + 1);
        let mut span = Span::of(self.text.get(start..end)?, at - start..end, "");
        span.line = line;
        Some(span)
    }
}

/// The text up to the quote that ends it; one with escapes is left out, ids have none.
fn string(rest: &str) -> Option<&str> {
    let end = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
    (rest.as_bytes().get(end) == Some(&b'"')).then(|| rest.get(..end)).flatten()
}
