//! `wean.toml`: what the organisation says of itself. The keys are documented in docs/configuration.md.
//!
//! An unknown key or a value of the wrong kind is an error at its line: half a configuration could give a wrong
//! answer without a word.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use toml::Spanned;
use wean_diag::{Diagnostic, Span};
use wean_model::Foundations;

/// A parsed `wean.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Configuration {
    /// Whose it is.
    #[serde(default)]
    pub organisation: OrganisationEntry,
    /// What the organisation does for people.
    #[serde(default)]
    pub service: Vec<Spanned<ServiceEntry>>,
    /// How to read the books.
    #[serde(default)]
    pub purchases: Purchases,
    /// What the organisation declares about components.
    #[serde(default)]
    pub attribute: Vec<Spanned<Attribute>>,
    /// How the catalogue is read.
    #[serde(default)]
    pub attribution: AttributionEntry,
    /// What to scan.
    #[serde(default)]
    pub scan: ScanEntry,
    /// The target relative to the file's folder; empty when they are the same.
    #[serde(skip)]
    pub base: String,
    /// Path of the file as the user would type it, and its text; for diagnostics.
    #[serde(skip)]
    pub source: Option<(Arc<str>, Arc<str>)>,
}

/// `[organisation]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OrganisationEntry {
    /// Name.
    pub name: Option<String>,
    /// A jurisdiction or bloc.
    pub home: Option<String>,
    /// Its own domains.
    #[serde(default)]
    pub domains: Vec<String>,
}

/// `[[service]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServiceEntry {
    /// Name; unique.
    pub name: Spanned<String>,
    /// `low`, `medium` (default), `high`, `critical`.
    pub criticality: Option<Spanned<String>>,
    /// People who use it.
    pub users: Option<u64>,
    /// Folders or globs whose components belong to it.
    #[serde(default)]
    pub paths: Vec<Spanned<String>>,
    /// Hosts that belong to it.
    #[serde(default)]
    pub hosts: Vec<Spanned<String>>,
    /// Purchases that belong to it.
    #[serde(default)]
    pub purchases: Vec<Spanned<String>>,
    /// Components that belong to it.
    #[serde(default)]
    pub components: Vec<Spanned<String>>,
    /// Services or selectors it stops with.
    #[serde(default)]
    pub requires: Vec<Spanned<String>>,
    /// Services or selectors without which it degrades.
    #[serde(default)]
    pub uses: Vec<Spanned<String>>,
    /// Services or selectors needed only to make and change it.
    #[serde(default)]
    pub builds_with: Vec<Spanned<String>>,
    /// Groups of alternatives: it stops when the last of a group does.
    #[serde(default)]
    pub any_of: Vec<Spanned<Vec<Spanned<String>>>>,
}

/// `[attribution]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AttributionEntry {
    /// What foundations count as: `seat` or `community`.
    #[serde(default, deserialize_with = "word")]
    pub foundations: Foundations,
}

/// `[purchases]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Purchases {
    /// Globs of the files that hold them, besides `**/purchases*.csv`.
    #[serde(default)]
    pub files: Vec<String>,
    /// Between cells; found out from the first line when absent.
    pub delimiter: Option<char>,
    /// Between whole and parts: `.` or `,`; found out from the amounts when absent.
    pub decimal: Option<char>,
    /// Currency of rows that name none; ISO 4217.
    pub currency: Option<String>,
    /// Headers of the columns.
    #[serde(default)]
    pub columns: Columns,
    /// What a row's product says = product id of the catalogue.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
}

/// `[purchases] columns`: which header holds what. English names are known without it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Columns {
    /// Who sold it.
    pub supplier: Option<String>,
    /// What was bought.
    pub product: Option<String>,
    /// For how much.
    pub amount: Option<String>,
    /// In which currency.
    pub currency: Option<String>,
    /// For which period.
    pub period: Option<String>,
    /// For how many seats.
    pub seats: Option<String>,
    /// When it was booked.
    pub date: Option<String>,
}

/// `[[attribute]]`: what the organisation declares about components.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Attribute {
    /// purl or name; `*` at the end stands for anything.
    pub component: String,
    /// Organisation id of the catalogue, or `self`.
    pub controller: String,
    /// Why.
    pub because: Option<String>,
    /// Since when it is declared so.
    pub date: Option<String>,
}

/// `[scan]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ScanEntry {
    /// Globs on relative paths that are left out.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// One of a closed set of words.
fn word<'de, D: Deserializer<'de>, T: FromStr<Err = String>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

impl Configuration {
    /// Parses the text of a `wean.toml` at `path`.
    ///
    /// # Errors
    /// A `bad-configuration` diagnostic at the place of the fault.
    pub fn parse(path: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        match toml::from_str::<Self>(text) {
            Ok(mut configuration) => {
                configuration.source = Some((path.into(), text.into()));
                Ok(configuration)
            }
            Err(error) => {
                let diagnostic = Diagnostic::new("bad-configuration", error.message().trim_end().replace('\n', "; "))
                    .hint("the keys of `wean.toml` are listed in docs/configuration.md");
                Err(Box::new(match error.span() {
                    Some(range) => diagnostic.span(path, Span::of(text, range, "")),
                    None => diagnostic.at(path),
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_an_error_at_its_line() {
        let error = Configuration::parse("wean.toml", "[organisation]\nname = \"x\"\nhme = \"EU\"\n").unwrap_err();
        assert_eq!(error.code.name, "bad-configuration");
        assert_eq!(error.place.as_ref().and_then(|p| p.span.as_ref()).map(|s| s.line), Some(3));
    }
}
