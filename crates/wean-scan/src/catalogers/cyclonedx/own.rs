//! Inventories that wean wrote, read back without loss.
//!
//! The writer is `wean-report/src/formats/cyclonedx.rs`; the two are held together by a test there that writes, reads
//! and compares.

use std::str::FromStr;

use serde::Deserialize;
use wean_diag::Diagnostic;
use wean_model::{
    Component, ComponentKind, Criticality, Declaration, Id, Occurrence, Organisation, Purchase, Relation, Scope,
    Service,
};

use super::{Bom, Part, Property, licences};
use crate::cataloger::{Found, SourceFile};

/// `wean:purchase`.
#[derive(Deserialize)]
struct PurchaseText {
    cents: i64,
    currency: Box<str>,
    period: Option<Box<str>>,
    date: Option<Box<str>>,
    seats: Option<u64>,
    #[serde(flatten)]
    place: PlaceText,
}

/// `wean:declared`.
#[derive(Deserialize)]
struct DeclaredText {
    controller: Box<str>,
    because: Option<Box<str>>,
    date: Option<Box<str>>,
    #[serde(flatten)]
    place: PlaceText,
}

#[derive(Deserialize)]
struct PlaceText {
    path: String,
    line: Option<u32>,
    cataloger: String,
}

impl PlaceText {
    fn occurrence(self) -> Occurrence {
        Occurrence { path: self.path.into(), line: self.line, cataloger: self.cataloger.into() }
    }
}

/// `wean:any-of`.
#[derive(Deserialize)]
struct AnyOf {
    relation: String,
    members: Vec<String>,
}

/// The properties of one thing.
struct Properties<'a> {
    file: &'a SourceFile<'a>,
    /// What they are properties of, for diagnostics.
    of: &'a str,
    list: &'a [Property],
}

impl<'a> Properties<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let of_name =
            self.list.iter().filter(move |p| p.name.as_deref().and_then(|n| n.strip_prefix("wean:")) == Some(name));
        of_name.filter_map(|p| p.value.as_deref())
    }

    fn one(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    fn boxed(&self, name: &str) -> Option<Box<str>> {
        self.one(name).map(Into::into)
    }

    /// A value of a type; a diagnostic and nothing when it is none.
    fn parsed<T: FromStr>(&self, name: &str, found: &mut Found) -> Option<T> {
        let text = self.one(name)?;
        text.parse().map_err(|_| self.bad(name, text, found)).ok()
    }

    /// Values that are JSON text; a diagnostic for each that is not.
    fn json<T: serde::de::DeserializeOwned>(&self, name: &str, found: &mut Found) -> Vec<T> {
        let values = self.all(name);
        values.filter_map(|text| serde_json::from_str(text).map_err(|_| self.bad(name, text, found)).ok()).collect()
    }

    fn bad(&self, name: &str, text: &str, found: &mut Found) {
        let text: String = text.chars().take(100).collect();
        let message = format!("`wean:{name}` of `{}` cannot be `{text}`; it was left out", self.of);
        found.report(Diagnostic::new("malformed", message).at(self.file.path().clone()));
    }

    /// The edges and groups that go out from here.
    fn edges(&self, from: &Id, found: &mut Found) {
        for relation in Relation::ALL {
            for to in self.all(relation.as_str()) {
                found.dependency(from, &to.into(), *relation);
            }
        }
        for AnyOf { relation, members } in self.json("any-of", found) {
            match relation.parse() {
                Ok(relation) => found.group(from, relation, members.into_iter().map(Into::into).collect()),
                Err(_) => self.bad("any-of", &relation, found),
            }
        }
    }
}

/// Puts everything into `found`, as it was when the file was written.
pub(super) fn read(file: &SourceFile<'_>, bom: &Bom, found: &mut Found) {
    let metadata = bom.metadata.as_ref().and_then(|m| m.properties.as_deref()).unwrap_or_default();
    let metadata = Properties { file, of: "metadata", list: metadata };
    if let Some(format) = metadata.one("format").filter(|format| *format != "1") {
        let message = format!("inventory in format `{format}` of a newer wean; what format 1 has was read");
        found.report(Diagnostic::new("malformed", message).at(file.path().clone()).hint("update wean"));
    }
    let described = bom.metadata.as_ref().and_then(|metadata| metadata.component.as_ref());
    found.target = described.and_then(|described| described.name.as_deref()).map(Into::into);
    found.organisation = Some(Organisation {
        name: metadata.boxed("organisation:name"),
        home: metadata.boxed("organisation:home"),
        domains: metadata.all("organisation:domain").map(Into::into).collect(),
    });
    for part in bom.components.iter().flatten() {
        component(file, part, found);
    }
    for service in bom.services.iter().flatten() {
        let name = service.name.as_deref().unwrap_or_default();
        let list = Properties { file, of: name, list: service.properties.as_deref().unwrap_or_default() };
        let id = service.bom_ref.as_deref().map_or_else(|| Service::id_of(name), Into::into);
        list.edges(&id, found);
        let line = list.parsed("line", found);
        let criticality = list.parsed("criticality", found).unwrap_or(Criticality::Medium);
        let users = list.parsed("users", found);
        found.services.push(Service {
            id,
            name: name.into(),
            criticality,
            users,
            occurrence: list.one("path").map(|path| Occurrence {
                path: path.into(),
                line,
                cataloger: list.one("cataloger").unwrap_or("wean-toml").into(),
            }),
        });
    }
}

fn component(file: &SourceFile<'_>, part: &Part, found: &mut Found) {
    let name = part.name.as_deref().unwrap_or_default();
    let list = Properties { file, of: name, list: part.properties.as_deref().unwrap_or_default() };
    let kind = list.parsed("kind", found).unwrap_or(ComponentKind::Library);
    let mut component = Component::new(kind, name, part.version.as_deref());
    component.purl = part.purl.as_deref().map(Into::into);
    if let Some(id) = list.one("id").or(part.bom_ref.as_deref()) {
        component.id = id.into();
    }
    component.scope = list.parsed("scope", found).unwrap_or(Scope::Required);
    component.licences = licences(part);
    let hints = &mut component.hints;
    for (name, hint) in [
        ("hint:homepage", &mut hints.homepage),
        ("hint:repository", &mut hints.repository),
        ("hint:funding", &mut hints.funding),
        ("hint:maintainer", &mut hints.maintainer),
        ("hint:maker", &mut hints.maker),
        ("hint:supplier", &mut hints.supplier),
        ("hint:registry", &mut hints.registry),
        ("hint:product", &mut hints.product),
        ("hint:region", &mut hints.region),
    ] {
        *hint = list.boxed(name);
    }
    component.hosted_in = list.parsed("hosted-in", found);
    component.purchases = list
        .json::<PurchaseText>("purchase", found)
        .into_iter()
        .map(|text| Purchase {
            cents: text.cents,
            currency: text.currency,
            period: text.period,
            date: text.date,
            seats: text.seats,
            occurrence: text.place.occurrence(),
        })
        .collect();
    component.declared = list.json::<DeclaredText>("declared", found).into_iter().next().map(|text| Declaration {
        controller: text.controller,
        because: text.because,
        date: text.date,
        occurrence: text.place.occurrence(),
    });
    let places = part.evidence.iter().flat_map(|evidence| evidence.occurrences.iter().flatten());
    component.occurrences = places
        .filter_map(|place| {
            Some(Occurrence {
                path: place.location.as_deref()?.into(),
                line: place.line,
                cataloger: place.context.as_deref().unwrap_or("cyclonedx").into(),
            })
        })
        .collect();
    list.edges(&component.id, found);
    found.components.push(component);
}
