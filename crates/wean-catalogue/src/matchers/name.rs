//! Names of organisations and products as people write them.

use rustc_hash::FxHashMap;

/// Normalised names and what they point to.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    ids: FxHashMap<Box<str>, Box<str>>,
}

impl NameIndex {
    /// The first record to state a name keeps it; `lint` reports the second.
    pub(crate) fn insert(&mut self, name: String, id: &str) {
        if !name.is_empty() {
            self.ids.entry(name.into()).or_insert_with(|| id.into());
        }
    }

    /// The id of exactly this normalised name.
    pub(crate) fn exact(&self, name: &str) -> Option<&str> {
        self.ids.get(name).map(|id| &**id)
    }

    /// Id and words of the longest name that `text` begins with, at a word's end.
    pub(crate) fn prefix<'i, 't>(&'i self, text: &'t str) -> Option<(&'i str, &'t str)> {
        let mut end = text.len();
        while let Some(at) = text[..end].rfind(' ') {
            if let Some(id) = self.ids.get(&text[..at]) {
                return Some((id, &text[..at]));
            }
            end = at;
        }
        None
    }
}

/// Legal forms that say nothing about who somebody is. Those of several words are matched word by word.
const LEGAL_FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "llc",
    "lp",
    "llp",
    "ltd",
    "limited",
    "plc",
    "gmbh",
    "ag",
    "kg",
    "kgaa",
    "se",
    "ug",
    "ev",
    "sa",
    "sas",
    "sarl",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "ab",
    "as",
    "asa",
    "oy",
    "oyj",
    "aps",
    "a/s",
    "oü",
    "ou",
    "sia",
    "uab",
    "doo",
    "kft",
    "zrt",
    "spzoo",
    "pty",
    "pte",
    "kk",
    "pjsc",
    "jsc",
    "ooo",
    "ao",
    "oao",
    "zao",
    "aisbl",
    "asbl",
    "vzw",
    "stichting",
];

/// An organisation's name without case, punctuation and legal form: `SAP SE` → `sap`.
pub(crate) fn organisation(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            '.' | '\'' | '’' | '"' => {}
            c if c.is_alphanumeric() || c == '/' => plain.push(c),
            _ if plain.is_empty() || plain.ends_with(' ') => {}
            _ => plain.push(' '),
        }
    }
    plain.truncate(plain.trim_end().len());
    while let Some((rest, last)) = plain.rsplit_once(' ')
        && LEGAL_FORMS.contains(&last)
    {
        plain.truncate(rest.len());
    }
    plain
}

/// Whether a name ends in a legal form: a firm, or somebody who is called like one.
pub(crate) fn is_firm(name: &str) -> bool {
    let plain: String = name.to_lowercase().chars().filter(|c| !matches!(c, '.' | '\'')).collect();
    let mut words = plain.split(|c: char| !c.is_alphanumeric() && c != '/').filter(|word| !word.is_empty());
    words.next().is_some() && words.next_back().is_some_and(|last| LEGAL_FORMS.contains(&last))
}

/// A product's name without case and punctuation: `Microsoft 365 Apps (E3)` → `microsoft 365 apps e3`.
pub(crate) fn product(name: &str) -> String {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_do_not_count() {
        for name in ["SAP SE", "S.A.P. S.E.", "sap", "SAP GmbH & Co. KG"] {
            assert_eq!(organisation(name), "sap", "{name}");
        }
        assert_eq!(organisation("Company"), "company");
        assert!(is_firm("Some Tool, Inc.") && is_firm("Some Tool GmbH") && !is_firm("Some One") && !is_firm("Co"));
        assert_eq!(product("Cisco Catalyst 9300 / IOS XE"), "cisco catalyst 9300 ios xe");
    }

    #[test]
    fn prefixes_end_at_words() {
        let mut index = NameIndex::default();
        index.insert("oracle database".to_owned(), "oracle-database");
        assert_eq!(index.prefix("oracle database enterprise edition").map(|p| p.0), Some("oracle-database"));
        assert_eq!(index.prefix("oracle databases"), None);
    }
}
