//! CycloneDX JSON, 1.2 to 1.7: SBOMs of others, and inventories that wean itself wrote.
//!
//! An inventory of ours carries everything in properties that begin with `wean:` (listed in the writer,
//! `wean-report`), so that reading it back gives what was written: then only they count, the standard fields beside them
//! are for other tools. Such a file counts only as the whole target. Beside the things it lists it would keep alive what is
//! gone from them, so in a folder it is left alone.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use wean_diag::Diagnostic;
use wean_model::{Component, ComponentKind, Id, Relation, Scope};

use super::is_shipped;
use crate::cataloger::{Cataloger, Found, SourceFile};
use crate::sbom::{self, Head, Lines};

mod own;

/// See the module.
pub(crate) struct CycloneDx;

#[derive(Deserialize)]
struct Bom {
    metadata: Option<Metadata>,
    components: Option<Vec<Part>>,
    services: Option<Vec<Service>>,
    dependencies: Option<Vec<Dependency>>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    component: Option<Part>,
    manufacture: Option<Entity>,
    manufacturer: Option<Entity>,
    supplier: Option<Entity>,
    properties: Option<Vec<Property>>,
}

#[derive(Deserialize)]
struct Part {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "bom-ref")]
    bom_ref: Option<String>,
    group: Option<String>,
    name: Option<String>,
    version: Option<String>,
    purl: Option<String>,
    scope: Option<String>,
    author: Option<String>,
    authors: Option<Vec<Contact>>,
    publisher: Option<String>,
    supplier: Option<Entity>,
    manufacturer: Option<Entity>,
    licenses: Option<Vec<Licence>>,
    #[serde(rename = "externalReferences")]
    references: Option<Vec<Reference>>,
    evidence: Option<Evidence>,
    properties: Option<Vec<Property>>,
    components: Option<Vec<Part>>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(rename = "bom-ref")]
    bom_ref: Option<String>,
    name: Option<String>,
    provider: Option<Entity>,
    endpoints: Option<Vec<String>>,
    properties: Option<Vec<Property>>,
    services: Option<Vec<Service>>,
}

