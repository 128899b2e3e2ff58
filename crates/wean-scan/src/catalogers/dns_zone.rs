//! DNS zone files: to whom the names of the organisation lead.
//!
//! The zone needs any one of its name servers, so they are a group that it `requires`. Mail servers are a group too, but
//! the zone only `uses` it: the web site does not stop when mail does, and a service that is mail names its hosts itself.
//! An alias that leads out of the zone becomes a domain of its own, which requires the host it leads to and the zone.
//! SPF, SRV, CAA and proofs of ownership are `uses`; proofs and SPF are weak evidence, so their scope is `optional`.
//! Files are read entry by entry with names by hickory; its own zone parser gives no lines, opens files that
//! `$INCLUDE` names, and gives up at the first record it does not know.

use std::collections::BTreeMap;

use wean_diag::{Diagnostic, Span};
use wean_model::{Component, ComponentKind, Id, Relation, Scope};

use crate::cataloger::{Cataloger, Found, SourceFile};

mod entry;
mod verifiers;

use entry::{Entries, Entry};

/// See the module.
pub(crate) struct DnsZone;

/// Faults that are shown one by one; more are counted.
const SHOWN: usize = 20;

impl Cataloger for DnsZone {
    fn name(&self) -> &'static str {
        "dns-zone"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/*.zone", "**/*.zonefile", "**/db.*"]
    }

    fn sees(&self) -> &'static str {
        "zone files: name servers, mail servers, aliases out of the zone, SPF, SRV, CAA, proofs of ownership in TXT"
    }

    fn does_not_see(&self) -> &'static str {
        "who is behind an IP address; files that `$INCLUDE` names and records of `$GENERATE`; zones of server databases"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        // Databases, scripts and dumps are called `db.*` as well: only what has a zone's first record is looked into.
        let perhaps =
            file.name().starts_with("db.") && std::path::Path::new(file.name()).extension().is_none_or(|e| e != "zone");
        if perhaps {
            let zone = |bytes: Vec<u8>| !bytes.contains(&0) && memchr::memmem::find(&bytes, b"SOA").is_some();
            if !file.tree().read(file.path()).is_ok_and(zone) {
                return;
            }
        }
        let Some(text) = file.text(found) else { return };
        let mut zone = Zone::new(file, &text);
        for entry in Entries::new(&text) {
            zone.entry(&entry);
        }
        zone.finish(found, perhaps);
    }
}

/// A record that says something about control.
struct Record {
    owner: String,
    line: u32,
    data: Data,
}

enum Data {
    NameServer(String),
    Mail(String),
    Alias(String),
    /// Used, with the scope of that.
    Uses(String, Scope),
}

struct Zone<'a> {
    file: &'a SourceFile<'a>,
    text: &'a str,
    origin: Option<String>,
    owner: Option<String>,
    /// Owner of the SOA record and its line.
    apex: Option<(String, u32)>,
    first_line: Option<u32>,
    records: Vec<Record>,
    faults: Vec<Diagnostic>,
    more_faults: usize,
}

impl<'a> Zone<'a> {
    fn new(file: &'a SourceFile<'a>, text: &'a str) -> Self {
        // `riverton.example.zone`, `db.riverton.example`
        let name = file.name();
        let stem = name.strip_suffix(".zone").or_else(|| name.strip_suffix(".zonefile"));
        let stem = stem.or_else(|| name.strip_prefix("db.")).unwrap_or(name);
        let origin = entry::name(&format!("{stem}."), None).filter(|origin| origin.contains('.'));
        Self {
            file,
            text,
            origin,
            owner: None,
            apex: None,
            first_line: None,
            records: Vec::new(),
            faults: Vec::new(),
            more_faults: 0,
        }
    }

    fn fault(&mut self, code: &str, entry: &Entry<'_>, message: impl Into<String>) {
        if self.faults.len() == SHOWN {
            self.more_faults += 1;
            return;
        }
        let rest = self.text.get(entry.start..).unwrap_or_default();
        let mut span = Span::of(rest.lines().next().unwrap_or_default(), 0..usize::MAX, "");
        span.line = entry.line;
        self.faults.push(Diagnostic::new(code, message).span(self.file.path().clone(), span));
    }

    /// A name of the file as an absolute one, in lower case and without the dot at its end.
    fn name(&self, text: &str) -> Option<String> {
        entry::name(text, self.origin.as_deref())
    }

