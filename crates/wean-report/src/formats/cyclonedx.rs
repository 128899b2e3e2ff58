//! CycloneDX 1.6 JSON: the interchange. `wean` reads back all of it; other tools read what has a standard field.
//!
//! What only `wean` knows travels in properties under `wean:`:
//!
//! | on | property | value |
//! | --- | --- | --- |
//! | metadata | `format` | `1` |
//! | metadata | `organisation:name`, `organisation:home`, `organisation:domain` (repeated) | text |
//! | component | `id`, `kind`, `scope`, `hosted-in` | words of the model |
//! | component | `hint:homepage`, `…:repository`, `…:funding`, `…:maintainer`, `…:maker`, `…:supplier`, `…:registry`, `…:product`, `…:region` | raw text of the metadata |
//! | component | `purchase` (repeated) | JSON: `cents`, `currency`, `period`, `date`, `seats`, `path`, `line`, `cataloger` |
//! | component | `declared` | JSON: `controller`, `because`, `date`, `path`, `line`, `cataloger` |
//! | component | `controller`, `grade`, `product` | what was attributed; not read back, attribution is done anew |
//! | service | `criticality`, `users`, `path`, `line`, `cataloger` | words of the model |
//! | both | `requires`, `uses`, `builds-with` (repeated) | id of what is needed |
//! | both | `any-of` (repeated) | JSON: `relation`, `members` |
//!
//! For others: `dependencies` hold every edge, alternatives too; `supplier` and `manufacturer` the parties, with
//! their seat as the country; `evidence.identity` how sure that is; `compositions` what is not known.
//!
//! Same inventory, same bytes: no timestamp, no serial number.

use std::collections::BTreeMap;

use serde::Serialize;
use wean_catalogue::{Attributed, Catalogue};
use wean_model::{
    Attribution, Claim, Component, ComponentKind, Declaration, Grade, Inventory, Node, Occurrence, Purchase, Role,
    Scope, Service,
};

use super::json;
use crate::party::Parties;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    #[serde(rename = "bomFormat")]
    format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata<'a>,
    components: Vec<Part<'a>>,
    services: Vec<ServicePart<'a>>,
    dependencies: Vec<Dependencies<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    compositions: Vec<Composition<'a>>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    tools: Tools,
    component: Named<'a>,
    properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
struct Tools {
    components: [Named<'static>; 1],
}

#[derive(Serialize)]
struct Named<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
}

#[derive(Serialize)]
struct Property<'a> {
    name: &'static str,
    value: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref")]
    bom_ref: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Entity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<Entity<'a>>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    scope: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
    #[serde(skip_serializing_if = "Evidence::is_empty")]
    evidence: Evidence<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crypto_properties: Option<Crypto>,
    properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
struct Entity<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address>,
}

#[derive(Serialize)]
struct Address {
    country: String,
}

#[derive(Serialize)]
struct Licence<'a> {
    license: LicenceName<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum LicenceName<'a> {
    Id(&'a str),
    Name(&'a str),
}

#[derive(Serialize)]
struct Evidence<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identity: Vec<Identity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    occurrences: Vec<Place<'a>>,
}

impl Evidence<'_> {
    fn is_empty(&self) -> bool {
        self.identity.is_empty() && self.occurrences.is_empty()
    }
}

#[derive(Serialize)]
struct Identity {
    field: &'static str,
    confidence: f64,
    methods: [Method; 1],
}

#[derive(Serialize)]
struct Method {
    technique: &'static str,
    confidence: f64,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    location: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    additional_context: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Crypto {
    asset_type: &'static str,
}

#[derive(Serialize)]
struct ServicePart<'a> {
    #[serde(rename = "bom-ref")]
    bom_ref: &'a str,
    name: &'a str,
    properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependencies<'a> {
    #[serde(rename = "ref")]
    from: &'a str,
    depends_on: Vec<&'a str>,
}

#[derive(Serialize)]
struct Composition<'a> {
    aggregate: &'static str,
    assemblies: Vec<&'a str>,
}

/// `wean:purchase`.
#[derive(Serialize)]
struct PurchaseText<'a> {
    cents: i64,
    currency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seats: Option<u64>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    cataloger: &'a str,
}

