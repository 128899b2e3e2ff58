//! From what the catalogers found to one inventory: ownership, declarations, services.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use globset::GlobBuilder;
use rustc_hash::{FxHashMap, FxHashSet};
use toml::Spanned;
use wean_diag::{Diagnostic, Span};
use wean_model::{
    Component, ComponentKind, Criticality, Declaration, Id, Inventory, InventoryBuilder, Occurrence, Organisation,
    Relation, Scope, Service,
};

use crate::cataloger::{Found, Name, path_hash};
use crate::configuration::{Configuration, ServiceEntry};
use crate::tree::Tree;

/// Puts the findings together. Findings come sorted by path, so the result does not depend on threads.
pub(crate) fn assemble(
    tree: &Tree,
    target: &str,
    configuration: &Configuration,
    found: Vec<Found>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Inventory {
    let mut owned: FxHashMap<u64, Id> = FxHashMap::default();
    let mut components = Vec::new();
    let mut dependencies = Vec::new();
    let mut groups = Vec::new();
    let mut names: FxHashMap<Name, Vec<Id>> = FxHashMap::default();
    let mut wanted = Vec::new();
    let mut written: Option<(Vec<Service>, Option<Organisation>)> = None;
    let mut made_of = None;
    for mut part in found {
        diagnostics.append(&mut part.diagnostics);
        owned.extend(part.owned);
        components.append(&mut part.components);
        dependencies.append(&mut part.dependencies);
        groups.append(&mut part.groups);
        for (name, id) in part.names {
            names.entry(name).or_default().push(id);
        }
        wanted.append(&mut part.wanted);
        if tree.is_single_file() && (part.organisation.is_some() || !part.services.is_empty()) {
            written = Some((part.services, part.organisation));
            made_of = part.target;
        }
    }
    for (from, name, relation) in wanted {
        // Of several of one name, any will do; so many at most, lest hostile files multiply.
        if let Some(ids) = names.get(&name) {
            groups.push((from, relation, ids.iter().take(16).cloned().collect()));
        }
    }
    let package_of = merge_owned(&mut components, &owned);
    let resolve = |id: Id| package_of.get(&id).cloned().unwrap_or(id);

    declare(&mut components, configuration);

    let target = made_of.as_deref().unwrap_or(target);
    let mut builder = InventoryBuilder::new(target);
    for (from, to, relation) in dependencies {
        builder.dependency(resolve(from), resolve(to), relation);
    }
    for (from, relation, members) in groups {
        builder.group(resolve(from), relation, members.into_iter().map(&resolve).collect());
    }
    let domains = configuration.organisation.domains.iter().map(|d| d.to_lowercase().into()).collect();
    let organisation = Organisation {
        name: configuration.organisation.name.as_deref().map(Into::into),
        home: configuration.organisation.home.as_deref().map(Into::into),
        domains,
    };
    // An inventory holds what was declared when it was made; what is declared now would mix with its edges.
    let declared = |services: &[Service]| services.iter().any(|service| service.occurrence.is_some());
    match written {
        Some((services, theirs)) if configuration.service.is_empty() || declared(&services) => {
            for service in services {
                builder.service(service);
            }
            builder.organisation(if organisation == Organisation::default() {
                theirs.unwrap_or_default()
            } else {
                organisation
            });
        }
        _ => {
            builder.organisation(organisation);
            let part = !configuration.base.is_empty() || tree.is_single_file();
            let mut stated = Vec::new();
            let services = Services { configuration, components: &components, part, stated: &mut stated, diagnostics };
            if !services.declare(&mut builder) {
                whole_target(&mut builder, target, &components);
            }
            declare(&mut stated, configuration);
            components.append(&mut stated);
        }
    }
    for component in components {
        builder.component(component);
    }
    builder.finish()
}

/// A package found inside an installed package is that package: a Python module that Debian installed is one thing, not
/// two. Takes such components out and returns whose they are.
fn merge_owned(components: &mut Vec<Component>, owned: &FxHashMap<u64, Id>) -> FxHashMap<Id, Id> {
    if owned.is_empty() {
        return FxHashMap::default();
    }
    // The same package may also stand outside of any owner (another folder): then it stays.
    let mut owners: FxHashMap<Id, Option<Id>> = FxHashMap::default();
    for component in &*components {
        for occurrence in &component.occurrences {
            let by = owned.get(&path_hash(&occurrence.path)).filter(|owner| **owner != component.id);
            owners
                .entry(component.id.clone())
                .and_modify(|owner| {
                    if owner.is_none() || by.is_none() {
                        *owner = None;
                    }
                })
                .or_insert(by.cloned());
        }
    }
    let owners: FxHashMap<Id, Id> = owners.into_iter().filter_map(|(id, owner)| Some((id, owner?))).collect();
    components.retain(|component| !owners.contains_key(&component.id));
    owners
}

/// Applies the `[[attribute]]` entries; of several that match, the longest pattern counts.
fn declare(components: &mut [Component], configuration: &Configuration) {
    let Some((path, text)) = &configuration.source else { return };
    for component in components {
        let entry = configuration
            .attribute
            .iter()
            .filter(|entry| matches_component(&entry.as_ref().component, component))
            .max_by_key(|entry| entry.as_ref().component.len());
        if let Some(entry) = entry {
            let line = Span::of(text, entry.span(), "").line;
            let entry = entry.as_ref();
            component.declared = Some(Declaration {
                controller: entry.controller.as_str().into(),
                because: entry.because.as_deref().map(Into::into),
                date: entry.date.as_deref().map(Into::into),
                occurrence: Occurrence { path: path.clone(), line: Some(line), cataloger: "wean-toml".into() },
            });
        }
    }
}

/// With nothing declared, the target is one service that needs all that was found in it.
fn whole_target(builder: &mut InventoryBuilder, target: &str, components: &[Component]) {
    let name = target.trim_end_matches('/').rsplit('/').next().filter(|n| !matches!(*n, "" | "." | ".."));
    let name = name.unwrap_or("this target");
    let service = Service {
        id: Service::id_of(name),
        name: name.into(),
        criticality: Criticality::Medium,
        users: None,
        occurrence: None,
    };
    for component in components {
        builder.dependency(service.id.clone(), component.id.clone(), relation_of(component.scope));
    }
    builder.service(service);
}

/// How a service needs a component that belongs to it.
fn relation_of(scope: Scope) -> Relation {
    match scope {
        Scope::Required => Relation::Requires,
        Scope::Optional => Relation::Uses,
        Scope::Development => Relation::BuildsWith,
    }
}

/// Whether a purl or name, perhaps with `*` at its end, means this component. A purl without version means all versions.
fn matches_component(pattern: &str, component: &Component) -> bool {
    let purl = component.purl.as_deref().unwrap_or_default();
    let bare = purl.split(['?', '#']).next().unwrap_or_default();
    let unversioned = bare.rfind('@').filter(|at| *at > bare.rfind('/').unwrap_or(0)).map_or(bare, |at| &bare[..at]);
    match pattern.strip_suffix('*') {
        Some(start) => component.name.starts_with(start) || purl.starts_with(start),
        None => *component.name == *pattern || [purl, bare, unversioned].contains(&pattern) && !purl.is_empty(),
    }
}

/// Whether a text, perhaps with `*` at its end, means this name; without regard to case.
fn matches_name(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// The services of `wean.toml`.
struct Services<'a> {
    configuration: &'a Configuration,
    components: &'a [Component],
    /// The target is a part of what `wean.toml` describes: most selectors then select nothing, and that is no fault.
    part: bool,
    /// Components that only `wean.toml` states: what it needs and was not found, and alternatives of several parts.
    stated: &'a mut Vec<Component>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// A service with what it needs.
struct Declared {
    service: Service,
    needs: Vec<(Id, Relation)>,
    groups: Vec<Vec<Id>>,
}

impl Declared {
    fn ids(&self) -> impl Iterator<Item = &Id> {
        self.needs.iter().map(|(id, _)| id).chain(self.groups.iter().flatten())
    }
}

impl Services<'_> {
    /// Adds them with what they need. `false`: there is none. Of a part of what `wean.toml` describes, only those services
    /// count of which it holds something.
    fn declare(mut self, builder: &mut InventoryBuilder) -> bool {
        let mut services: Vec<Declared> = Vec::new();
        let mut names = FxHashSet::default();
        for entry in &self.configuration.service {
            let service = self.service(entry);
            let entry = entry.as_ref();
            if !names.insert(service.id.clone()) {
                let message = format!("`{}` is declared twice; the first is kept", entry.name.as_ref());
                self.report("duplicate-service", entry.name.span(), message);
                continue;
            }
            let needs = self.relations(entry);
            let mut groups = Vec::new();
            for group in &entry.any_of {
                let alternatives: Vec<Vec<Id>> = group.as_ref().iter().map(|selector| self.select(selector)).collect();
                // The other alternatives may stand outside of this part: of what is left it would seem to need each.
                if self.part && alternatives.iter().any(Vec::is_empty) {
                    continue;
                }
                let selectors = group.as_ref().iter().zip(alternatives);
                groups.push(selectors.filter_map(|(selector, ids)| self.alternative(selector, ids, builder)).collect());
            }
            services.push(Declared { service, needs, groups });
        }
        if self.part {
            let mut held: FxHashSet<Id> = FxHashSet::default();
            loop {
                let before = held.len();
                let new = services.iter().filter(|s| s.ids().any(|id| !names.contains(id) || held.contains(id)));
                held.extend(new.map(|s| s.service.id.clone()).collect::<Vec<_>>());
                if held.len() == before {
                    break;
                }
            }
            services.retain(|s| held.contains(&s.service.id));
        }
        let any = !services.is_empty();
        for Declared { service, needs, groups } in services {
            for (to, relation) in needs {
                builder.dependency(service.id.clone(), to, relation);
            }
            for members in groups {
                builder.group(service.id.clone(), Relation::Requires, members);
            }
            builder.service(service);
        }
        any
    }

    fn service(&mut self, entry: &Spanned<ServiceEntry>) -> Service {
        let place = entry.as_ref().name.span();
        let entry = entry.as_ref();
        let criticality = entry.criticality.as_ref().map_or(Criticality::Medium, |word| {
            word.as_ref().parse().unwrap_or_else(|error| {
                self.report("malformed", word.span(), format!("{error}; `medium` is taken"));
                Criticality::Medium
            })
        });
        let name = entry.name.as_ref();
        let occurrence = self.configuration.source.as_ref().map(|(path, text)| Occurrence {
            path: path.clone(),
            line: Some(Span::of(text, place, "").line),
            cataloger: "wean-toml".into(),
        });
        Service { id: Service::id_of(name), name: name.as_str().into(), criticality, users: entry.users, occurrence }
    }

    /// What a service needs. What is listed under `requires`, `uses`, `builds-with` or `any-of` has that relation alone;
    /// what merely belongs to it has the relation of its scope.
    fn relations(&mut self, entry: &ServiceEntry) -> Vec<(Id, Relation)> {
        let mut listed: BTreeMap<Id, Relation> = BTreeMap::new();
        for (selectors, relation) in [
            (&entry.requires, Relation::Requires),
            (&entry.uses, Relation::Uses),
            (&entry.builds_with, Relation::BuildsWith),
        ] {
            for selector in selectors {
                for id in self.select(selector) {
                    listed.entry(id).or_insert(relation);
                }
            }
        }
        let grouped: BTreeSet<Id> = entry
            .any_of
            .iter()
            .flat_map(Spanned::as_ref)
            .flat_map(|selector| self.meant_by(selector.as_ref()))
            .collect();
        let mut belonging: BTreeMap<Id, Relation> = BTreeMap::new();
        for (prefix, selectors) in [
            ("path:", &entry.paths),
            ("host:", &entry.hosts),
            ("purchase:", &entry.purchases),
            ("component:", &entry.components),
        ] {
            for selector in selectors {
                let scopes = self.components_of(&format!("{prefix}{}", selector.as_ref())).unwrap_or_default();
                if scopes.is_empty() {
                    self.nothing(selector);
                }
                for (id, scope) in scopes {
                    if !listed.contains_key(&id) && !grouped.contains(&id) {
                        // The strongest way in which it belongs counts.
                        let relation = belonging.entry(id).or_insert(Relation::BuildsWith);
                        *relation = relation_of(scope).min(*relation);
                    }
                }
            }
        }
        listed.into_iter().chain(belonging).collect()
    }

    fn select(&mut self, selector: &Spanned<String>) -> Vec<Id> {
        let ids = self.meant_by(selector.as_ref());
        if !ids.is_empty() || self.part {
            return ids;
        }
        self.nothing(selector);
        vec![self.unfound(selector)]
    }

    /// What is needed and was not found is there all the same. A name that nothing found has may be misspelt: it says
    /// nothing about whose it is.
    fn unfound(&mut self, selector: &Spanned<String>) -> Id {
        self.state(Component::new(ComponentKind::Unknown, selector.as_ref(), None), selector)
    }

    /// An alternative: what its selector means, all of it. Several parts become one thing of ours that needs each.
    fn alternative(&mut self, selector: &Spanned<String>, ids: Vec<Id>, builder: &mut InventoryBuilder) -> Option<Id> {
        if ids.len() <= 1 {
            return ids.into_iter().next();
        }
        let scopes = self.components_of(selector.as_ref()).unwrap_or_default();
        let mut component = Component::new(ComponentKind::Application, selector.as_ref(), None);
        component.declared = Some(Declaration {
            controller: "self".into(),
            because: Some("an alternative of `any-of`".into()),
            date: None,
            occurrence: self.occurrence(selector.span()),
        });
        let alternative = self.state(component, selector);
        for id in ids {
            let relation = relation_of(scopes.get(&id).copied().unwrap_or(Scope::Required));
            builder.dependency(alternative.clone(), id, relation);
        }
        Some(alternative)
    }

    /// Adds a component that `wean.toml` states.
    fn state(&mut self, mut component: Component, selector: &Spanned<String>) -> Id {
        component.occurrences.push(self.occurrence(selector.span()));
        let id = component.id.clone();
        self.stated.push(component);
        id
    }

    fn occurrence(&self, range: Range<usize>) -> Occurrence {
        let (path, line) = match &self.configuration.source {
            Some((path, text)) => (path.clone(), Some(Span::of(text, range, "").line)),
            None => ("wean.toml".into(), None),
        };
        Occurrence { path, line, cataloger: "wean-toml".into() }
    }

    /// What a selector means: one with a prefix says what it selects, one without is a service's name or a component.
    fn meant_by(&self, text: &str) -> Vec<Id> {
        match self.components_of(text) {
            Some(scopes) => scopes.into_keys().collect(),
            None if self.configuration.service.iter().any(|s| s.as_ref().name.as_ref() == text) => {
                vec![Service::id_of(text)]
            }
            None => self.components_of(&format!("component:{text}")).unwrap_or_default().into_keys().collect(),
        }
    }

    /// Components that a selector with a prefix means, each with the strongest scope of the sightings meant; nothing when
    /// it has no prefix.
    fn components_of(&self, selector: &str) -> Option<BTreeMap<Id, Scope>> {
        let (prefix, text) = selector.split_once(':')?;
        let select = |means: &dyn Fn(&Component) -> bool| {
            let mut scopes = BTreeMap::new();
            for component in self.components.iter().filter(|c| means(c)) {
                let scope = scopes.entry(component.id.clone()).or_insert(component.scope);
                *scope = component.scope.max(*scope);
            }
            scopes
        };
        Some(match prefix {
            "path" => {
                let folder = text.trim_start_matches("./").trim_end_matches('/');
                let glob = GlobBuilder::new(folder).literal_separator(true).build().ok().map(|g| g.compile_matcher());
                // Selectors are relative to `wean.toml`, occurrences to the target.
                let base = self.configuration.base.as_str();
                let matches = |path: &str| {
                    let inside = path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                    inside || glob.as_ref().is_some_and(|g| g.is_match(path))
                };
                select(&|c| {
                    c.occurrences.iter().any(|o| {
                        if base.is_empty() { matches(&o.path) } else { matches(&format!("{base}/{}", o.path)) }
                    })
                })
            }
            "host" => select(&|c| {
                matches!(c.kind, ComponentKind::HostedService | ComponentKind::Domain) && matches_name(text, &c.name)
            }),
            "purchase" => select(&|c| c.kind == ComponentKind::Purchase && matches_name(text, &c.name)),
            "component" => select(&|c| matches_component(text, c)),
            _ => return None,
        })
    }

    fn nothing(&mut self, selector: &Spanned<String>) {
        if self.part {
            return;
        }
        let message = format!("`{}` selects nothing that was found", selector.as_ref());
        self.report("selects-nothing", selector.span(), message);
    }

    fn report(&mut self, code: &str, range: Range<usize>, message: String) {
        let diagnostic = Diagnostic::new(code, message);
        self.diagnostics.push(match &self.configuration.source {
            Some((path, text)) => diagnostic.span(path.clone(), Span::of(text, range, "")),
            None => diagnostic,
        });
    }
}
