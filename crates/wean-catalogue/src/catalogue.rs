//! The records with their indexes: built once, then only read.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use wean_diag::{Diagnostic, Span, system_error};
use wean_model::{Claim, Controller, Effect, Ends, Evidence, Grade, Hold, Jurisdiction, Role};

use crate::matchers::{DomainIndex, NameIndex, PatternIndex, name};
use crate::reading::Reading;
use crate::record::{FOLDERS, HoldRecord, Records, SourceRecord};

/// Who stands behind what.
#[derive(Debug)]
pub struct Catalogue {
    pub(crate) records: Records,
    pub(crate) reading: Reading,
    /// What other collections say of the ends of a product's updates, by its id.
    pub(crate) ends: FxHashMap<Box<str>, Vec<Ends>>,
    pub(crate) index: Index,
}

/// What a record's rules point to, for look-ups by a component's facts. Values are ids.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) purl: PatternIndex,
    pub(crate) image: FxHashMap<Box<str>, Box<str>>,
    pub(crate) terraform: PatternIndex,
    pub(crate) provider: FxHashMap<Box<str>, Box<str>>,
    pub(crate) component_name: FxHashMap<Box<str>, Box<str>>,
    pub(crate) product_domain: DomainIndex,
    pub(crate) product_name: NameIndex,
    /// By purl type, or purl type and vendor.
    pub(crate) serves: FxHashMap<Box<str>, Served>,
    pub(crate) tld: FxHashMap<Box<str>, Box<str>>,
    pub(crate) organisation_domain: DomainIndex,
    pub(crate) namespace: FxHashMap<Box<str>, Box<str>>,
    pub(crate) organisation_name: NameIndex,
    pub(crate) class_of_purl_type: FxHashMap<Box<str>, Arc<str>>,
    pub(crate) class_of_kind: FxHashMap<Box<str>, Arc<str>>,
    pub(crate) regions: FxHashMap<Box<str>, Vec<Box<str>>>,
    /// By purl without `pkg:`, in lower case: the account, and the id of the record that says so.
    pub(crate) package: FxHashMap<Box<str>, (Box<str>, Box<str>)>,
    pub(crate) organisation: FxHashMap<Box<str>, Ground>,
    pub(crate) product: FxHashMap<Box<str>, Ground>,
}

/// What serves packages by default, with the claims that follow for each of them.
#[derive(Debug)]
pub(crate) struct Served {
    /// The registry's or archive's product.
    pub(crate) product: Arc<str>,
    /// That it comes from there.
    pub(crate) registry: Option<Claim>,
    /// That a distribution's package was handed over by it.
    pub(crate) supplier: Option<Claim>,
}

/// What a claim says of a record, shared by all claims that rest on it.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    /// The party: an organisation's own, a product's maker. None: no record of that id.
    pub(crate) controller: Option<Controller>,
    /// Path of the record.
    pub(crate) source: Arc<str>,
    /// Date of its newest source.
    pub(crate) date: Option<Arc<str>>,
    /// The record's id.
    pub(crate) id: Arc<str>,
    /// A product's class.
    pub(crate) class: Option<Arc<str>>,
}

/// A bloc and its members on the day that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bloc {
    /// Its id.
    pub id: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// Its members, sorted.
    pub members: Vec<Jurisdiction>,
}

/// What a name in front of people means: a jurisdiction or a bloc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// One jurisdiction.
    Jurisdiction(Jurisdiction),
    /// A bloc of them.
    Bloc(Bloc),
}

impl Place {
    /// Whether a jurisdiction is it or belongs to it.
    pub fn holds(&self, jurisdiction: Jurisdiction) -> bool {
        match self {
            Self::Jurisdiction(one) => *one == jurisdiction,
            Self::Bloc(bloc) => bloc.members.binary_search(&jurisdiction).is_ok(),
        }
    }
}

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.bin"));

impl Catalogue {
    /// The records that ship with wean.
    pub fn embedded() -> Self {
        Self::new(postcard::from_bytes(EMBEDDED).expect("build.rs wrote it with the same types"))
    }

    /// A catalogue of these records.
    pub fn new(records: Records) -> Self {
        let index = Index::new(&records);
        let mut catalogue = Self { records, reading: Reading::default(), ends: FxHashMap::default(), index };
        catalogue.ground();
        catalogue
    }