/// `wean:declared`.
#[derive(Serialize)]
struct DeclaredText<'a> {
    controller: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    cataloger: &'a str,
}

/// `wean:any-of`.
#[derive(Serialize)]
struct AnyOf<'a> {
    relation: &'static str,
    members: Vec<&'a str>,
}

/// Collects properties, leaving out what is not there.
#[derive(Default)]
struct Properties<'a>(Vec<Property<'a>>);

impl<'a> Properties<'a> {
    fn add(&mut self, name: &'static str, value: impl Into<std::borrow::Cow<'a, str>>) {
        self.0.push(Property { name, value: value.into() });
    }

    fn maybe(&mut self, name: &'static str, value: Option<&'a str>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }
}

/// Edges by the node they go out from.
#[derive(Default)]
struct Edges<'a> {
    exact: Vec<Property<'a>>,
    /// Everything needed, for `dependencies`; sorted, no two alike.
    to: std::collections::BTreeSet<&'a str>,
}

pub(crate) fn write(attributed: &Attributed, catalogue: &Catalogue) -> String {
    let inventory = &attributed.inventory;
    let parties = Parties { catalogue, own: &inventory.organisation };
    let mut edges = edges(inventory);

    let mut components = Vec::with_capacity(inventory.components.len());
    let mut services = Vec::with_capacity(inventory.services.len());
    let mut dependencies = Vec::new();
    let mut exact_of = |node: Node| {
        let edges = edges.remove(&node).unwrap_or_default();
        let depends_on = edges.to.into_iter().collect();
        dependencies.push(Dependencies { from: inventory.id(node), depends_on });
        edges.exact
    };
    for (i, service) in (0u32..).zip(&inventory.services) {
        services.push(service_part(service, exact_of(Node::Service(i))));
    }
    for (i, (component, attribution)) in (0u32..).zip(inventory.components.iter().zip(&attributed.attributions)) {
        components.push(part(component, attribution, parties, exact_of(Node::Component(i))));
    }

    // Nobody known: `unknown`. Only a guess: `incomplete`.
    let composition = |aggregate, grade| {
        let of_grade = inventory.components.iter().zip(&attributed.attributions).filter(|(_, a)| a.grade() == grade);
        let assemblies: Vec<&str> = of_grade.map(|(component, _)| &*component.id).collect();
        (!assemblies.is_empty()).then_some(Composition { aggregate, assemblies })
    };
    let compositions =
        [composition("unknown", Grade::Unknown), composition("incomplete", Grade::Guessed)].into_iter().flatten();

    json::listing(&Bom {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        format: "CycloneDX",
        spec_version: "1.6",
        version: 1,
        metadata: metadata(inventory),
        components,
        services,
        dependencies,
        compositions: compositions.collect(),
    })
}

fn metadata(inventory: &Inventory) -> Metadata<'_> {
    let own = &inventory.organisation;
    let mut properties = Properties::default();
    properties.add("wean:format", "1");
    properties.maybe("wean:organisation:name", own.name.as_deref());
    properties.maybe("wean:organisation:home", own.home.as_deref());
    for domain in &own.domains {
        properties.add("wean:organisation:domain", &**domain);
    }
    let wean = Named { kind: "application", name: "wean", version: Some(env!("CARGO_PKG_VERSION")) };
    Metadata {
        tools: Tools { components: [wean] },
        component: Named { kind: "application", name: &inventory.target, version: None },
        properties: properties.0,
    }
}

fn edges(inventory: &Inventory) -> BTreeMap<Node, Edges<'_>> {
    let mut edges: BTreeMap<Node, Edges<'_>> = BTreeMap::new();
    for edge in &inventory.dependencies {
        let from = edges.entry(edge.from).or_default();
        let to = &**inventory.id(edge.to);
        let name = match edge.relation {
            wean_model::Relation::Requires => "wean:requires",
            wean_model::Relation::Uses => "wean:uses",
            wean_model::Relation::BuildsWith => "wean:builds-with",
        };
        from.exact.push(Property { name, value: to.into() });
        from.to.insert(to);
    }
    for group in &inventory.groups {
        let from = edges.entry(group.from).or_default();
        let members: Vec<&str> = group.members.iter().map(|member| &**inventory.id(*member)).collect();
        from.to.extend(&members);
        let text = json::compact(&AnyOf { relation: group.relation.as_str(), members });
        from.exact.push(Property { name: "wean:any-of", value: text.into() });
    }
    edges
}

