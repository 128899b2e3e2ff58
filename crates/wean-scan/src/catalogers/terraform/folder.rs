//! What a folder says about regions: defaults of variables, local values, provider blocks, places of resources.

use std::collections::HashMap;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::Element;

use super::{parse, parts, resource};
use crate::cataloger::SourceFile;

/// Attributes that say where something is, the surest first.
const PLACES: &[&str] = &["location", "region", "datacenter", "zone", "availability_zone"];

/// Files beside that are looked into, and the bytes of each: a folder of thousands must not be parsed thousands of times.
const MOST_FILES: usize = 64;
const LONGEST: usize = 1 << 20;

/// `var.a` that is `local.b` that is … may go this far.
const DEEPEST: usize = 16;

/// See the module.
#[derive(Default)]
pub(super) struct Folder {
    variables: HashMap<String, Expression>,
    locals: HashMap<String, Expression>,
    /// By `NAME`, or `NAME.ALIAS`.
    providers: HashMap<String, Expression>,
    /// Attributes of resources, by `TYPE.NAME.ATTRIBUTE`.
    places: HashMap<String, Expression>,
}

impl Folder {
    pub(super) fn new(body: &Body) -> Self {
        let mut folder = Self::default();
        folder.add(body);
        folder
    }

    /// Adds what the other files of the folder say. Their faults are reported when they are read themselves.
    pub(super) fn read_beside(&mut self, file: &SourceFile<'_>) {
        if file.is_target() {
            return;
        }
        let names = file.tree().list(file.folder());
        let names = names.iter().filter(|name| {
            let path = std::path::Path::new(name);
            path.extension().is_some_and(|e| e == "tf" || e == "tofu") && *name != file.name()
        });
        for name in names.take(MOST_FILES) {
            let Ok(bytes) = file.tree().read(&file.beside(name)) else { continue };
            if bytes.len() > LONGEST {
                continue;
            }
            if let Ok(body) = parse(&String::from_utf8_lossy(&bytes)) {
                self.add(&body);
            }
        }
    }

    fn add(&mut self, body: &Body) {
        for block in body.blocks() {
            let label = |index: usize| block.labels.get(index).map(hcl_edit::structure::BlockLabel::as_str);
            let attribute = |key: &str| block.body.get_attribute(key).map(|attribute| attribute.value.clone());
            match (block.ident.as_str(), label(0), label(1)) {
                ("variable", Some(name), _) => {
                    self.variables.extend(attribute("default").map(|value| (name.to_owned(), value)));
                }
                ("locals", ..) => {
                    let values = block.body.attributes();
                    self.locals.extend(values.map(|value| (value.key.as_str().to_owned(), value.value.clone())));
                }
                ("provider", Some(name), _) => {
                    let alias = attribute("alias").and_then(|alias| alias.as_str().map(str::to_owned));
                    let name = alias.map_or_else(|| name.to_owned(), |alias| format!("{name}.{alias}"));
                    let place = PLACES.iter().find_map(|place| attribute(place));
                    self.providers.extend(place.map(|place| (name, place)));
                }
                ("resource" | "data", Some(kind), Some(name)) => {
                    for place in PLACES {
                        let key = format!("{}.{place}", resource(kind, name));
                        self.places.extend(attribute(place).map(|value| (key, value)));
                    }
                }
                _ => {}
            }
        }
    }

    /// Where a resource is, as far as the folder says.
    pub(super) fn region(&self, block: &Block, provider: &str) -> Option<String> {
        // `zone` is a domain name at some providers, and a number within a region at others.
        let place = |text: &String| !text.contains(['.', '/', ':']) && text.contains(|c: char| c.is_ascii_alphabetic());
        self.stated(block, provider).filter(place)
    }

    fn stated(&self, block: &Block, provider: &str) -> Option<String> {
        if let Some(place) = PLACES.iter().find_map(|place| block.body.get_attribute(place)) {
            return self.value(&place.value, 0);
        }
        // `provider = aws.dublin`, in old files as a text.
        let named = block.body.get_attribute("provider").map(|attribute| match &attribute.value {
            Expression::Traversal(traversal) => parts(traversal).join("."),
            Expression::Variable(name) => name.as_str().to_owned(),
            other => other.as_str().unwrap_or_default().to_owned(),
        });
        self.value(self.providers.get(named.as_deref().unwrap_or(provider))?, 0)
    }

    /// The text that an expression is, when it is known without running anything.
    fn value(&self, expression: &Expression, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        match expression {
            Expression::String(text) => Some(text.value().as_str()).filter(|text| !text.is_empty()).map(str::to_owned),
            Expression::Parenthesis(inner) => self.value(inner.inner(), depth + 1),
            Expression::StringTemplate(template) => match template.iter().collect::<Vec<_>>().as_slice() {
                [Element::Interpolation(only)] => self.value(&only.expr, depth + 1),
                _ => None,
            },
            Expression::Traversal(traversal) => {
                let value = match parts(traversal).as_slice() {
                    ["var", name] => self.variables.get(*name),
                    ["local", name] => self.locals.get(*name),
                    ["data", kind, name, place] | [kind, name, place] => {
                        self.places.get(&format!("{}.{place}", resource(kind, name)))
                    }
                    _ => None,
                };
                self.value(value?, depth + 1)
            }
            _ => None,
        }
    }
}

/// The text of an object's key.
pub(super) fn key(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(ident) => Some(ident.as_str()),
        ObjectKey::Expression(expression) => expression.as_str(),
    }
}
