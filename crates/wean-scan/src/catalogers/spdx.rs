//! SPDX 2.2 and 2.3 as JSON.
//!
//! Relationships come in both directions and in kinds of their own; those that say what a package needs become edges,
//! those that say what is inside what do not. Persons who supply or wrote a package become its maintainer by name:
//! nobody looks for where they live.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use wean_diag::Diagnostic;
use wean_model::{ComponentKind, Id, Relation, Scope};

use super::is_shipped;
use crate::cataloger::{Cataloger, Found, SourceFile};
use crate::sbom::{self, Head, Lines};

/// See the module.
pub(crate) struct Spdx;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(rename = "documentDescribes")]
    describes: Option<Vec<String>>,
    packages: Option<Vec<Package>>,
    relationships: Option<Vec<Relationship>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    #[serde(rename = "SPDXID")]
    id: Option<String>,
    name: Option<String>,
    version_info: Option<String>,
    supplier: Option<String>,
    originator: Option<String>,
    homepage: Option<String>,
    download_location: Option<String>,
    license_concluded: Option<String>,
    license_declared: Option<String>,
    primary_package_purpose: Option<String>,
    external_refs: Option<Vec<ExternalRef>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExternalRef {
    reference_type: Option<String>,
    reference_locator: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    spdx_element_id: Option<String>,
    #[serde(rename = "relationshipType")]
    kind: Option<String>,
    related_spdx_element: Option<String>,
}

