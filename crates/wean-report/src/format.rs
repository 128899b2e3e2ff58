//! The names of the output formats.

use wean_model::words;

words! {
    /// What an answer is written as.
    pub enum Format {
        /// Tables for people, at a terminal or in a pipe.
        Table = "table",
        /// One document with a versioned schema.
        Json = "json",
        /// One JSON object a line.
        Jsonl = "jsonl",
        /// One table with a header, for spreadsheets.
        Csv = "csv",
        /// The tables in Markdown, for a page or a pull request.
        Md = "md",
        /// CycloneDX 1.6 JSON: the interchange.
        Cyclonedx = "cyclonedx",
    }
}

impl Format {
    /// The format a file's name asks for: `x.cdx.json`, `x.json`, `x.csv`.
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase();
        if name.ends_with(".cdx.json") || name == "bom.json" {
            return Some(Self::Cyclonedx);
        }
        match name.rsplit_once('.')?.1 {
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            "md" | "markdown" => Some(Self::Md),
            "txt" => Some(Self::Table),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_s_name_says_its_format() {
        assert_eq!(Format::of_path("out/riverton.cdx.json"), Some(Format::Cyclonedx));
        assert_eq!(Format::of_path("a.JSON"), Some(Format::Json));
        assert_eq!(Format::of_path("a.d/b"), None);
    }
}
