//! JSON, one document or one object a line; and the schemas of both.

use std::fmt::Write;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::Serialize;

use crate::answers::{cut, rank, scan, why};

/// A document, with a newline at its end.
pub(crate) fn document<T: Serialize>(value: &T) -> String {
    let mut text = harmless(&serde_json::to_string_pretty(value).expect("our types have string keys only"));
    text.push('\n');
    text
}

/// A line for each.
pub(super) fn lines<T: Serialize>(values: impl Iterator<Item = T>) -> String {
    let mut text = String::new();
    for value in values {
        text.push_str(&compact(&value));
        text.push('\n');
    }
    text
}

/// Without spaces or newlines.
pub(crate) fn compact<T: Serialize>(value: &T) -> String {
    harmless(&serde_json::to_string(value).expect("our types have string keys only"))
}

/// JSON may hold control characters above U+001F and marks that turn text around. Escaped they mean the same to a
/// program, and nothing to a terminal.
fn harmless(json: &str) -> String {
    let bad = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !json.contains(bad) {
        return json.to_owned();
    }
    let mut text = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if bad(c) {
            _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

/// Every published JSON type: the file that holds its schema under `docs/schema/`, and the schema.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("wean-scan-1.json", schema::<scan::Document<'_>>()),
        ("wean-component-1.json", schema::<scan::ComponentLine<'_>>()),
        ("wean-cut-1.json", schema::<cut::Document<'_>>()),
        ("wean-cut-service-1.json", schema::<cut::ServiceLine<'_>>()),
        ("wean-why-1.json", schema::<why::Document<'_>>()),
        ("wean-path-1.json", schema::<why::PathLine<'_>>()),
        ("wean-rank-1.json", schema::<rank::Document<'_>>()),
        ("wean-ranked-1.json", schema::<rank::RankedLine<'_>>()),
    ]
}

fn schema<T: JsonSchema>() -> String {
    let generator = SchemaGenerator::new(SchemaSettings::draft2020_12().for_serialize());
    let schema = generator.into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_mean_the_same() {
        let text = "a\u{1b}\u{9b}31m\u{202e}b\n\u{7f}";
        let json = compact(&text);
        assert_eq!(json, r#""a\u001b\u009b31m\u202eb\n\u007f""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
