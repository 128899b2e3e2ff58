//! Exact texts and texts with one `*` at the end; the longest match wins.

use rustc_hash::FxHashMap;

/// Patterns and what they point to.
#[derive(Debug, Default)]
pub(crate) struct PatternIndex {
    exact: FxHashMap<Box<str>, Box<str>>,
    /// By the text up to its first `/` after the scheme (for purls: the type), so that few lengths have to be tried.
    prefixes: FxHashMap<Box<str>, Prefixes>,
}

#[derive(Debug, Default)]
struct Prefixes {
    /// Longest first.
    lengths: Vec<usize>,
    ids: FxHashMap<Box<str>, Box<str>>,
}

fn bucket(text: &str) -> &str {
    match text.find('/') {
        Some(end) => &text[..end],
        None => "",
    }
}

impl PatternIndex {
    /// The first record to state a pattern keeps it; `lint` reports the second.
    pub(crate) fn insert(&mut self, pattern: &str, id: &str) {
        match pattern.strip_suffix('*') {
            Some(prefix) => {
                let prefixes = self.prefixes.entry(bucket(prefix).into()).or_default();
                prefixes.ids.entry(prefix.into()).or_insert_with(|| id.into());
                if let Err(at) = prefixes.lengths.binary_search_by(|length| prefix.len().cmp(length)) {
                    prefixes.lengths.insert(at, prefix.len());
                }
            }
            None => _ = self.exact.entry(pattern.into()).or_insert_with(|| id.into()),
        }
    }

    /// Id and pattern of the longest match.
    pub(crate) fn find(&self, text: &str) -> Option<(&str, String)> {
        if let Some(id) = self.exact.get(text) {
            return Some((id, text.to_owned()));
        }
        let prefixes = self.prefixes.get(bucket(text))?;
        let mut starts = prefixes.lengths.iter().filter_map(|length| text.get(..*length));
        starts.find_map(|start| Some((&**prefixes.ids.get(start)?, format!("{start}*"))))
    }
}

/// Whether packages of a purl type are a distribution's, which others made.
pub(crate) fn is_distribution(purl_type: &str) -> bool {
    matches!(purl_type, "deb" | "apk" | "rpm")
}

/// A purl without version, qualifiers and subpath.
pub fn bare(purl: &str) -> &str {
    let end = purl.find(['?', '#']).unwrap_or(purl.len());
    let purl = &purl[..end];
    match purl.rfind('@') {
        Some(at) if at > purl.rfind('/').unwrap_or(0) => &purl[..at],
        _ => purl,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pattern_wins() {
        let mut index = PatternIndex::default();
        for (pattern, id) in [
            ("pkg:npm/%40azure/*", "azure"),
            ("pkg:npm/%40azure/msal-*", "entra"),
            ("pkg:npm/%40azure/msal-node", "msal"),
            ("pkg:deb/debian/postgresql*", "postgresql"),
            ("azurerm_*", "microsoft-azure"),
        ] {
            index.insert(pattern, id);
        }
        let find = |text| index.find(text).map(|(id, _)| id);
        assert_eq!(find("pkg:npm/%40azure/core"), Some("azure"));
        assert_eq!(find("pkg:npm/%40azure/msal-browser"), Some("entra"));
        assert_eq!(find("pkg:npm/%40azure/msal-node"), Some("msal"));
        assert_eq!(find("pkg:deb/debian/postgresql-15"), Some("postgresql"));
        assert_eq!(find("azurerm_dns_zone"), Some("microsoft-azure"));
        assert_eq!(find("pkg:npm/left-pad"), None);
    }

    #[test]
    fn a_bare_purl_has_no_version() {
        assert_eq!(bare("pkg:npm/%40azure/core@1.2.3?a=b#c"), "pkg:npm/%40azure/core");
        assert_eq!(bare("pkg:npm/@azure/core"), "pkg:npm/@azure/core");
        assert_eq!(bare("pkg:deb/debian/zlib1g@1:1.2?arch=amd64"), "pkg:deb/debian/zlib1g");
    }
}