fn service_part<'a>(service: &'a Service, exact: Vec<Property<'a>>) -> ServicePart<'a> {
    let mut properties = Properties::default();
    properties.add("wean:criticality", service.criticality.as_str());
    if let Some(users) = service.users {
        properties.add("wean:users", users.to_string());
    }
    if let Some(Occurrence { path, line, cataloger }) = &service.occurrence {
        properties.add("wean:path", &**path);
        if let Some(line) = line {
            properties.add("wean:line", line.to_string());
        }
        properties.add("wean:cataloger", &**cataloger);
    }
    properties.0.extend(exact);
    ServicePart { bom_ref: &service.id, name: &service.name, properties: properties.0 }
}

fn part<'a>(
    component: &'a Component,
    attribution: &'a Attribution,
    parties: Parties<'a>,
    exact: Vec<Property<'a>>,
) -> Part<'a> {
    // Other tools take a party for a fact, whatever stands beside it: a guess is not written there.
    let entity = |role: Role| {
        let claim = attribution.best(role).filter(|claim| claim.grade > Grade::Guessed)?;
        let address = parties.seat(&claim.controller).map(|seat| Address { country: seat.to_string() });
        Some(Entity { name: parties.name(&claim.controller), address })
    };
    Part {
        kind: kind(component.kind),
        bom_ref: &component.id,
        supplier: entity(Role::Supplier),
        manufacturer: entity(Role::Maker),
        name: &component.name,
        // The schema allows 1024 characters; nothing sane is longer, and what is, is dropped whole.
        version: component.version.as_deref().filter(|version| version.chars().count() <= 1024),
        scope: match component.scope {
            Scope::Required => "required",
            Scope::Optional => "optional",
            // The standard's word for what tests and builds need.
            Scope::Development => "excluded",
        },
        licenses: component.licences.iter().map(|licence| Licence { license: licence_name(licence) }).collect(),
        purl: component.purl.as_deref(),
        evidence: Evidence {
            identity: attribution.controller().map(|claim| identity(component, claim)).into_iter().collect(),
            occurrences: component
                .occurrences
                .iter()
                .map(|Occurrence { path, line, cataloger }| Place {
                    location: path,
                    line: *line,
                    additional_context: cataloger,
                })
                .collect(),
        },
        crypto_properties: (component.kind == ComponentKind::Certificate)
            .then_some(Crypto { asset_type: "certificate" }),
        properties: properties(component, attribution, parties, exact),
    }
}

fn properties<'a>(
    component: &'a Component,
    attribution: &'a Attribution,
    parties: Parties<'a>,
    exact: Vec<Property<'a>>,
) -> Vec<Property<'a>> {
    let mut properties = Properties::default();
    properties.add("wean:id", &*component.id);
    properties.add("wean:kind", component.kind.as_str());
    properties.add("wean:scope", component.scope.as_str());
    let hints = &component.hints;
    for (name, hint) in [
        ("wean:hint:homepage", &hints.homepage),
        ("wean:hint:repository", &hints.repository),
        ("wean:hint:funding", &hints.funding),
        ("wean:hint:maintainer", &hints.maintainer),
        ("wean:hint:maker", &hints.maker),
        ("wean:hint:supplier", &hints.supplier),
        ("wean:hint:registry", &hints.registry),
        ("wean:hint:product", &hints.product),
        ("wean:hint:region", &hints.region),
    ] {
        properties.maybe(name, hint.as_deref());
    }
    if let Some(place) = component.hosted_in {
        properties.add("wean:hosted-in", place.to_string());
    }
    for Purchase { cents, currency, period, date, seats, occurrence } in &component.purchases {
        let text = PurchaseText {
            cents: *cents,
            currency,
            period: period.as_deref(),
            date: date.as_deref(),
            seats: *seats,
            path: &occurrence.path,
            line: occurrence.line,
            cataloger: &occurrence.cataloger,
        };
        properties.add("wean:purchase", json::compact(&text));
    }
    if let Some(Declaration { controller, because, date, occurrence }) = &component.declared {
        let text = DeclaredText {
            controller,
            because: because.as_deref(),
            date: date.as_deref(),
            path: &occurrence.path,
            line: occurrence.line,
            cataloger: &occurrence.cataloger,
        };
        properties.add("wean:declared", json::compact(&text));
    }
    properties.maybe("wean:controller", attribution.controller().map(|claim| parties.name(&claim.controller)));
    properties.add("wean:grade", attribution.grade().as_str());
    properties.maybe("wean:product", attribution.product.as_deref());
    properties.0.extend(exact);
    properties.0
}