    fn entry(&mut self, entry: &Entry<'_>) {
        if entry.unclosed {
            self.fault("malformed", entry, "a parenthesis or quote is never closed; the record was left out");
            return;
        }
        let mut words = entry.words.as_slice();
        let Some(first) = words.first() else { return };
        match first.to_ascii_uppercase().as_str() {
            "$TTL" => return,
            "$ORIGIN" => {
                match words.get(1).and_then(|name| self.name(name)) {
                    Some(origin) => self.origin = Some(origin),
                    None => self.fault("malformed", entry, "`$ORIGIN` names no domain; the one before holds on"),
                }
                return;
            }
            "$INCLUDE" => {
                return self.fault(
                    "not-followed",
                    entry,
                    "`$INCLUDE` is not followed; records of that file are missing",
                );
            }
            directive if directive.starts_with('$') => {
                return self.fault("unsupported", entry, format!("`{directive}` is not read; its records are missing"));
            }
            _ => {}
        }
        if !entry.indented {
            self.owner = self.name(first);
            words = words.get(1..).unwrap_or_default();
            if self.owner.is_none() && (self.origin.is_some() || first.ends_with('.')) {
                return self.fault("malformed", entry, "the name of the record is no domain name; it was left out");
            }
        }
        let mut internet = true;
        let mut kind = None;
        while let Some((word, rest)) = words.split_first() {
            words = rest;
            match word.to_ascii_uppercase().as_str() {
                "IN" => {}
                "CH" | "HS" | "CS" => internet = false,
                word if entry::is_ttl(word) => {}
                word => {
                    kind = Some(word.to_owned());
                    break;
                }
            }
        }
        let Some(kind) = kind else {
            return self.fault("malformed", entry, "no type of record stands here; the line was left out");
        };
        if internet {
            self.record(entry, &kind, words);
        }
    }

    fn record(&mut self, entry: &Entry<'_>, kind: &str, data: &[&str]) {
        let at = |index: usize| data.get(index).copied();
        let target = |zone: &Self, index: usize| at(index).filter(|name| *name != ".").and_then(|name| zone.name(name));
        let text = || data.iter().map(|word| entry::unquoted(word)).collect::<Vec<_>>();
        let (found, expected) = match kind {
            "SOA" => {
                self.apex = self.apex.take().or_else(|| Some((self.owner.clone()?, entry.line)));
                (Vec::new(), data.len() >= 7)
            }
            "NS" => (target(self, 0).map(Data::NameServer).into_iter().collect(), data.len() == 1),
            "MX" => (target(self, 1).map(Data::Mail).into_iter().collect(), data.len() == 2),
            "CNAME" | "DNAME" | "ALIAS" | "ANAME" => {
                (target(self, 0).map(Data::Alias).into_iter().collect(), data.len() == 1)
            }
            "HTTPS" | "SVCB" => (target(self, 1).map(Data::Alias).into_iter().collect(), data.len() >= 2),
            "SRV" => {
                (target(self, 3).map(|host| Data::Uses(host, Scope::Required)).into_iter().collect(), data.len() == 4)
            }
            "TXT" | "SPF" => {
                // Strings of one record belong together without anything between them.
                let hosts = verifiers::hosts(&text().concat(), self.owner.as_deref().unwrap_or_default());
                (hosts.into_iter().map(|host| Data::Uses(host, Scope::Optional)).collect(), !data.is_empty())
            }
            "CAA" => {
                let authority = at(2).map(entry::unquoted).unwrap_or_default();
                let authority = authority.split(';').next().unwrap_or_default().trim();
                let tag = at(1).unwrap_or_default().to_ascii_lowercase();
                let host = entry::name(&format!("{authority}."), None).filter(|_| tag == "issue" || tag == "issuewild");
                (host.map(|host| Data::Uses(host, Scope::Optional)).into_iter().collect(), data.len() >= 3)
            }
            kind if entry::is_type(kind) => (Vec::new(), true),
            kind => {
                let kind: String = kind.chars().take(30).collect();
                return self.fault("malformed", entry, format!("`{kind}` is no type of record; it was left out"));
            }
        };
        if !expected {
            return self.fault(
                "malformed",
                entry,
                format!("`{kind}` has other parts than these; the record was left out"),
            );
        }
        self.first_line = self.first_line.or(Some(entry.line));
        let Some(owner) = self.owner.clone() else { return };
        for data in found {
            self.records.push(Record { owner: owner.clone(), line: entry.line, data });
        }
    }