    /// Settles what depends on how the records are read: who the parties are, who makes each product, who runs what
    /// serves packages.
    pub(crate) fn ground(&mut self) {
        let mut organisations = FxHashMap::default();
        for (id, (path, record)) in &self.records.organisations {
            let controller = if self.reading.is_community(record) {
                Controller::Community(id.as_str().into())
            } else {
                Controller::Organisation(id.as_str().into())
            };
            let (source, date) = (path.as_str().into(), Self::newest(&record.source));
            let ground = Ground { controller: Some(controller), source, date, id: id.as_str().into(), class: None };
            organisations.insert(id.as_str().into(), ground);
        }
        let mut products = FxHashMap::default();
        let mut serves = FxHashMap::default();
        for (id, (path, record)) in &self.records.products {
            let maker: Option<&Ground> = organisations.get(self.maker_of(record));
            let ground = Ground {
                controller: maker.and_then(|ground| ground.controller.clone()),
                source: path.as_str().into(),
                date: Self::newest(&record.source),
                id: id.as_str().into(),
                class: Some(record.class.as_str().into()),
            };
            for rule in &record.matches.serves {
                serves.entry(rule.as_str().into()).or_insert_with(|| Served::new(rule, &record.name, &ground));
            }
            products.insert(id.as_str().into(), ground);
        }
        self.index.organisation = organisations;
        self.index.product = products;
        self.index.serves = serves;
    }

    /// Adds a user's own records: they win over embedded ones of the same id. A record that cannot be read, or names no
    /// source, is left out with a diagnostic.
    #[must_use]
    pub fn with_folder(self, folder: &Path) -> (Self, Vec<Diagnostic>) {
        let mut records = self.records;
        let diagnostics = read_folder(folder, &mut records);
        (Self { ends: self.ends, ..Self::new(records).with_reading(self.reading) }, diagnostics)
    }

    /// All records.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// Name of an organisation; its id if there is no record.
    pub fn organisation_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.records.organisations.get(id).map_or(id, |(_, record)| &record.name)
    }

    /// What to call a controller.
    pub fn controller_name<'a>(&'a self, controller: &'a Controller) -> &'a str {
        match controller {
            Controller::Organisation(id) | Controller::Community(id) => self.organisation_name(id),
            Controller::Account(account) => account,
            Controller::Own => "our own",
        }
    }

    /// Name of a product; its id if there is no record.
    pub fn product_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.records.products.get(id).map_or(id, |(_, record)| &record.name)
    }

    /// English name of a jurisdiction; its code if unknown.
    pub fn country_name<'a>(&'a self, code: &'a Jurisdiction) -> &'a str {
        self.records.countries.country.get(code.as_str()).map_or(code.as_str(), String::as_str)
    }

    /// The jurisdiction or bloc people call so: an ISO code, a country's name, a bloc's id, name or alias; without
    /// regard to case.
    pub fn place(&self, name: &str) -> Option<Place> {
        if let Ok(code) = name.parse::<Jurisdiction>()
            && self.records.countries.country.contains_key(code.as_str())
        {
            return Some(Place::Jurisdiction(code));
        }
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let bloc = self.records.blocs.iter().find(|(id, (_, bloc))| {
            same(id) || same(&bloc.name) || bloc.aliases.iter().any(|alias| same(alias)) || same(&id.replace('-', " "))
        });
        if let Some((id, (_, record))) = bloc {
            let mut members: Vec<Jurisdiction> = record
                .member
                .iter()
                .filter(|m| self.reading.holds(m.since.as_deref(), m.until.as_deref()))
                .filter_map(|m| m.code.parse().ok())
                .collect();
            members.sort();
            members.dedup();
            return Some(Place::Bloc(Bloc { id: id.as_str().into(), name: record.name.as_str().into(), members }));
        }
        let country = self.records.countries.country.iter().find(|(_, country)| same(country));
        country.and_then(|(code, _)| code.parse().ok()).map(Place::Jurisdiction)
    }

    /// The organisation people call so: its id, name or alias.
    pub fn find_organisation(&self, name: &str) -> Option<&str> {
        if let Some((id, _)) = self.records.organisations.get_key_value(name) {
            return Some(id);
        }
        self.index.organisation_name.exact(&name::organisation(name))
    }

    /// The product people call so: its id, name or alias.
    pub fn find_product(&self, name: &str) -> Option<&str> {
        if let Some((id, _)) = self.records.products.get_key_value(name) {
            return Some(id);
        }
        self.index.product_name.exact(&name::product(name))
    }

    /// Holds of a class or product record that parse; `none` entries are not holds.
    pub(crate) fn hold(record: &HoldRecord) -> Option<Hold> {
        Some(Hold {
            kind: record.kind.parse().ok()?,
            act: record.act().parse().ok()?,
            effect: record.effect.parse::<Effect>().ok()?,
            onset: record.onset,
            text: record.text.as_str().into(),
            assumption: record.assumption,
        })
    }

    /// Date of the newest source.
    pub(crate) fn newest(sources: &[SourceRecord]) -> Option<Arc<str>> {
        sources.iter().map(|source| source.date.as_str()).max().map(Into::into)
    }
}

