//! Host names: a rule for a name holds for every name below it; the longest wins.

use rustc_hash::FxHashMap;

/// Host names and what they point to.
#[derive(Debug, Default)]
pub(crate) struct DomainIndex {
    ids: FxHashMap<Box<str>, Box<str>>,
}

impl DomainIndex {
    /// The first record to state a name keeps it; `lint` reports the second.
    pub(crate) fn insert(&mut self, domain: &str, id: &str) {
        self.ids.entry(domain.to_lowercase().into()).or_insert_with(|| id.into());
    }

    /// Id and rule of the longest name that `host` is or lies below.
    pub(crate) fn find<'i, 'h>(&'i self, host: &'h str) -> Option<(&'i str, &'h str)> {
        let mut name = host;
        loop {
            if let Some(id) = self.ids.get(name) {
                return Some((id, name));
            }
            name = name.split_once('.')?.1;
        }
    }
}

/// Whether `host` is `domain` or lies below it.
pub(crate) fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The host of an address, in lower case: `https://user@Host:443/path` → `host`. Also takes a bare host.
pub(crate) fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host } else { host.split(':').next()? };
    let host = host.trim_end_matches('.').to_lowercase();
    let good = host.contains('.') && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    good.then_some(host)
}

/// The registrable domain of a host, by the public suffix list.
pub(crate) fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host)
}

/// The suffix below which a host's owner lets others have names: `appspot.com`, `js.org`. Registries' own are not meant.
pub(crate) fn private_suffix(host: &str) -> Option<&str> {
    let suffix = psl::suffix(host.as_bytes())?;
    let private = suffix.typ() == Some(psl::Type::Private);
    private.then(|| std::str::from_utf8(suffix.trim().as_bytes()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_holds_for_every_name_below() {
        let mut index = DomainIndex::default();
        index.insert("microsoft.com", "microsoft");
        index.insert("login.microsoft.com", "entra");
        assert_eq!(index.find("a.login.microsoft.com").map(|f| f.0), Some("entra"));
        assert_eq!(index.find("docs.microsoft.com").map(|f| f.0), Some("microsoft"));
        assert_eq!(index.find("notmicrosoft.com"), None);
        assert!(is_below("a.b.example", "b.example") && !is_below("ab.example", "b.example"));
    }

    #[test]
    fn hosts_of_addresses() {
        assert_eq!(host("https://User@Example.COM:8080/x?y"), Some("example.com".to_owned()));
        assert_eq!(host("git@github.com:owner/name.git"), Some("github.com".to_owned()));
        assert_eq!(host("mailto:x"), None);
        assert_eq!(registrable("a.b.example.co.uk"), Some("example.co.uk"));
        assert_eq!(registrable("someone.github.io"), Some("someone.github.io"));
    }
}