#[derive(Deserialize)]
struct Entity {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Contact {
    name: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
struct Licence {
    license: Option<LicenceName>,
    expression: Option<String>,
}

#[derive(Deserialize)]
struct LicenceName {
    id: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "type")]
    kind: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Evidence {
    occurrences: Option<Vec<Place>>,
}

#[derive(Deserialize)]
struct Place {
    location: Option<String>,
    line: Option<u32>,
    #[serde(rename = "additionalContext")]
    context: Option<String>,
}

#[derive(Deserialize)]
struct Property {
    name: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
struct Dependency {
    #[serde(rename = "ref")]
    from: Option<String>,
    #[serde(rename = "dependsOn")]
    to: Option<Vec<String>>,
}

impl Cataloger for CycloneDx {
    fn name(&self) -> &'static str {
        "cyclonedx"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/*.cdx.json", "**/bom.json", "**/*.cyclonedx.json"]
    }

    fn sees(&self) -> &'static str {
        "components and services of CycloneDX JSON 1.2 to 1.7 with their dependencies, and whole inventories of wean"
    }

    fn does_not_see(&self) -> &'static str {
        "CycloneDX as XML or protobuf; plain files and data listed as components; vulnerabilities; pedigree; which part \
         contains which; an inventory of wean that is not itself the target; SBOMs inside installed packages"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        // What a package says of its own inside is a part of that package.
        if !file.is_target() && is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(head) = file.json::<Head>(found, &text) else { return };
        if head.cyclonedx.as_deref() != Some("CycloneDX") {
            // Many things are called `bom.json`; and any JSON file may be named as the target, SPDX among them.
            let promised = file.name() != "bom.json" && file.name().matches('.').count() > 1;
            if head.spdx_version.is_none() && head.context.is_none() && (promised || file.is_target()) {
                let message = "the file is no CycloneDX: it has no `bomFormat`; nothing was found in it";
                found.report(Diagnostic::new("unsupported", message).at(file.path().clone()));
            }
            return;
        }
        let version = head.cyclonedx_version.unwrap_or_default();
        if !matches!(version.as_str(), "1.2" | "1.3" | "1.4" | "1.5" | "1.6" | "1.7") {
            let message =
                format!("CycloneDX `{version}` is none of the versions 1.2 to 1.7; it was read as if it were 1.7");
            file.malformed(found, &text, None, message);
        }
        let Some(bom) = file.json::<Bom>(found, &text) else { return };
        let metadata = bom.metadata.as_ref().and_then(|m| m.properties.as_deref()).unwrap_or_default();
        if metadata.iter().any(|p| p.name.as_deref() == Some("wean:format")) {
            if file.is_target() {
                own::read(file, &bom, found);
            } else {
                let message =
                    "an inventory that wean wrote; it was left alone, since it repeats what was found elsewhere";
                let note = Diagnostic::new("not-followed", message).at(file.path().clone());
                found.report(note.hint("give it to wean by itself: it stands for the target it was made of"));
            }
            return;
        }
        Reader {
            file,
            lines: Lines::new(&text, "bom-ref"),
            purls: Lines::new(&text, "purl"),
            ids: FxHashMap::default(),
        }
        .read(bom, found);
    }
}

/// Reads an SBOM of others.
struct Reader<'a> {
    file: &'a SourceFile<'a>,
    lines: Lines<'a>,
    purls: Lines<'a>,
    /// Components that each bom-ref means, and what they are for.
    ids: FxHashMap<String, Vec<(Id, Scope)>>,
}

impl Reader<'_> {
    fn read(mut self, bom: Bom, found: &mut Found) {
        let metadata = bom.metadata.unwrap_or_default();
        if let Some(mut described) = metadata.component {
            described.supplier = described.supplier.or(metadata.supplier);
            described.manufacturer = described.manufacturer.or(metadata.manufacturer).or(metadata.manufacture);
            self.part(&described, found);
            described.components.into_iter().flatten().for_each(|part| self.parts(part, found));
        }
        bom.components.into_iter().flatten().for_each(|part| self.parts(part, found));
        let mut services: Vec<Service> = bom.services.unwrap_or_default();
        while let Some(mut service) = services.pop() {
            services.append(service.services.get_or_insert_default());
            self.service(&service, found);
        }
        self.dependencies(&bom.dependencies.unwrap_or_default(), found);
    }

    /// A component with those inside it, without recursion.
    fn parts(&mut self, part: Part, found: &mut Found) {
        let mut stack = vec![part];
        while let Some(mut part) = stack.pop() {
            stack.append(part.components.get_or_insert_default());
            self.part(&part, found);
        }
    }

    fn part(&mut self, part: &Part, found: &mut Found) {
        let bom_ref = part.bom_ref.as_deref().unwrap_or_default();
        let line = self.lines.line(bom_ref).or_else(|| self.purls.line(part.purl.as_deref()?));
        let Some(name) = part.name.as_deref().filter(|name| !name.trim().is_empty()) else {
            let message = "a component without a name; it was left out";
            let diagnostic = Diagnostic::new("malformed", message);
            found.report(match self.lines.span(bom_ref) {
                Some(span) => diagnostic.span(self.file.path().clone(), span),
                None => diagnostic.at(self.file.path().clone()),
            });
            return;
        };
        let hinted = part.supplier.is_some() || part.manufacturer.is_some() || part.publisher.is_some();
        let kind = match part.kind.as_deref().unwrap_or_default() {
            "application" | "platform" => ComponentKind::Application,
            "container" => ComponentKind::ContainerImage,
            "operating-system" => ComponentKind::OperatingSystem,
            "device" => ComponentKind::Device,
            // Tools list every file of an image: only one with a name on it says something about control.
            "file" | "data" if part.purl.is_none() && !hinted => return,
            "file" | "firmware" | "device-driver" => ComponentKind::Binary,
            _ => ComponentKind::Library,
        };
        let full = match part.group.as_deref() {
            Some(group) if !group.is_empty() => format!("{group}/{name}"),
            _ => name.to_owned(),
        };
        let span = part.purl.as_deref().and_then(|purl| self.purls.span(purl));
        let named = (full.as_str(), part.version.as_deref());
        let mut component = sbom::component(self.file, found, span, kind, named, part.purl.as_deref());
        component.scope = match part.scope.as_deref() {
            Some("optional") => Scope::Optional,
            Some("excluded") => Scope::Development,
            _ => Scope::Required,
        };
        component.licences = licences(part);
        hint(part, &mut component);
        let scope = component.scope;
        let id = found.component(self.file, line, component);
        if let Some(bom_ref) = &part.bom_ref {
            self.ids.entry(bom_ref.clone()).or_default().push((id, scope));
        }
    }

    /// A service that the described thing talks to: its hosts.
    fn service(&mut self, service: &Service, found: &mut Found) {
        let line = service.bom_ref.as_deref().and_then(|bom_ref| self.lines.line(bom_ref));
        let mut hosts: Vec<String> = service.endpoints.iter().flatten().filter_map(|url| host(url)).collect();
        hosts.sort();
        hosts.dedup();
        if hosts.is_empty() {
            hosts.extend(service.name.clone().filter(|name| !name.trim().is_empty()));
        }
        for host in hosts {
            let mut component = Component::new(ComponentKind::HostedService, &host, None);
            component.hints.supplier = service.provider.as_ref().and_then(|p| p.name.as_deref()).map(Into::into);
            let id = found.component(self.file, line, component);
            if let Some(bom_ref) = &service.bom_ref {
                self.ids.entry(bom_ref.clone()).or_default().push((id, Scope::Required));
            }
        }
    }

    fn dependencies(&self, dependencies: &[Dependency], found: &mut Found) {
        let mut missing: Vec<&str> = Vec::new();
        let mut look_up = |bom_ref| {
            let ids = self.ids.get(bom_ref);
            if ids.is_none() {
                missing.push(bom_ref);
            }
            ids.into_iter().flatten()
        };
        for dependency in dependencies {
            let Some(from) = dependency.from.as_deref() else { continue };
            let to = dependency.to.iter().flatten();
            let targets: Vec<&(Id, Scope)> = to.flat_map(|to| look_up(to.as_str())).collect();
            if targets.is_empty() {
                continue;
            }
            for (from, _) in look_up(from) {
                for (to, scope) in &targets {
                    let relation = match scope {
                        Scope::Required => Relation::Requires,
                        Scope::Optional => Relation::Uses,
                        Scope::Development => Relation::BuildsWith,
                    };
                    found.dependency(from, to, relation);
                }
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if let Some(first) = missing.first() {
            let message = format!(
                "refs under `dependencies` that mean nothing in this file: {}, `{first}` first; their edges are missing",
                missing.len()
            );
            self.file.malformed(found, "", None, message);
        }
    }
}

fn licences(part: &Part) -> Vec<Box<str>> {
    let name = |licence: &Licence| {
        let named = licence.license.as_ref().and_then(|l| l.id.as_deref().or(l.name.as_deref()));
        licence.expression.as_deref().or(named).map(Into::into)
    };
    part.licenses.iter().flatten().filter_map(name).collect()
}

fn hint(part: &Part, component: &mut Component) {
    let some = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(Into::into);
    let entity = |entity: &Option<Entity>| entity.as_ref().and_then(|entity| some(entity.name.as_deref()));
    let hints = &mut component.hints;
    hints.supplier = entity(&part.supplier);
    let author = || some(part.publisher.as_deref()).or_else(|| some(part.author.as_deref()));
    hints.maker = entity(&part.manufacturer).or_else(author);
    hints.maintainer = part.authors.iter().flatten().find_map(|author| {
        match (author.name.as_deref().unwrap_or_default().trim(), author.email.as_deref().unwrap_or_default().trim()) {
            ("", "") => None,
            (name, "") => Some(name.into()),
            ("", mail) => Some(format!("<{mail}>").into()),
            (name, mail) => Some(format!("{name} <{mail}>").into()),
        }
    });
    let reference = |kind: &str| {
        let mut of_kind = part.references.iter().flatten().filter(|r| r.kind.as_deref() == Some(kind));
        of_kind.find_map(|r| some(r.url.as_deref()))
    };
    hints.homepage = reference("website");
    hints.repository = reference("vcs");
    hints.registry = reference("distribution");
}

/// The host of an address, in lower case.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    (host.contains('.') && !host.contains(char::is_whitespace)).then(|| host.to_ascii_lowercase())
}
