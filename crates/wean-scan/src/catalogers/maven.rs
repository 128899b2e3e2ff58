//! Maven: `pom.xml`.
//!
//! A version may stand in the dependency, in `dependencyManagement`, or in a property, each of them here or in a parent;
//! parents are read where `relativePath` leads to one within the target. What a parent in a repository or an imported
//! list of versions (`<scope>import</scope>`) says is not there to be read: such a dependency has no version.

use roxmltree::{Document, Node};
use rustc_hash::{FxHashMap, FxHashSet};
use wean_diag::{Diagnostic, Span};
use wean_model::{Component, ComponentKind, Relation, Scope};

use super::{is_shipped, join};
use crate::cataloger::{Cataloger, Found, SourceFile, purl};

/// See the module.
pub(super) struct Maven;

impl Cataloger for Maven {
    fn name(&self) -> &'static str {
        "maven"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/pom.xml"]
    }

    fn sees(&self) -> &'static str {
        "dependencies of `pom.xml` with scope, and versions from properties, parents and management on disk"
    }

    fn does_not_see(&self) -> &'static str {
        "what dependencies need in turn, plugins, versions that a parent or list in a repository sets"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(pom) = Pom::read(file, &text, found) else { return };
        let project = Project::new(file, pom);
        let own = &project.chain[0];
        let lines: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        let line = |at: usize| u32::try_from(lines.partition_point(|newline| *newline < at) + 1).ok();
        // Of each kind of fault the first is reported.
        let mut unresolved = None;
        let mut nameless = None;

        let root = project.component().map(|component| found.component(file, line(own.start), component));
        for dependency in &own.dependencies {
            let (Some(group), Some(artifact)) = (project.fill(&dependency.group), project.fill(&dependency.artifact))
            else {
                unresolved.get_or_insert(dependency.start);
                continue;
            };
            if group.is_empty() || artifact.is_empty() {
                nameless.get_or_insert(dependency.start);
                continue;
            }
            let managed = project.managed.get(&(group.clone(), artifact.clone()));
            let written = dependency.version.as_deref().or(managed.and_then(|m| m.version.as_deref()));
            let version = written.map(|version| project.fill(version));
            if version == Some(None) {
                unresolved.get_or_insert(dependency.start);
            }
            let version = version.flatten().filter(|version| is_version(version));
            let mut component = package(ComponentKind::Library, &group, &artifact, version.as_deref());
            let scope = dependency.scope.as_deref().or(managed.and_then(|m| m.scope.as_deref()));
            component.scope = match scope {
                Some("test") => Scope::Development,
                // What runs it brings it along.
                Some("provided") => Scope::Optional,
                _ if dependency.optional => Scope::Optional,
                _ => Scope::Required,
            };
            let relation = match component.scope {
                Scope::Development => Relation::BuildsWith,
                Scope::Optional => Relation::Uses,
                Scope::Required => Relation::Requires,
            };
            let id = found.component(file, line(dependency.start), component);
            if let Some(root) = &root {
                found.dependency(root, &id, relation);
            }
        }
        if let Some(at) = nameless {
            let message = "a dependency without `groupId` or `artifactId`; it was left out";
            file.malformed(found, &text, Some(at..at), message);
        }
        if let Some(at) = unresolved {
            let message = "a property that neither this file nor a parent on disk sets; its place stays empty";
            let span = Span::of(&text, at..at, "");
            found.diagnostics.push(
                Diagnostic::new("unresolved-variable", message)
                    .span(file.path().clone(), span)
                    .hint("scan the folder of the parent along with this one"),
            );
        }
    }
}

fn package(kind: ComponentKind, group: &str, artifact: &str, version: Option<&str>) -> Component {
    let mut component = purl(kind, "maven", &format!("{group}/{artifact}"), version, &[]);
    component.name = format!("{group}:{artifact}").into();
    component
}

/// `[1.0,2.0)` and `LATEST` ask for one.
fn is_version(version: &str) -> bool {
    !version.is_empty() && !version.contains(['[', '(', ',', '$']) && !matches!(version, "LATEST" | "RELEASE")
}

/// A file as it is written.
struct Pom {
    start: usize,
    group: Option<String>,
    artifact: Option<String>,
    version: Option<String>,
    url: Option<String>,
    repository: Option<String>,
    organisation: Option<String>,
    licences: Vec<String>,
    parent: Option<Parent>,
    properties: FxHashMap<String, String>,
    managed: Vec<Dependency>,
    dependencies: Vec<Dependency>,
}

struct Parent {
    group: String,
    artifact: String,
    version: String,
    path: String,
}