    fn finish(mut self, found: &mut Found, perhaps: bool) {
        let apex = self.apex.take().or_else(|| Some((self.origin.clone()?, self.first_line?)));
        // BIND comes with `db.local`, `db.127` and the like.
        let apex = apex.filter(|(apex, _)| apex.contains('.'));
        if let Some((apex, line)) = &apex {
            Graph { file: self.file, found, apex, zone: Id::from("") }.read(*line, &self.records);
        }
        if perhaps && apex.is_none() {
            return;
        }
        if apex.is_none() && self.first_line.is_none() {
            self.file.malformed(found, self.text, None, "the file holds no record of a zone; nothing was found in it");
            return;
        }
        found.diagnostics.append(&mut self.faults);
        if self.more_faults > 0 {
            let message = format!("{} more lines are no records of a zone; they were left out", self.more_faults);
            self.file.malformed(found, self.text, None, message);
        }
        if apex.is_none() {
            let message = "the file does not say which zone it is: no `$ORIGIN`, no whole name at SOA; it was left out";
            let diagnostic = Diagnostic::new("malformed", message).at(self.file.path().clone());
            found
                .diagnostics
                .push(diagnostic.hint("write `$ORIGIN example.org.` at its top, or name it `example.org.zone`"));
            found.unread(self.file);
        }
    }
}

/// Components and edges of the records.
struct Graph<'a, 'f> {
    file: &'a SourceFile<'a>,
    found: &'f mut Found,
    apex: &'a str,
    zone: Id,
}

impl Graph<'_, '_> {
    fn read(mut self, line: u32, records: &[Record]) {
        self.zone = self.found.component(self.file, line, Component::new(ComponentKind::Domain, self.apex, None));
        let aliases: BTreeMap<&str, &str> = records
            .iter()
            .filter_map(|record| match &record.data {
                Data::Alias(to) if self.inside(to) => Some((record.owner.as_str(), to.as_str())),
                _ => None,
            })
            .collect();
        let mut groups: BTreeMap<(&str, Relation), Vec<(&str, u32)>> = BTreeMap::new();
        let outside: std::collections::BTreeSet<&str> = records
            .iter()
            .filter(|record| matches!(&record.data, Data::Alias(to) if !self.inside(to)))
            .map(|record| record.owner.as_str())
            .collect();
        for record in records {
            match &record.data {
                Data::NameServer(host) => {
                    groups.entry((&record.owner, Relation::Requires)).or_default().push((host, record.line));
                }
                Data::Mail(host) => {
                    groups.entry((&record.owner, Relation::Uses)).or_default().push((host, record.line));
                }
                Data::Uses(host, scope) if !self.inside(host) => {
                    let to = self.host(host, record.line, *scope);
                    self.found.dependency(&self.zone, &to, Relation::Uses);
                }
                Data::Uses(..) => {}
                Data::Alias(to) if !self.inside(to) => {
                    // `selector._domainkey`, `_acme-challenge`: no name that anybody visits.
                    if record.owner.split('.').any(|label| label.starts_with('_')) {
                        let host = self.host(to, record.line, Scope::Optional);
                        self.found.dependency(&self.zone, &host, Relation::Uses);
                    } else {
                        let host = self.host(to, record.line, Scope::Required);
                        let from = self.domain(&record.owner, record.line);
                        self.found.dependency(&from, &host, Relation::Requires);
                    }
                }
                Data::Alias(to) => {
                    // An alias of an alias that leads outside; sixteen are more than resolvers follow.
                    let mut end = to.as_str();
                    for _ in 0..16 {
                        match aliases.get(end) {
                            Some(next) if !outside.contains(end) => end = next,
                            _ => break,
                        }
                    }
                    if outside.contains(end) && *to != record.owner {
                        let from = self.domain(&record.owner, record.line);
                        let to = format!("{}:{to}", ComponentKind::Domain);
                        self.found.dependency(&from, &to.into(), Relation::Requires);
                    }
                }
            }
        }
        for ((owner, relation), hosts) in groups {
            if hosts.iter().all(|(host, _)| self.inside(host)) {
                continue;
            }
            let first = hosts.iter().map(|(_, line)| *line).min().unwrap_or(line);
            let from = if owner == self.apex { self.zone.clone() } else { self.domain(owner, first) };
            let hosts = hosts.into_iter().map(|(host, line)| self.host(host, line, Scope::Required)).collect();
            self.found.group(&from, relation, hosts);
        }
    }

    fn inside(&self, host: &str) -> bool {
        host.strip_suffix(self.apex).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    fn host(&mut self, host: &str, line: u32, scope: Scope) -> Id {
        let mut component = Component::new(ComponentKind::HostedService, host, None);
        component.scope = scope;
        self.found.component(self.file, line, component)
    }

    /// A name of the zone that needs somebody of its own, besides the zone.
    fn domain(&mut self, name: &str, line: u32) -> Id {
        let id = self.found.component(self.file, line, Component::new(ComponentKind::Domain, name, None));
        self.found.dependency(&id, &self.zone, Relation::Requires);
        id
    }
}