/// The standard's type. `wean:kind` says it exactly.
fn kind(kind: ComponentKind) -> &'static str {
    match kind {
        // What the books hold is mostly a program or its subscription; they do not say.
        ComponentKind::Application | ComponentKind::Purchase | ComponentKind::Unknown => "application",
        ComponentKind::Library => "library",
        ComponentKind::OperatingSystem => "operating-system",
        ComponentKind::ContainerImage => "container",
        ComponentKind::Binary => "file",
        // "A hardware device such as a processor or chip-set", says the standard.
        ComponentKind::Device | ComponentKind::Cpu => "device",
        // `services` have no evidence and no supplier of their own, and hold what the organisation itself does: what
        // runs at others' is a platform, on which something of ours runs.
        ComponentKind::HostedService | ComponentKind::CloudResource | ComponentKind::CardScheme => "platform",
        // A name is an entry in somebody's register.
        ComponentKind::Domain => "data",
        ComponentKind::Certificate => "cryptographic-asset",
    }
}

/// How sure an identity is, as a number. Between grades only the order means something.
fn confidence(grade: Grade) -> f64 {
    match grade {
        Grade::Declared => 1.0,
        Grade::Catalogue => 0.95,
        Grade::Derived => 0.7,
        Grade::Guessed => 0.3,
        Grade::Unknown => 0.0,
    }
}

fn identity(component: &Component, claim: &Claim) -> Identity {
    let confidence = confidence(claim.grade);
    let technique = match claim.grade {
        Grade::Declared => "attestation",
        Grade::Catalogue | Grade::Derived => "manifest-analysis",
        Grade::Guessed | Grade::Unknown => "other",
    };
    let value = format!("{}: {} ({})", claim.role, claim.evidence.matched, claim.evidence.source);
    let field = if component.purl.is_some() { "purl" } else { "name" };
    Identity { field, confidence, methods: [Method { technique, confidence, value }] }
}

/// Ids of the SPDX list that make up nearly all there is. Others travel as names: an id the reader's edition of the
/// list does not know would make the file invalid.
const SPDX_IDS: &[&str] = &[
    "0BSD",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-1.1",
    "Apache-2.0",
    "Artistic-1.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "CDDL-1.0",
    "CDDL-1.1",
    "EPL-1.0",
    "EPL-2.0",
    "EUPL-1.1",
    "EUPL-1.2",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-1.1",
    "MPL-2.0",
    "OFL-1.1",
    "OpenSSL",
    "PSF-2.0",
    "PostgreSQL",
    "Python-2.0",
    "Ruby",
    "Unicode-3.0",
    "Unlicense",
    "Vim",
    "W3C",
    "WTFPL",
    "X11",
    "Zlib",
    "curl",
];

fn licence_name(licence: &str) -> LicenceName<'_> {
    if SPDX_IDS.contains(&licence) { LicenceName::Id(licence) } else { LicenceName::Name(licence) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_licence_ids_are_on_the_official_list() {
        let list = include_str!("../../tests/schema/spdx.schema.json");
        let list: serde_json::Value = serde_json::from_str(list).unwrap();
        let list: Vec<&str> = list["enum"].as_array().unwrap().iter().filter_map(|id| id.as_str()).collect();
        let missing: Vec<_> = SPDX_IDS.iter().filter(|id| !list.contains(id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