impl Cataloger for Spdx {
    fn name(&self) -> &'static str {
        "spdx"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/*.spdx.json"]
    }

    fn sees(&self) -> &'static str {
        "packages of SPDX 2.2 and 2.3 JSON with purl, supplier, originator, licences and dependencies"
    }

    fn does_not_see(&self) -> &'static str {
        "SPDX 3, tag-value, RDF, XML and spreadsheets; files and snippets; other documents that a file refers to; which \
         package contains which; SBOMs inside installed packages"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        // What a package says of its own inside is a part of that package.
        if !file.is_target() && is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(head) = file.json::<Head>(found, &text) else { return };
        let Some(version) = head.spdx_version else {
            let unsupported = |message: &str| Diagnostic::new("unsupported", message).at(file.path().clone());
            if head.context.is_some() {
                let diagnostic = unsupported("SPDX 3 (JSON-LD) is not read yet; the file was left out");
                found.report(diagnostic.hint("write it as SPDX 2.3 or CycloneDX JSON"));
                found.unread(file);
            } else if head.cyclonedx.is_none() && file.name().ends_with(".spdx.json") {
                found
                    .diagnostics
                    .push(unsupported("the file is no SPDX: it has no `spdxVersion`; nothing was found in it"));
            }
            return;
        };
        if !matches!(version.as_str(), "SPDX-2.2" | "SPDX-2.3") {
            let message = format!("`{version}` is neither SPDX 2.2 nor 2.3; it was read as if it were 2.3");
            file.malformed(found, &text, None, message);
        }
        let Some(document) = file.json::<Document>(found, &text) else { return };
        let lines = Lines::new(&text, "SPDXID");
        let relationships = document.relationships.unwrap_or_default();
        let mut roots: Vec<&str> = document.describes.iter().flatten().map(String::as_str).collect();
        roots.extend(relationships.iter().filter_map(|r| match r.kind.as_deref()? {
            "DESCRIBES" => r.related_spdx_element.as_deref(),
            "DESCRIBED_BY" => r.spdx_element_id.as_deref(),
            _ => None,
        }));
        roots.sort_unstable();
        let edges: Vec<Edge<'_>> = relationships.iter().filter_map(Edge::of).collect();
        let scopes = scopes(&edges);
        let mut ids: FxHashMap<&str, Id> = FxHashMap::default();
        for package in document.packages.iter().flatten() {
            let spdx_id = package.id.as_deref().unwrap_or_default();
            let root = roots.binary_search(&spdx_id).is_ok();
            let scope = scopes.get(spdx_id).copied().unwrap_or(Scope::Required);
            if let Some(id) = add(file, found, &lines, package, root, scope) {
                ids.insert(spdx_id, id);
            }
        }
        let mut missing = Vec::new();
        for edge in &edges {
            match (ids.get(edge.from), ids.get(edge.to)) {
                (Some(from), Some(to)) => found.dependency(from, to, edge.relation),
                (from, _) => missing.push(if from.is_none() { edge.from } else { edge.to }),
            }
        }
        // `NONE` and `NOASSERTION` are answers; the document itself is no package.
        missing.retain(|id| !matches!(*id, "NONE" | "NOASSERTION" | "SPDXRef-DOCUMENT"));
        missing.sort_unstable();
        missing.dedup();
        if let Some(first) = missing.first() {
            let message = format!(
                "elements under `relationships` that are no package of this file: {}, `{first}` first; their edges are missing",
                missing.len()
            );
            file.malformed(found, "", None, message);
        }
    }
}

/// A relationship that says what a package needs.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    relation: Relation,
}

impl<'a> Edge<'a> {
    fn of(relationship: &'a Relationship) -> Option<Self> {
        let a = relationship.spdx_element_id.as_deref()?;
        let b = relationship.related_spdx_element.as_deref()?;
        let (from, to, relation) = match relationship.kind.as_deref()? {
            "DEPENDS_ON" | "DYNAMIC_LINK" | "STATIC_LINK" | "HAS_PREREQUISITE" => (a, b, Relation::Requires),
            "DEPENDENCY_OF" | "RUNTIME_DEPENDENCY_OF" | "PREREQUISITE_FOR" | "PROVIDED_DEPENDENCY_OF" => {
                (b, a, Relation::Requires)
            }
            "OPTIONAL_DEPENDENCY_OF" | "OPTIONAL_COMPONENT_OF" => (b, a, Relation::Uses),
            "BUILD_DEPENDENCY_OF"
            | "DEV_DEPENDENCY_OF"
            | "TEST_DEPENDENCY_OF"
            | "BUILD_TOOL_OF"
            | "DEV_TOOL_OF"
            | "TEST_TOOL_OF" => (b, a, Relation::BuildsWith),
            _ => return None,
        };
        Some(Self { from, to, relation })
    }
}

/// What packages are for: the strongest of the relations in which they are needed.
fn scopes<'a>(edges: &[Edge<'a>]) -> FxHashMap<&'a str, Scope> {
    let mut scopes: FxHashMap<&str, Scope> = FxHashMap::default();
    for edge in edges {
        let scope = match edge.relation {
            Relation::Requires => Scope::Required,
            Relation::Uses => Scope::Optional,
            Relation::BuildsWith => Scope::Development,
        };
        scopes.entry(edge.to).and_modify(|s| *s = scope.max(*s)).or_insert(scope);
    }
    scopes
}

fn add(
    file: &SourceFile<'_>,
    found: &mut Found,
    lines: &Lines<'_>,
    package: &Package,
    root: bool,
    scope: Scope,
) -> Option<Id> {
    let spdx_id = package.id.as_deref().unwrap_or_default();
    let Some(name) = said(package.name.as_deref()) else {
        let diagnostic = Diagnostic::new("malformed", "a package without a name; it was left out");
        found.report(match lines.span(spdx_id) {
            Some(span) => diagnostic.span(file.path().clone(), span),
            None => diagnostic.at(file.path().clone()),
        });
        return None;
    };
    let kind = match package.primary_package_purpose.as_deref().unwrap_or_default() {
        "APPLICATION" => ComponentKind::Application,
        "CONTAINER" => ComponentKind::ContainerImage,
        "OPERATING-SYSTEM" | "OPERATING_SYSTEM" => ComponentKind::OperatingSystem,
        "DEVICE" => ComponentKind::Device,
        "FIRMWARE" | "FILE" => ComponentKind::Binary,
        "LIBRARY" | "FRAMEWORK" => ComponentKind::Library,
        _ if root => ComponentKind::Application,
        _ => ComponentKind::Library,
    };
    let mut purls = package.external_refs.iter().flatten().filter(|r| r.reference_type.as_deref() == Some("purl"));
    let purl = purls.find_map(|r| r.reference_locator.as_deref());
    let named = (name, package.version_info.as_deref().and_then(|version| said(Some(version))));
    let mut component = sbom::component(file, found, lines.span(spdx_id), kind, named, purl);
    component.scope = scope;
    let licence = said(package.license_declared.as_deref()).or_else(|| said(package.license_concluded.as_deref()));
    component.licences.extend(licence.map(Into::into));
    let hints = &mut component.hints;
    for (text, hint) in [(&package.supplier, &mut hints.supplier), (&package.originator, &mut hints.maker)] {
        match party(text.as_deref()) {
            Some((true, name)) => hints.maintainer = Some(name),
            Some((false, name)) => *hint = Some(name),
            None => {}
        }
    }
    hints.homepage = said(package.homepage.as_deref()).map(Into::into);
    if let Some(location) = said(package.download_location.as_deref()) {
        // `git+https://HOST/OWNER/NAME@REV` is a repository, anything else an address to download from.
        match location.split_once('+') {
            Some(("git" | "hg" | "svn" | "bzr", repository)) => {
                let end = repository.rfind('@').filter(|at| *at > repository.rfind('/').unwrap_or(0));
                hints.repository = repository.get(..end.unwrap_or(repository.len())).map(Into::into);
            }
            _ => hints.registry = Some(location.into()),
        }
    }
    Some(found.component(file, lines.line(spdx_id), component))
}

/// SPDX has two words for not saying something.
fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !matches!(*text, "" | "NONE" | "NOASSERTION"))
}

/// `Organization: Name (mail)` as `Name <mail>`, and whether it is a person; a person's mail address stays out.
fn party(text: Option<&str>) -> Option<(bool, Box<str>)> {
    let text = said(text)?;
    let (kind, rest) = text.split_once(':').unwrap_or(("", text));
    let (name, mail) = rest.trim().strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).unwrap_or((rest, ""));
    let (person, name, mail) = (kind.trim() == "Person", said(Some(name))?, mail.trim());
    Some((person, if person || mail.is_empty() { name.into() } else { format!("{name} <{mail}>").into() }))
}
