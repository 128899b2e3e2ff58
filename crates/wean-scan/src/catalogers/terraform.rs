//! Terraform and OpenTofu: resources at cloud providers, and the providers and modules that make them.
//!
//! A configuration is a folder, a file only a part of it. References between resources need no more than names; regions
//! often stand in a variable, a local value or a provider block of another file, so the files beside are looked into for
//! those. Values that only `terraform plan` knows stay unknown. Providers and modules have no purl: the specification has
//! no type for them, and what stands here is a range of versions, not one.

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::parser;
use hcl_edit::structure::{Block, Body};
use hcl_edit::visit::{self, Visit};
use wean_diag::{Diagnostic, Span};
use wean_model::{Component, ComponentKind, Id, Relation, Scope};

use super::is_at;
use crate::cataloger::{Cataloger, Found, SourceFile};

mod folder;

use folder::Folder;

/// See the module.
pub(crate) struct Terraform;

/// Prefixes of resources that are made where Terraform runs, at nobody's.
const LOCAL: &[&str] =
    &["archive", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls"];

impl Cataloger for Terraform {
    fn name(&self) -> &'static str {
        "terraform"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/*.tf", "**/*.tf.json", "**/*.tofu"]
    }

    fn sees(&self) -> &'static str {
        "resources and data sources with their region and references, providers and modules with their versions"
    }

    fn does_not_see(&self) -> &'static str {
        "`.tf.json`, state, `.tfvars`, lock files and modules under `.terraform`; regions that a module's caller gives; \
         whether `count` makes none of it; hosts in attributes such as `endpoint`"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if file.path().split('/').any(|part| part == ".terraform") {
            return;
        }
        if file.name().ends_with(".tf.json") {
            let message = "Terraform as JSON is not read yet; the file was left out";
            let diagnostic = Diagnostic::new("unsupported", message).at(file.path().clone());
            found.report(diagnostic.hint("write it as HCL"));
            found.unread(file);
            return;
        }
        let Some(text) = file.text(found) else { return };
        let body = match parse(&text) {
            Ok(body) => body,
            Err(diagnostic) => {
                found.report(diagnostic.at_file(file));
                found.unread(file);
                return;
            }
        };
        let newlines: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        Reader { file, found, text: &text, newlines, folder: Folder::new(&body), beside: false }.read(&body);
    }
}

/// Why a text was not parsed, before it is known where it stands.
struct Fault {
    code: &'static str,
    message: String,
    span: Option<Span>,
}

impl Fault {
    fn at_file(self, file: &SourceFile<'_>) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.code, self.message);
        match self.span {
            Some(span) => diagnostic.span(file.path().clone(), span),
            None => diagnostic.at(file.path().clone()),
        }
    }
}

/// Levels of brackets that are parsed; the parser's own limit is lower, but counting is cheaper than its backtracking.
const DEEPEST: usize = 128;

fn parse(text: &str) -> Result<Body, Fault> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            let message = format!("nested deeper than {DEEPEST} levels; the file was left out");
            return Err(Fault { code: "too-deep", message, span: Some(Span::of(text, at..at + 1, "")) });
        }
    }
    parser::parse_body(text).map_err(|error| {
        let at = error.location().offset();
        let (code, message) = if error.message().contains("at most") {
            ("too-deep", format!("expressions nested too deep: {}; the file was left out", error.message()))
        } else {
            ("malformed", format!("not the HCL expected: {}; the file was left out", error.message()))
        };
        Fault { code, message: message.replace('\n', " "), span: Some(Span::of(text, at..at + 1, "")) }
    })
}

struct Reader<'a, 'f> {
    file: &'a SourceFile<'a>,
    found: &'f mut Found,
    text: &'a str,
    newlines: Vec<usize>,
    folder: Folder,
    /// The files beside were looked into.
    beside: bool,
}

impl Reader<'_, '_> {
    fn read(&mut self, body: &Body) {
        for block in body.blocks() {
            match block.ident.as_str() {
                "resource" | "data" => self.resource(block),
                "module" => self.module(block),
                "terraform" => {
                    for providers in block.body.get_blocks("required_providers") {
                        self.providers(providers);
                    }
                }
                _ => {}
            }
        }
    }

    fn line(&self, thing: &impl hcl_edit::Span) -> Option<u32> {
        let at = thing.span()?.start;
        u32::try_from(self.newlines.partition_point(|newline| *newline < at) + 1).ok()
    }

    fn resource(&mut self, block: &Block) {
        let [kind, name] = block.labels.as_slice() else {
            let line = self.line(&block.ident);
            let message = format!("a `{}` has a type and a name; it was left out", block.ident.as_str());
            let start = line
                .and_then(|line| self.newlines.get(usize::try_from(line).ok()?.checked_sub(2)?))
                .map_or(0, |i| i + 1);
            let text = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let mut span = Span::line(text, 1, "");
            span.line = line.unwrap_or(1);
            self.found.report(Diagnostic::new("malformed", message).span(self.file.path().clone(), span));
            return;
        };
        let provider = kind.as_str().split('_').next().unwrap_or_default();
        if LOCAL.contains(&provider) {
            return;
        }
        let mut component = Component::new(ComponentKind::CloudResource, &resource(kind.as_str(), name.as_str()), None);
        component.hints.region = self.region(block, provider).map(Into::into);
        let line = self.line(&block.ident);
        let id = self.found.component(self.file, line, component);
        let mut references = References { from: &id, to: Vec::new() };
        references.visit_body(&block.body);
        for to in references.to {
            self.found.dependency(&id, &to, Relation::Requires);
        }
    }

    /// Where the resource is: what it says itself, else what its provider says.
    fn region(&mut self, block: &Block, provider: &str) -> Option<String> {
        let mut region = self.folder.region(block, provider);
        if region.is_none() && !self.beside {
            self.beside = true;
            self.folder.read_beside(self.file);
            region = self.folder.region(block, provider);
        }
        region
    }

    fn providers(&mut self, block: &Block) {
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let key = |wanted: &str| {
                let object = attribute.value.as_object()?;
                object.iter().find(|(key, _)| folder::key(key) == Some(wanted))?.1.expr().as_str()
            };
            // Before Terraform 0.13 only the version stood here.
            let version = attribute.value.as_str().or_else(|| key("version"));
            let source = key("source").map_or_else(|| format!("hashicorp/{name}"), str::to_owned);
            self.library(&source, version, self.line(&attribute.key));
        }
    }

    fn module(&mut self, block: &Block) {
        let text = |key: &str| block.body.get_attribute(key).and_then(|attribute| attribute.value.as_str());
        let Some(source) = text("source") else { return };
        let line = self.line(&block.ident);
        // `NAMESPACE/NAME/PROVIDER`, perhaps with a host and a folder inside: `app.terraform.io/…//modules/x`.
        let address = source.split("//").next().unwrap_or(source);
        let parts: Vec<&str> = address.split('/').collect();
        let named = parts.iter().all(|part| !part.is_empty() && !matches!(*part, "." | ".."));
        match parts.as_slice() {
            [first, _, _] if named && !first.contains(['.', ':']) => self.library(address, text("version"), line),
            [host, _, _, _] if named && host.contains('.') && !host.contains(':') => {
                self.library(address, text("version"), line);
            }
            _ => {
                if let Some(repository) = repository(source) {
                    let query = source.split_once("ref=").map(|(_, query)| query);
                    let version = query.and_then(|query| query.split('&').next());
                    let name = repository.split_once("://").map_or(repository.as_str(), |(_, name)| name);
                    let mut component = Component::new(ComponentKind::Library, name.trim_end_matches(".git"), version);
                    component.scope = Scope::Development;
                    component.hints.repository = Some(repository.as_str().into());
                    self.found.component(self.file, line, component);
                }
            }
        }
    }

    /// A provider or module of a registry.
    fn library(&mut self, source: &str, version: Option<&str>, line: Option<u32>) {
        // The public registry's own host may stand before the name, or be left out: then it is that of Terraform or of
        // OpenTofu, whichever is run.
        let host = source.split('/').next().filter(|host| host.contains('.'));
        let source = match source.split_once('/') {
            Some((host, name)) if is_at(host, "terraform.io") => name,
            _ => source,
        };
        let mut component = Component::new(ComponentKind::Library, source, version);
        component.scope = Scope::Development;
        component.hints.registry = host.map(Into::into);
        self.found.component(self.file, line, component);
    }
}

/// The name of a resource, as other blocks refer to it.
fn resource(kind: &str, name: &str) -> String {
    format!("{kind}.{name}")
}

/// The address of a module's repository, when it comes from one.
fn repository(source: &str) -> Option<String> {
    let address = source.split('?').next().unwrap_or(source);
    let address = match address.strip_prefix("git::") {
        Some(address) => address.to_owned(),
        None if ["github.com/", "bitbucket.org/", "gitlab.com/"].iter().any(|host| address.starts_with(host)) => {
            format!("https://{address}")
        }
        None => return None,
    };
    // The folder inside stands after a second `//`.
    let (scheme, rest) = address.split_once("://").unwrap_or(("ssh", &address));
    let rest = rest.split("//").next().unwrap_or(rest);
    Some(format!("{scheme}://{rest}"))
}

/// Parts of `a.b.c` up to the first that is no name.
fn parts(traversal: &Traversal) -> Vec<&str> {
    let Expression::Variable(first) = &traversal.expr else { return Vec::new() };
    let rest = traversal.operators.iter().map_while(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    });
    std::iter::once(first.as_str()).chain(rest).collect()
}

/// Collects the resources that expressions refer to. Names that are no resource of the target lead nowhere and vanish.
struct References<'a> {
    from: &'a Id,
    to: Vec<Id>,
}

impl Visit for References<'_> {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        let parts = parts(traversal);
        let of = match parts.as_slice() {
            ["data", kind, name, ..] => Some((*kind, *name)),
            ["var" | "local" | "module" | "each" | "count" | "self" | "path" | "terraform", ..] => None,
            [kind, name, ..] if kind.contains('_') => Some((*kind, *name)),
            _ => None,
        };
        if let Some((kind, name)) = of {
            let id: Id = format!("{}:{}", ComponentKind::CloudResource, resource(kind, name)).into();
            if id != *self.from {
                self.to.push(id);
            }
        }
        visit::visit_traversal(self, traversal);
    }
}
