//! JSON, one document or one object a line; and the schemas of both.

use std::fmt::Write;
use std::io;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::Serialize;

use crate::answers::{cut, events, rank, replay, scan, strikes, why};

/// A document, with a newline at its end.
pub(crate) fn document<T: Serialize>(value: &T) -> String {
    let mut text = harmless(serde_json::to_string_pretty(value).expect("our types have string keys only"));
    text.push('\n');
    text
}

/// A document of long lists, with a line for each of their items and a newline at its end: smaller than one indented
/// throughout, and changes from one time to the next show as lines.
pub(crate) fn listing<T: Serialize>(value: &T) -> String {
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut json, ItemPerLine::default());
    value.serialize(&mut serializer).expect("our types have string keys only");
    let mut text = harmless(String::from_utf8(json).expect("JSON is UTF-8"));
    text.push('\n');
    text
}

/// Breaks lines in the document itself and in its lists, nowhere further in.
#[derive(Default)]
struct ItemPerLine {
    depth: usize,
    /// Whether something stands in the list or object that ends next.
    filled: bool,
}

impl ItemPerLine {
    const BROKEN: usize = 2;

    fn begin<W: io::Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(bracket)
    }

    fn item<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth <= Self::BROKEN {
            writer.write_all(b"\n")?;
            writer.write_all(&b"    "[..2 * self.depth])?;
        }
        Ok(())
    }

    fn end<W: io::Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.filled && self.depth < Self::BROKEN {
            writer.write_all(b"\n")?;
            writer.write_all(&b"    "[..2 * self.depth])?;
        }
        writer.write_all(bracket)
    }
}

impl serde_json::ser::Formatter for ItemPerLine {
    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.item(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.item(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }
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
    harmless(serde_json::to_string(value).expect("our types have string keys only"))
}

/// JSON may hold control characters above U+001F and marks that turn text around. Escaped they mean the same to a
/// program, and nothing to a terminal.
fn harmless(json: String) -> String {
    let bad = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !json.contains(bad) {
        return json;
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
        ("wean-claim-1.json", schema::<why::ClaimLine<'_>>()),
        ("wean-path-1.json", schema::<why::PathLine<'_>>()),
        ("wean-rank-1.json", schema::<rank::Document<'_>>()),
        ("wean-ranked-1.json", schema::<rank::RankedLine<'_>>()),
        ("wean-events-1.json", schema::<events::Document<'_>>()),
        ("wean-event-1.json", schema::<events::EventLine<'_>>()),
        ("wean-replay-1.json", schema::<replay::Document<'_>>()),
        ("wean-told-1.json", schema::<replay::ToldLine<'_>>()),
        ("wean-strikes-1.json", schema::<strikes::Document<'_>>()),
        ("wean-strike-1.json", schema::<strikes::StrikeLine<'_>>()),
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
    fn a_listing_has_a_line_for_each_item() {
        let value =
            serde_json::json!({ "a": 1, "list": [{ "x": [1, 2] }, {}], "empty": [], "of": { "y": { "z": [] } } });
        let text = listing(&value);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        assert_eq!(
            text,
            "{\n  \"a\": 1,\n  \"empty\": [],\n  \"list\": [\n    {\"x\": [1,2]},\n    {}\n  ],\n  \"of\": {\n    \"y\": {\"z\": []}\n  }\n}\n"
        );
    }

    #[test]
    fn control_characters_are_escaped_and_mean_the_same() {
        let text = "a\u{1b}\u{9b}31m\u{202e}b\n\u{7f}";
        let json = compact(&text);
        assert_eq!(json, r#""a\u001b\u009b31m\u202eb\n\u007f""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