/// Reads the records of a folder into `records`.
pub(crate) fn read_folder(root: &Path, records: &mut Records) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut any = false;
    for folder in FOLDERS {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { continue };
        any = true;
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        files.sort();
        for file in files {
            let path = file.display().to_string();
            let id = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = match std::fs::read_to_string(&file) {
                Ok(text) => text,
                Err(error) => {
                    diagnostics.push(
                        Diagnostic::new("cannot-read", format!("cannot read the record: {}", system_error(&error)))
                            .at(path),
                    );
                    continue;
                }
            };
            if let Err((message, span)) = records.add(folder, &id, &path, &text) {
                let diagnostic = Diagnostic::new("bad-record", format!("{message}; the record was left out"))
                    .hint("the format is described in catalogue/README.md");
                diagnostics.push(match span {
                    Some(span) => diagnostic.span(path, Span::of(&text, span, "")),
                    None => diagnostic.at(path),
                });
            } else if !has_source(records, folder, &id) {
                remove(records, folder, &id);
                diagnostics.push(
                    Diagnostic::new(
                        "missing-source",
                        format!("`{id}` names no source with a date; the record was left out"),
                    )
                    .at(path)
                    .hint("add `[[source]]` with `title` and `date`"),
                );
            }
        }
    }
    if !any {
        diagnostics.push(
            Diagnostic::new("cannot-read", format!("`{}` holds no folder of records", root.display()))
                .at(root.display().to_string())
                .hint(format!("a catalogue has the folders {}", FOLDERS.join(", "))),
        );
    }
    diagnostics
}

fn has_source(records: &Records, folder: &str, id: &str) -> bool {
    let sources = match folder {
        "organisations" => records.organisations.get(id).map(|(_, r)| &r.source),
        "products" => records.products.get(id).map(|(_, r)| &r.source),
        "classes" => records.classes.get(id).map(|(_, r)| &r.source),
        "regions" => records.regions.get(id).map(|(_, r)| &r.source),
        "events" => records.events.get(id).map(|(_, r)| &r.source),
        "packages" => records.packages.get(id).map(|(_, r)| &r.source),
        _ if id == "countries" => Some(&records.countries.source),
        _ => records.blocs.get(id).map(|(_, r)| &r.source),
    };
    sources.is_some_and(|sources| sources.iter().any(|s| !s.title.trim().is_empty() && is_date(&s.date)))
}

fn remove(records: &mut Records, folder: &str, id: &str) {
    match folder {
        "organisations" => _ = records.organisations.remove(id),
        "products" => _ = records.products.remove(id),
        "classes" => _ = records.classes.remove(id),
        "regions" => _ = records.regions.remove(id),
        "events" => _ = records.events.remove(id),
        "packages" => _ = records.packages.remove(id),
        _ => _ = records.blocs.remove(id),
    }
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let number = |part: &str, digits: usize, range: std::ops::RangeInclusive<u32>| {
        part.len() == digits
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse().is_ok_and(|n| range.contains(&n))
    };
    let mut parts = text.split('-');
    let ranges = [(4, 1900..=2200), (2, 1..=12), (2, 1..=31)];
    let good = parts.by_ref().zip(ranges).all(|(part, (digits, range))| number(part, digits, range));
    good && !text.is_empty() && text.split('-').count() <= 3
}

impl Served {
    fn new(rule: &str, name: &str, ground: &Ground) -> Self {
        let purl_type = rule.split('/').next().unwrap_or(rule);
        let claim = |role, matched: String| {
            let evidence = Evidence {
                matched: matched.into(),
                source: ground.source.clone(),
                date: ground.date.clone(),
                seen: None,
            };
            Some(Claim { role, grade: Grade::Catalogue, controller: ground.controller.clone()?, evidence })
        };
        Self {
            product: ground.id.clone(),
            registry: claim(Role::Registry, format!("{purl_type} packages come from {name}")),
            supplier: claim(Role::Supplier, format!("archive {name}")),
        }
    }
}