struct Dependency {
    start: usize,
    group: String,
    artifact: String,
    version: Option<String>,
    scope: Option<String>,
    optional: bool,
}

impl Pom {
    fn read(file: &SourceFile<'_>, text: &str, found: &mut Found) -> Option<Self> {
        let fault = if let Some(fault) = beyond_measure(text) {
            Diagnostic::new("too-deep", format!("{fault}; the file was left out")).at(file.path().clone())
        } else {
            match Document::parse(text) {
                Ok(document) if document.root_element().tag_name().name() == "project" => {
                    return Some(Self::of(document.root_element()));
                }
                Ok(_) => {
                    let message = "not a project of Maven: no `<project>`; the file was left out";
                    found.diagnostics.push(Diagnostic::new("malformed", message).at(file.path().clone()));
                    return None;
                }
                Err(error) => {
                    let message = error.to_string();
                    let message = message.split(" at ").next().unwrap_or(&message);
                    let message = format!("not the XML expected: {message}; the file was left out");
                    let span = Span::line(text, error.pos().row, "");
                    Diagnostic::new("malformed", message).span(file.path().clone(), span)
                }
            }
        };
        found.diagnostics.push(fault);
        found.unread(file);
        None
    }

    fn of(project: Node<'_, '_>) -> Self {
        let parent = child(project, "parent").map(|parent| Parent {
            group: text(parent, "groupId").unwrap_or_default(),
            artifact: text(parent, "artifactId").unwrap_or_default(),
            version: text(parent, "version").unwrap_or_default(),
            path: match child(parent, "relativePath") {
                // Empty means: look in repositories only.
                Some(path) => path.text().unwrap_or_default().trim().to_owned(),
                None => "../pom.xml".to_owned(),
            },
        });
        let properties = child(project, "properties").into_iter().flat_map(|p| p.children().filter(Node::is_element));
        let profiles = child(project, "profiles").into_iter().flat_map(|p| p.children().filter(Node::is_element));
        let mut dependencies = dependencies(project);
        dependencies.extend(profiles.flat_map(self::dependencies));
        let licences = child(project, "licenses").into_iter().flat_map(|p| p.children().filter(Node::is_element));
        Self {
            start: project.range().start,
            group: text(project, "groupId"),
            artifact: text(project, "artifactId"),
            version: text(project, "version"),
            url: text(project, "url"),
            repository: child(project, "scm").and_then(|scm| text(scm, "url")),
            organisation: child(project, "organization").and_then(|organisation| text(organisation, "name")),
            licences: licences.filter_map(|licence| text(licence, "name")).collect(),
            parent,
            properties: properties
                .map(|p| (p.tag_name().name().to_owned(), p.text().unwrap_or_default().trim().to_owned()))
                .collect(),
            managed: child(project, "dependencyManagement").map(self::dependencies).unwrap_or_default(),
            dependencies,
        }
    }
}

fn dependencies(of: Node<'_, '_>) -> Vec<Dependency> {
    let list = child(of, "dependencies").into_iter().flat_map(|list| list.children());
    list.filter(|node| node.tag_name().name() == "dependency")
        .map(|node| Dependency {
            start: node.range().start,
            group: text(node, "groupId").unwrap_or_default(),
            artifact: text(node, "artifactId").unwrap_or_default(),
            version: text(node, "version"),
            scope: text(node, "scope"),
            optional: text(node, "optional").is_some_and(|optional| optional == "true"),
        })
        .collect()
}

fn child<'a, 'i>(of: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    of.children().find(|node| node.tag_name().name() == name)
}

fn text(of: Node<'_, '_>, name: &str) -> Option<String> {
    child(of, name)?.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The parser works through elements by recursion and compares each attribute with all others of its element, so both
/// are bounded before it starts. Faults in the notation are its to report.
fn beyond_measure(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)).map(|found| at + found) {
        at = start + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        let skip_to = |end: &str| memchr::memmem::find(rest, end.as_bytes());
        match rest {
            [b'/', ..] => depth = depth.saturating_sub(1),
            [b'!', b'-', b'-', ..] => at += skip_to("-->").unwrap_or(rest.len()),
            [b'!', b'[', ..] => at += skip_to("]]>").unwrap_or(rest.len()),
            [b'?', ..] => at += skip_to("?>").unwrap_or(rest.len()),
            _ => {
                // `<a/>` ends at once.
                let end = memchr::memchr2(b'<', b'>', rest).unwrap_or(rest.len());
                if memchr::memchr_iter(b'=', &rest[..end]).nth(1000).is_some() {
                    return Some("an element with more than 1000 attributes");
                }
                if end == 0 || rest.get(end - 1) != Some(&b'/') {
                    depth += 1;
                }
                at += end;
            }
        }
        if depth > 128 {
            return Some("elements nested deeper than 128 levels");
        }
    }
    None
}

