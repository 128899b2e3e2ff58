//! What is wrong with a catalogue: dangling references, cycles of ownership, rules that stand twice, missing or old
//! sources. Each finding names the file and line.

use std::collections::BTreeMap;
use std::path::Path;

use wean_diag::{Diagnostic, Span};
use wean_model::{Act, ComponentKind, Effect, HoldKind, Jurisdiction};

use crate::catalogue::{Catalogue, is_date, read_folder};
use crate::matchers::name;
use crate::reading::Day;
use crate::record::{EventRecord, HoldRecord, ParentRecord, PartyKind, Records, SourceRecord};

/// Checks the records of a folder. With `base`, references may also lead into the embedded records. `stale_before` is a
/// date `YYYY-MM-DD`: records whose newest source is older are noted.
pub fn lint(folder: &Path, base: bool, stale_before: Option<&str>) -> Vec<Diagnostic> {
    let mut records = Records::default();
    let mut diagnostics = read_folder(folder, &mut records);
    diagnostics.append(&mut lint_records(&records, base, stale_before));
    diagnostics.sort();
    diagnostics
}

/// [`lint`] of records that were read before; they need not be in files.
pub fn lint_records(records: &Records, base: bool, stale_before: Option<&str>) -> Vec<Diagnostic> {
    let mut lint = Lint { diagnostics: Vec::new(), rules: BTreeMap::new(), stale_before };
    let embedded = if base { Catalogue::embedded().records } else { Records::default() };
    lint.records(records, &embedded);
    // Ownership is checked on the whole, since a cycle may lead through embedded records.
    let mut all = embedded;
    all.organisations.extend(records.organisations.clone());
    all.products.extend(records.products.clone());
    all.blocs.extend(records.blocs.clone());
    all.countries.country.extend(records.countries.country.clone());
    let catalogue = Catalogue::new(all);
    for (id, (path, event)) in &records.events {
        lint.id(id, path);
        lint.event(path, event, &catalogue);
    }
    for (id, (path, _)) in &records.organisations {
        if catalogue.control(id).cyclic {
            lint.say(
                "cyclic-ownership",
                path,
                &format!("\"{id}\""),
                format!("the parents of `{id}` lead back to itself"),
            );
        }
    }
    lint.diagnostics.sort();
    lint.diagnostics
}

struct Lint<'a> {
    diagnostics: Vec<Diagnostic>,
    /// Sort of rule and rule to the file that states it.
    rules: BTreeMap<(&'static str, String), String>,
    stale_before: Option<&'a str>,
}