impl Index {
    fn new(records: &Records) -> Self {
        let mut index = Self::default();
        let boxed = |s: &str| -> Box<str> { s.into() };
        for (id, (_, product)) in &records.products {
            let rules = &product.matches;
            for rule in &rules.purl {
                index.purl.insert(&rule.to_lowercase(), id);
            }
            for rule in &rules.image {
                index.image.entry(boxed(&rule.to_lowercase())).or_insert_with(|| boxed(id));
            }
            for rule in &rules.terraform {
                index.terraform.insert(rule, id);
            }
            for rule in &rules.provider {
                index.provider.entry(boxed(&rule.to_lowercase())).or_insert_with(|| boxed(id));
            }
            for rule in &rules.name {
                index.component_name.entry(boxed(&rule.to_lowercase())).or_insert_with(|| boxed(id));
            }
            for rule in &rules.domain {
                index.product_domain.insert(rule, id);
            }
            for rule in &rules.tld {
                index.tld.entry(boxed(rule)).or_insert_with(|| boxed(id));
            }
            for text in std::iter::once(&product.name).chain(&product.aliases) {
                index.product_name.insert(name::product(text), id);
            }
        }
        for (id, (_, organisation)) in &records.organisations {
            for domain in &organisation.domains {
                index.organisation_domain.insert(domain, id);
            }
            for namespace in &organisation.namespaces {
                index.namespace.entry(boxed(&namespace.to_lowercase())).or_insert_with(|| boxed(id));
            }
            for text in std::iter::once(&organisation.name).chain(&organisation.aliases) {
                index.organisation_name.insert(name::organisation(text), id);
            }
        }
        for (id, (_, class)) in &records.classes {
            for purl_type in &class.purl_types {
                index.class_of_purl_type.insert(boxed(purl_type), id.as_str().into());
            }
            for kind in &class.kinds {
                index.class_of_kind.insert(boxed(kind), id.as_str().into());
            }
        }
        for (id, (_, regions)) in &records.regions {
            index.regions.entry(boxed(&regions.maker)).or_default().push(boxed(id));
        }
        for (id, (_, record)) in &records.packages {
            for (account, packages) in &record.account {
                for package in packages {
                    let package = format!("{}/{}", record.purl_type, package.to_lowercase());
                    index.package.entry(package.into()).or_insert_with(|| (boxed(account), boxed(id)));
                }
            }
        }
        index
    }
}

/// Ids of a table sorted by how well they fit a search text: exact, then prefix, then inside a word list.
pub(crate) fn search<'a, V>(
    table: &'a BTreeMap<String, V>,
    names: impl Fn(&'a V) -> Vec<&'a str>,
    text: &str,
) -> Vec<&'a str> {
    let wanted = text.to_lowercase();
    let mut hits: Vec<(u8, &str)> = table
        .iter()
        .filter_map(|(id, value)| {
            let best = std::iter::once(id.as_str()).chain(names(value)).filter_map(|name| {
                let name = name.to_lowercase();
                if name == wanted {
                    Some(0)
                } else if name.starts_with(&wanted) {
                    Some(1)
                } else {
                    name.contains(&wanted).then_some(2)
                }
            });
            best.min().map(|rank| (rank, id.as_str()))
        })
        .collect();
    hits.sort_unstable();
    hits.into_iter().map(|(_, id)| id).collect()
}

impl Catalogue {
    /// Ids of organisations and products whose id, name or alias holds `text`, the best first.
    pub fn search(&self, text: &str) -> (Vec<&str>, Vec<&str>) {
        let organisations = search(
            &self.records.organisations,
            |(_, r)| std::iter::once(r.name.as_str()).chain(r.aliases.iter().map(String::as_str)).collect(),
            text,
        );
        let products = search(
            &self.records.products,
            |(_, r)| std::iter::once(r.name.as_str()).chain(r.aliases.iter().map(String::as_str)).collect(),
            text,
        );
        (organisations, products)
    }

    /// Every name that `--from` and its kin take, for `did you mean …?`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let countries = self.records.countries.country.iter().flat_map(|(code, name)| [code.as_str(), name.as_str()]);
        countries
            .chain(self.records.blocs.keys().map(String::as_str))
            .chain(self.records.organisations.iter().flat_map(|(id, (_, r))| [id.as_str(), r.name.as_str()]))
            .chain(self.records.products.iter().flat_map(|(id, (_, r))| [id.as_str(), r.name.as_str()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_years_months_or_days() {
        for good in ["2026", "2026-05", "2026-05-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["", "26", "2026-13", "2026-5", "2026-05-31-01", "undated", "2026-05-32"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