/// A file with its parents on disk, nearest first.
struct Project {
    chain: Vec<Pom>,
    managed: FxHashMap<(String, String), Managed>,
}

struct Managed {
    version: Option<String>,
    scope: Option<String>,
}

/// So many parents at most; and what a chain of properties may grow to.
const MOST_PARENTS: usize = 16;
const LONGEST: usize = 1024;

impl Project {
    fn new(file: &SourceFile<'_>, pom: Pom) -> Self {
        let mut seen: FxHashSet<String> = std::iter::once(file.path().to_string()).collect();
        let mut folder = file.folder().to_owned();
        let mut chain = vec![pom];
        // A parent that cannot be read is reported as a file of its own, if it is in the target.
        let mut nothing = Found::default();
        while chain.len() <= MOST_PARENTS
            && let Some(parent) = chain.last().and_then(|pom| pom.parent.as_ref())
            && !parent.path.is_empty()
        {
            let is_file = std::path::Path::new(&parent.path).extension().is_some_and(|e| e.eq_ignore_ascii_case("xml"));
            let path = if is_file { parent.path.clone() } else { format!("{}/pom.xml", parent.path) };
            let Some(path) = join(&folder, &path).filter(|path| seen.insert(path.clone())) else { break };
            let Some(text) = file.text_of(&path, &mut nothing) else { break };
            let Some(pom) = Pom::read(file, &text, &mut nothing) else { break };
            let group = pom.group.as_ref().or(pom.parent.as_ref().map(|parent| &parent.group));
            if pom.artifact.as_ref() != Some(&parent.artifact) || group != Some(&parent.group) {
                break;
            }
            path.rsplit_once('/').map_or("", |(folder, _)| folder).clone_into(&mut folder);
            chain.push(pom);
        }
        let mut project = Self { chain, managed: FxHashMap::default() };
        let mut managed = FxHashMap::default();
        for dependency in project.chain.iter().flat_map(|pom| &pom.managed) {
            if let (Some(group), Some(artifact)) = (project.fill(&dependency.group), project.fill(&dependency.artifact))
            {
                managed
                    .entry((group, artifact))
                    .or_insert(Managed { version: dependency.version.clone(), scope: dependency.scope.clone() });
            }
        }
        project.managed = managed;
        project
    }

    fn component(&self) -> Option<Component> {
        let own = &self.chain[0];
        let artifact = self.fill(own.artifact.as_deref()?)?;
        let group = self.fill(self.own("groupId")?)?;
        let version = self.own("version").and_then(|version| self.fill(version));
        let mut component = package(ComponentKind::Application, &group, &artifact, version.as_deref());
        component.hints.homepage = own.url.as_deref().and_then(|url| self.fill(url)).map(Into::into);
        component.hints.repository = own.repository.as_deref().and_then(|url| self.fill(url)).map(Into::into);
        component.hints.maker = own.organisation.as_deref().map(Into::into);
        component.licences.extend(own.licences.iter().map(|licence| licence.as_str().into()));
        Some(component)
    }

    /// The project's own coordinates; group and version are the parent's unless it has its own.
    fn own(&self, key: &str) -> Option<&str> {
        let own = &self.chain[0];
        let parent = own.parent.as_ref();
        match key {
            "groupId" => own.group.as_deref().or(parent.map(|parent| parent.group.as_str())),
            "artifactId" => own.artifact.as_deref(),
            "version" => own.version.as_deref().or(parent.map(|parent| parent.version.as_str())),
            "parent.groupId" => parent.map(|parent| parent.group.as_str()),
            "parent.version" => parent.map(|parent| parent.version.as_str()),
            _ => None,
        }
    }

    /// Puts properties in the place of `${NAME}`; nothing when one has no value, or they go round in circles.
    fn fill(&self, text: &str) -> Option<String> {
        let mut text = text.to_owned();
        for _ in 0..MOST_PARENTS {
            let Some((before, rest)) = text.split_once("${") else { return Some(text) };
            let (name, after) = rest.split_once('}')?;
            let project = name.strip_prefix("project.").or_else(|| name.strip_prefix("pom."));
            let set = || self.chain.iter().find_map(|pom| pom.properties.get(name)).map(String::as_str);
            let value = project.and_then(|key| self.own(key)).or_else(set).or_else(|| self.own(name))?;
            if before.len() + value.len() + after.len() > LONGEST {
                return None;
            }
            text = format!("{before}{value}{after}");
        }
        None
    }
}