impl Lint<'_> {
    /// Reports at the first line of the record's file that holds `needle`.
    fn say(&mut self, code: &str, path: &str, needle: &str, message: String) {
        let diagnostic = Diagnostic::new(code, message);
        let text = std::fs::read_to_string(path).unwrap_or_default();
        self.diagnostics.push(match text.find(needle) {
            Some(at) => diagnostic.span(path, Span::of(&text, at..at + needle.len(), "")),
            None => diagnostic.at(path),
        });
    }

    fn unique(&mut self, sort: &'static str, rule: &str, path: &str) {
        let key = (sort, rule.to_lowercase());
        match self.rules.get(&key) {
            Some(first) if first != path => {
                let message = format!("the {sort} rule `{rule}` also stands in {first}; that one counts");
                self.say("duplicate-record", path, rule, message);
            }
            _ => _ = self.rules.insert(key, path.to_owned()),
        }
    }

    fn sources(&mut self, path: &str, sources: &[SourceRecord]) {
        for source in sources {
            if source.title.trim().is_empty() || !is_date(&source.date) {
                let message = format!(
                    "`{}` is no source with a title and a date `YYYY`, `YYYY-MM` or `YYYY-MM-DD`",
                    source.title
                );
                self.say("missing-source", path, &source.date, message);
            }
        }
        let newest = sources.iter().map(|source| source.date.as_str()).max();
        if let (Some(newest), Some(limit)) = (newest, self.stale_before)
            && newest < limit
        {
            self.say("stale-source", path, newest, format!("the newest source is of {newest}"));
        }
    }

    /// Dates of something that began and ended.
    fn dates(&mut self, path: &str, since: Option<&str>, until: Option<&str>) {
        for date in [since, until].into_iter().flatten() {
            if Day::first(date).is_none() {
                self.say("bad-record", path, date, format!("`{date}` is no date `YYYY`, `YYYY-MM` or `YYYY-MM-DD`"));
            }
        }
        if let (Some(since), Some(until)) = (since, until)
            && Day::first(since) > Day::last(until)
        {
            self.say("bad-record", path, until, format!("it ends on {until}, before it begins on {since}"));
        }
    }

    /// Parents that hold more than half at one time: one of them is wrong, or lacks an end.
    fn parents(&mut self, path: &str, parents: &[ParentRecord]) {
        for parent in parents {
            self.dates(path, parent.since.as_deref(), parent.until.as_deref());
        }
        let most: Vec<&ParentRecord> = parents.iter().filter(|p| p.share.is_some_and(|share| share > 50.0)).collect();
        for (at, one) in most.iter().enumerate() {
            for other in &most[at + 1..] {
                let begins = |p: &ParentRecord| p.since.as_deref().and_then(Day::first);
                let ends = |p: &ParentRecord| p.until.as_deref().and_then(Day::last);
                let before = |a: &ParentRecord, b: &ParentRecord| matches!((ends(a), begins(b)), (Some(end), Some(begin)) if end <= begin);
                if !before(one, other) && !before(other, one) {
                    let message =
                        format!("`{}` and `{}` hold more than half at one time", one.organisation, other.organisation);
                    self.say("bad-record", path, &other.organisation, message);
                }
            }
        }
    }

    fn id(&mut self, id: &str, path: &str) {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !id.chars().all(good) || id.starts_with('-') {
            self.say("bad-record", path, "name", format!("`{id}` is no id: lower-case letters, digits and hyphens"));
        }
    }

    /// An event: who is cut must be known, words must be words, and something must be documented.
    fn event(&mut self, path: &str, event: &EventRecord, catalogue: &Catalogue) {
        self.sources(path, &event.source);
        for date in std::iter::once(&event.date).chain(&event.announced).filter(|date| !is_date(date)) {
            self.say("bad-record", path, date, format!("`{date}` is no date `YYYY`, `YYYY-MM` or `YYYY-MM-DD`"));
        }
        if event.cut.is_empty() || event.bites.is_empty() {
            self.say("bad-record", path, "title", "an event has at least one `[[cut]]` and one `[[bites]]`".to_owned());
        }
        for cut in &event.cut {
            let known = |name: &&String| {
                name.starts_with("pkg:")
                    || catalogue.place(name).is_some()
                    || catalogue.find_organisation(name).is_some()
                    || catalogue.find_product(name).is_some()
            };
            for name in cut.from.iter().filter(|name| !known(name)) {
                let message = format!("no jurisdiction, bloc, organisation or product is called `{name}`");
                self.say("dangling-reference", path, name, message);
            }
            for name in cut.hosted_in.iter().filter(|name| catalogue.place(name).is_none()) {
                self.say("dangling-reference", path, name, format!("no jurisdiction or bloc is called `{name}`"));
            }
            let holds = cut.hold.iter().filter_map(|word| Some((word, word.parse::<HoldKind>().err()?)));
            let acts = cut.act.iter().filter_map(|word| Some((word, word.parse::<Act>().err()?)));
            for (word, error) in holds.chain(acts) {
                self.say("bad-record", path, word, error);
            }
            if cut.from.is_empty() {
                self.say("bad-record", path, &cut.what, "a `[[cut]]` names whom it cuts in `from`".to_owned());
            }
        }
        let bites = event.bites.iter().map(|bite| (&bite.service, &bite.component, &bite.state, &bite.what));
        let went_on = event.went_on.iter().map(|on| (&on.service, &on.component, &on.never, &on.what));
        for (service, component, state, what) in bites.chain(went_on) {
            if let Err(error) = state.parse::<Effect>() {
                self.say("bad-record", path, state, error);
            }
            if service.is_some() == component.is_some() {
                self.say("bad-record", path, what, "an entry names either a `service` or a `component`".to_owned());
            }
        }
    }

    fn holds(&mut self, path: &str, holds: &[HoldRecord], organisations: &dyn Fn(&str) -> bool) {
        for hold in holds {
            if let Err(error) = hold.kind.parse::<HoldKind>() {
                self.say("bad-record", path, &hold.kind, error);
            }
            if let Some(Err(error)) = hold.act.as_ref().map(|act| act.parse::<Act>()) {
                self.say("bad-record", path, hold.act(), error);
            }
            if hold.effect != "none" {
                if let Err(error) = hold.effect.parse::<Effect>() {
                    self.say("bad-record", path, &hold.effect, format!("{error}, none"));
                }
                if hold.text.is_empty() {
                    self.say("bad-record", path, &hold.kind, format!("the {} hold has no text", hold.kind));
                }
            }
            if let Some(party) = &hold.party
                && !organisations(party)
            {
                self.say("dangling-reference", path, party, format!("no organisation `{party}`"));
            }
        }
    }

    fn records(&mut self, records: &Records, base: &Records) {
        let organisation = |id: &str| records.organisations.contains_key(id) || base.organisations.contains_key(id);
        let product = |id: &str| records.products.contains_key(id) || base.products.contains_key(id);
        let class = |id: &str| records.classes.contains_key(id) || base.classes.contains_key(id);
        let country = |code: &str| {
            code.parse::<Jurisdiction>().is_ok()
                && (records.countries.country.contains_key(code) || base.countries.country.contains_key(code))
        };
        let ids = records
            .organisations
            .iter()
            .map(|(id, (path, _))| (id, path))
            .chain(records.products.iter().map(|(id, (path, _))| (id, path)))
            .chain(records.classes.iter().map(|(id, (path, _))| (id, path)));
        for (id, path) in ids {
            self.id(id, path);
        }
        for (path, record) in records.organisations.values() {
            self.sources(path, &record.source);
            match &record.seat {
                Some(seat) if !country(seat) => {
                    self.say("dangling-reference", path, seat, format!("`{seat}` is no ISO 3166-1 code"));
                }
                None if record.kind != PartyKind::Community => {
                    self.say("bad-record", path, "kind", "only a community has no seat".to_owned());
                }
                _ => {}
            }
            for parent in record.parent.iter().filter(|parent| !organisation(&parent.organisation)) {
                let id = &parent.organisation;
                self.say("dangling-reference", path, id, format!("no organisation `{id}`"));
            }
            self.parents(path, &record.parent);
            for former in &record.former_seat {
                self.dates(path, former.since.as_deref(), Some(&former.until));
                if !country(&former.seat) {
                    let message = format!("`{}` is no ISO 3166-1 code", former.seat);
                    self.say("dangling-reference", path, &former.seat, message);
                }
            }
            for rule in record.domains.iter().chain(&record.namespaces) {
                self.unique("domain or namespace", rule, path);
            }
            for text in std::iter::once(&record.name).chain(&record.aliases) {
                self.unique("organisation name", &name::organisation(text), path);
            }
        }
        for (path, record) in records.products.values() {
            self.sources(path, &record.source);
            if !organisation(&record.maker) {
                self.say("dangling-reference", path, &record.maker, format!("no organisation `{}`", record.maker));
            }
            for former in &record.former_maker {
                self.dates(path, former.since.as_deref(), Some(&former.until));
                if !organisation(&former.maker) {
                    let message = format!("no organisation `{}`", former.maker);
                    self.say("dangling-reference", path, &former.maker, message);
                }
            }
            for release in &record.release {
                self.dates(path, Some(&release.ends), release.extended.as_deref());
            }
            if !class(&record.class) {
                self.say("dangling-reference", path, &record.class, format!("no class `{}`", record.class));
            }
            for id in record.requires.iter().filter(|id| !product(id)) {
                self.say("dangling-reference", path, id, format!("no product `{id}`"));
            }
            if let Some(licence) = &record.licence
                && licence != "proprietary"
                && let Err(error) = spdx::Expression::parse_mode(licence, spdx::ParseMode::STRICT)
            {
                self.say("bad-record", path, licence, format!("`{licence}` is no SPDX expression: {}", error.reason));
            }
            self.holds(path, &record.hold, &organisation);
            let rules = &record.matches;
            for rule in &rules.purl {
                self.unique("purl", rule, path);
                let start = rule.strip_suffix('*').unwrap_or(rule);
                if !start.starts_with("pkg:") || start.contains(['*', '@']) {
                    self.say(
                        "bad-record",
                        path,
                        rule,
                        format!("`{rule}` is no purl without version, with one `*` at most, at its end"),
                    );
                }
            }
            for (sort, list) in [
                ("name", &rules.name),
                ("domain", &rules.domain),
                ("image", &rules.image),
                ("terraform", &rules.terraform),
                ("provider", &rules.provider),
                ("serves", &rules.serves),
                ("tld", &rules.tld),
            ] {
                for rule in list {
                    self.unique(sort, rule, path);
                }
            }
            for text in std::iter::once(&record.name).chain(&record.aliases) {
                self.unique("product name", &name::product(text), path);
            }
        }
        for (path, record) in records.classes.values() {
            self.sources(path, &record.source);
            self.holds(path, &record.hold, &organisation);
            for purl_type in &record.purl_types {
                self.unique("purl-types", purl_type, path);
            }
            for kind in &record.kinds {
                self.unique("kinds", kind, path);
                if let Err(error) = kind.parse::<ComponentKind>()
                    && kind != "registry"
                {
                    self.say("bad-record", path, kind, error);
                }
            }
        }
        for (path, record) in records.blocs.values() {
            self.sources(path, &record.source);
            for member in record.member.iter().filter(|member| !country(&member.code)) {
                self.say("dangling-reference", path, &member.code, format!("`{}` is no ISO 3166-1 code", member.code));
            }
        }
        for (path, record) in records.packages.values() {
            self.sources(path, &record.source);
            for (account, packages) in &record.account {
                let good = account.split_once('/').is_some_and(|(host, _)| host.contains('.'));
                if !good || *account != account.to_lowercase() {
                    let message = format!("`{account}` is no account at a forge, `host/name` in lower case");
                    self.say("bad-record", path, account, message);
                }
                for package in packages {
                    let rule = format!("{}/{package}", record.purl_type);
                    let first = self.rules.insert(("package", rule.to_lowercase()), path.clone());
                    if let Some(first) = first {
                        let message = format!("the package `{rule}` also stands in {first}; the first one counts");
                        self.say("duplicate-record", path, package, message);
                    }
                }
            }
        }
        for (path, record) in records.regions.values() {
            self.sources(path, &record.source);
            if !organisation(&record.maker) {
                self.say("dangling-reference", path, &record.maker, format!("no organisation `{}`", record.maker));
            }
            for (region, code) in record.region.iter().filter(|(_, code)| !country(code)) {
                self.say("dangling-reference", path, code, format!("`{code}` (region {region}) is no ISO 3166-1 code"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The catalogue that ships: every record with a source, every reference leading somewhere, no rule twice.
    #[test]
    fn the_embedded_catalogue_is_clean() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
        let findings: Vec<String> = lint(&folder, false, None).iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }

    #[test]
    fn a_record_without_a_source_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let organisations = folder.path().join("organisations");
        std::fs::create_dir(&organisations).unwrap();
        std::fs::write(organisations.join("nobody.toml"), "name = \"Nobody\"\nkind = \"company\"\nseat = \"DE\"\n")
            .unwrap();
        let (catalogue, diagnostics) = Catalogue::embedded().with_folder(folder.path());
        assert!(catalogue.find_organisation("nobody").is_none());
        assert_eq!(diagnostics.iter().map(|d| d.code.name).collect::<Vec<_>>(), ["missing-source"]);
    }

    #[test]
    fn tables_of_packages_name_accounts_and_each_package_once() {
        let text = "type = \"npm\"\n[account]\n\"github.com/a\" = [\"x\", \"y\"]\n\"github.com/b\" = [\"X\"]\n\
                    \"b\" = [\"z\"]\n[[source]]\ntitle = \"t\"\ndate = \"2026\"\n";
        let mut records = Records::default();
        records.add("packages", "npm", "nowhere.toml", text).unwrap();
        let said: Vec<&str> = lint_records(&records, false, None).iter().map(|d| d.code.name).collect();
        assert_eq!(said, ["bad-record", "duplicate-record"]);
    }

    /// It cut the last byte off, and so through a letter of two.
    #[test]
    fn a_rule_may_end_in_any_letter() {
        let text = "name = \"It\"\nclass = \"c\"\nmaker = \"m\"\n[match]\npurl = [\"pkg:npm/é\", \"pkg:npm/a*b\"]\n";
        let mut records = Records::default();
        records.add("products", "it", "nowhere.toml", text).unwrap();
        let said: Vec<String> = lint_records(&records, false, None).iter().map(ToString::to_string).collect();
        let bad: Vec<&String> = said.iter().filter(|line| line.contains("is no purl")).collect();
        assert!(bad.len() == 1 && bad[0].contains("`pkg:npm/a*b`"), "{said:?}");
    }
}
