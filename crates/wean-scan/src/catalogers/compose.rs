//! Compose files: images that run together, and which waits for which.
//!
//! `depends_on` becomes an edge between the images of the two, since the image is all that is known of a service here.
//! Variables come from defaults and from a `.env` beside the file, as Compose itself takes them. An image that is built
//! here and has no registry in its name is nobody's image of Docker Hub, so it gets no purl.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use saphyr::{MarkedYaml, YamlData};
use wean_diag::{Diagnostic, Span};
use wean_model::{Component, ComponentKind, Id, Relation, Scope};

use crate::cataloger::{Cataloger, Found, SourceFile};
use crate::image_reference::expand;
use crate::yaml;

/// See the module.
pub(crate) struct Compose;

impl Cataloger for Compose {
    fn name(&self) -> &'static str {
        "compose"
    }

    fn globs(&self) -> &'static [&'static str] {
        &[
            "**/compose.yaml",
            "**/compose.yml",
            "**/compose.*.yaml",
            "**/compose.*.yml",
            "**/docker-compose*.yaml",
            "**/docker-compose*.yml",
        ]
    }

    fn sees(&self) -> &'static str {
        "images of Compose files with variables filled in from defaults and `.env`, `depends_on`, profiles"
    }

    fn does_not_see(&self) -> &'static str {
        "`extends` and `include`; which file overrides which; what depends on a service that is built and has no image; \
         hosts in `environment`"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        let Some(text) = file.text(found) else { return };
        let variables = variables(file);
        let lines: Vec<&str> = text.lines().collect();
        let faults = found.diagnostics.len();
        let documents = yaml::load(file, found, &text);
        let mut any = found.diagnostics.len() > faults;
        for document in &documents {
            let services = match yaml::get(document, "services") {
                Some(services) => services,
                // Version 1 had its services at the top.
                None if yaml::entries(document)
                    .any(|(_, s)| yaml::get(s, "image").or(yaml::get(s, "build")).is_some()) =>
                {
                    document
                }
                None => {
                    any |= yaml::get(document, "include").is_some();
                    continue;
                }
            };
            any = true;
            Reader { file, found: &mut *found, lines: &lines, variables: &variables }.services(services);
        }
        // An override may be about networks only.
        if !any && matches!(file.name().matches('.').count(), 1) {
            file.malformed(found, &text, None, "no `services` stand in the file; nothing was found in it");
        }
    }
}

/// What `.env` beside the file sets.
fn variables(file: &SourceFile<'_>) -> FxHashMap<String, String> {
    let bytes = file.tree().read(&file.beside(".env")).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let pairs = text.lines().filter_map(|line| line.trim().trim_start_matches("export ").split_once('='));
    pairs
        .filter(|(name, _)| !name.starts_with('#'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned()))
        .collect()
}

struct Reader<'a, 'f> {
    file: &'a SourceFile<'a>,
    found: &'f mut Found,
    lines: &'a [&'a str],
    variables: &'a FxHashMap<String, String>,
}

impl Reader<'_, '_> {
    fn services(&mut self, services: &MarkedYaml<'_>) {
        if yaml::bare(services).data.as_mapping().is_none() {
            self.report("malformed", services, "`services` is no mapping; it was left out".into());
            return;
        }
        let mut ids: BTreeMap<&str, Id> = BTreeMap::new();
        let all: Vec<(&str, &MarkedYaml<'_>)> = yaml::entries(services).filter(|(name, _)| *name != "<<").collect();
        for (name, service) in &all {
            let Some(image) = yaml::get(service, "image") else { continue };
            let Some(text) = yaml::text(image) else {
                self.report("malformed", image, format!("the image of `{name}` is no text; it was left out"));
                continue;
            };
            let built = yaml::get(service, "build").is_some();
            if let Some(mut component) = self.image(image, name, text, built) {
                // Services of a profile start when somebody asks for them.
                let profiles = yaml::get(service, "profiles").is_some();
                component.scope = if profiles { Scope::Optional } else { Scope::Required };
                let id = self.found.component(self.file, yaml::line(image), component);
                ids.insert(name, id);
            }
        }
        for (name, service) in &all {
            let (Some(from), Some(needs)) = (ids.get(name), yaml::get(service, "depends_on")) else { continue };
            for (needed, relation) in needed(needs) {
                match ids.get(needed) {
                    Some(to) if to != from => self.found.dependency(from, to, relation),
                    Some(_) => {}
                    None if yaml::get(services, needed).is_some() => {}
                    None => {
                        let message = format!("`{name}` depends on `{needed}`, which is no service of this file");
                        self.report("malformed", needs, message);
                    }
                }
            }
        }
    }

    fn image(&mut self, node: &MarkedYaml<'_>, service: &str, text: &str, built: bool) -> Option<Component> {
        let expanded = expand(text, &|name| self.variables.get(name).cloned());
        let component = expanded.image();
        for name in &expanded.missing {
            let kept = match &component {
                Some(component) => format!("the image is kept as `{}`", component.title()),
                None => "the image was left out".to_owned(),
            };
            let message = format!("`{name}` has no value in this file or in `.env`; {kept}");
            self.report("unresolved-variable", node, message);
        }
        if component.is_none() && expanded.missing.is_empty() {
            let shown: String = text.chars().take(100).collect();
            self.report("malformed", node, format!("`{shown}` is no name of an image; `{service}` was left out"));
        }
        let component = component?;
        if built && component.hints.registry.is_none() && !component.name.contains('/') {
            return Some(Component::new(ComponentKind::ContainerImage, &component.name, component.version.as_deref()));
        }
        Some(component)
    }

    fn report(&mut self, code: &str, node: &MarkedYaml<'_>, message: String) {
        let line = yaml::line(node).unwrap_or(1);
        let text = usize::try_from(line).ok().and_then(|line| self.lines.get(line - 1)).copied().unwrap_or_default();
        let mut span = Span::line(text, 1, "");
        span.line = line;
        self.found.report(Diagnostic::new(code, message).span(self.file.path().clone(), span));
    }
}

/// `[a, b]`, or a mapping with conditions, in which `required: false` lets a service start alone.
fn needed<'n>(needs: &'n MarkedYaml<'_>) -> Vec<(&'n str, Relation)> {
    if let YamlData::Sequence(names) = &yaml::bare(needs).data {
        return names.iter().filter_map(|name| Some((yaml::text(name)?, Relation::Requires))).collect();
    }
    let optional =
        |how| yaml::get(how, "required").and_then(|required| yaml::bare(required).data.as_bool()) == Some(false);
    let relation = |how| if optional(how) { Relation::Uses } else { Relation::Requires };
    yaml::entries(needs).map(|(name, how)| (name, relation(how))).collect()
}
