//! What a cataloger is: these globs, this function from a file to components.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::sync::{Arc, LazyLock};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use packageurl::PackageUrl;
use wean_diag::{Diagnostic, Span, system_error};
use wean_model::{Component, ComponentKind, Id, Occurrence, Organisation, Relation, Service};

use crate::catalogers::CATALOGERS;
use crate::configuration::Configuration;
use crate::tree::Tree;

/// Reads one kind of source. Never fails: what it cannot read becomes a diagnostic.
pub trait Cataloger: Sync {
    /// Its name in tables and evidence; the file's name with hyphens.
    fn name(&self) -> &'static str;

    /// Globs on the path relative to the target; `**/NAME` for a name anywhere.
    fn globs(&self) -> &'static [&'static str];

    /// What it sees: for the table of sources in the manual.
    fn sees(&self) -> &'static str;

    /// What it does not see, though a user might think so.
    fn does_not_see(&self) -> &'static str;

    /// Puts what the file holds into `found`.
    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found);
}

/// Which catalogers take a path.
pub(crate) struct Selection {
    /// Globs that the user names for a cataloger.
    named: GlobSet,
    /// Cataloger of each of them.
    owner: Vec<usize>,
}

/// The catalogers' own globs, with the cataloger of each. Building them takes longer than most files.
static OWN: LazyLock<(GlobSet, Vec<usize>)> = LazyLock::new(|| {
    let mut globs = GlobSetBuilder::new();
    let mut owner = Vec::new();
    for (index, cataloger) in CATALOGERS.iter().enumerate() {
        for own in cataloger.globs() {
            globs.add(glob(own).expect("globs of catalogers are valid"));
            owner.push(index);
        }
    }
    (globs.build().expect("each glob was built before"), owner)
});

fn glob(glob: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(glob).literal_separator(true).build()
}

impl Selection {
    /// `more` are globs that the user names for a cataloger, besides its own; each that is none becomes a diagnostic.
    pub(crate) fn new(more: &[(&str, &[String])], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut globs = GlobSetBuilder::new();
        let mut owner = Vec::new();
        for (index, cataloger) in CATALOGERS.iter().enumerate() {
            for named in more.iter().filter(|(name, _)| *name == cataloger.name()).flat_map(|(_, globs)| *globs) {
                match glob(named.trim_start_matches("./")) {
                    Ok(glob) => {
                        globs.add(glob);
                        owner.push(index);
                    }
                    Err(error) => diagnostics.push(Diagnostic::new(
                        "malformed",
                        format!("`{named}` is no pattern of files: {}; it was left out", error.kind()),
                    )),
                }
            }
        }
        Self { named: globs.build().expect("each glob was built before"), owner }
    }

    /// Catalogers that take this path, in the order of the list.
    pub(crate) fn matches(&self, path: &str) -> Vec<usize> {
        let of = |globs: &GlobSet, owner: &[usize]| globs.matches(path).into_iter().map(|glob| owner[glob]).collect();
        let mut catalogers: Vec<usize> = of(&OWN.0, &OWN.1);
        catalogers.append(&mut of(&self.named, &self.owner));
        catalogers.sort_unstable();
        catalogers.dedup();
        catalogers
    }

    /// Likewise for a file the user named: any JSON file may then be an SBOM.
    pub(crate) fn matches_file(&self, name: &str) -> Vec<usize> {
        let catalogers = self.matches(name);
        if catalogers.is_empty()
            && std::path::Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("json"))
        {
            let sbom = |c: &&dyn Cataloger| matches!(c.name(), "cyclonedx" | "spdx");
            return CATALOGERS.iter().enumerate().filter(|(_, c)| sbom(c)).map(|(i, _)| i).collect();
        }
        catalogers
    }
}

/// A file in front of a cataloger.
pub struct SourceFile<'a> {
    tree: &'a Tree,
    path: Arc<str>,
    cataloger: Arc<str>,
    configuration: &'a Configuration,
}

impl<'a> SourceFile<'a> {
    /// A file of `tree` for `cataloger`.
    pub fn new(tree: &'a Tree, path: Arc<str>, cataloger: &dyn Cataloger, configuration: &'a Configuration) -> Self {
        Self { tree, path, cataloger: cataloger.name().into(), configuration }
    }

    /// Path relative to the target.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder it is in, relative to the target, without a `/` at the end; empty at the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A path beside this file.
    pub fn beside(&self, relative: &str) -> String {
        match self.folder() {
            "" => relative.to_owned(),
            folder => format!("{folder}/{relative}"),
        }
    }

    /// The tree, for files that belong to this one.
    pub fn tree(&self) -> &Tree {
        self.tree
    }

    /// The organisation's `wean.toml`.
    pub fn configuration(&self) -> &Configuration {
        self.configuration
    }

    /// Whether the target is this one file, not a folder that holds it.
    pub fn is_target(&self) -> bool {
        self.tree.is_single_file()
    }

    /// Here, at a line from 1.
    pub fn occurrence(&self, line: impl Into<Option<u32>>) -> Occurrence {
        Occurrence { path: self.path.clone(), line: line.into(), cataloger: self.cataloger.clone() }
    }

    /// The file's bytes; when it cannot be read, a diagnostic and nothing.
    pub fn bytes(&self, found: &mut Found) -> Option<Vec<u8>> {
        self.bytes_of(&self.path, found)
    }

    /// The bytes of another file of the tree; when it cannot be read, a diagnostic and nothing.
    pub fn bytes_of(&self, path: &str, found: &mut Found) -> Option<Vec<u8>> {
        match self.tree.read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let (code, hint) = if error.kind() == std::io::ErrorKind::FileTooLarge {
                    ("too-large", "wean reads files of up to 256 MiB")
                } else {
                    ("cannot-read", "run wean as a user who may read it, or exclude it under `[scan] exclude`")
                };
                let message = format!("cannot read `{path}`: {}; it was left out", system_error(&error));
                found.diagnostics.push(Diagnostic::new(code, message).at(path).hint(hint));
                // Of files beside it only a little more is asked than what it says itself.
                if path == &*self.path {
                    found.unread(self);
                }
                None
            }
        }
    }

    /// The file as text: a byte order mark is dropped, UTF-16 with one is converted, bytes that are no UTF-8 become
    /// U+FFFD with a diagnostic.
    pub fn text(&self, found: &mut Found) -> Option<String> {
        self.text_of(&self.path, found)
    }

    /// Another file of the tree as text.
    pub fn text_of(&self, path: &str, found: &mut Found) -> Option<String> {
        let bytes = self.bytes_of(path, found)?;
        let utf16 = |unit: fn([u8; 2]) -> u16| {
            String::from_utf16_lossy(
                &bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect::<Vec<_>>(),
            )
        };
        match bytes.as_slice() {
            [0xff, 0xfe, ..] => return Some(without_mark(utf16(u16::from_le_bytes))),
            [0xfe, 0xff, ..] => return Some(without_mark(utf16(u16::from_be_bytes))),
            _ => {}
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let line =
                    memchr::memchr_iter(b'\n', &error.as_bytes()[..error.utf8_error().valid_up_to()]).count() + 1;
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                let span = Span::line(text.strip_prefix('\u{feff}').unwrap_or(&text), line, "no UTF-8 here");
                found.diagnostics.push(
                    Diagnostic::new("not-unicode", "file is no UTF-8; the odd bytes are shown as U+FFFD")
                        .span(path, span)
                        .hint("save it as UTF-8 if names look wrong"),
                );
                text
            }
        };
        Some(without_mark(text))
    }

    /// Reports that the file is not what its name promises, at a byte range of its text where known.
    pub fn malformed(
        &self,
        found: &mut Found,
        source: &str,
        range: Option<std::ops::Range<usize>>,
        message: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new("malformed", message);
        found.diagnostics.push(match range {
            Some(range) => diagnostic.span(self.path.clone(), Span::of(source, range, "")),
            None => diagnostic.at(self.path.clone()),
        });
    }

    /// Parses JSON; a fault becomes a diagnostic with line and column.
    pub fn json<T: serde::de::DeserializeOwned>(&self, found: &mut Found, text: &str) -> Option<T> {
        match serde_json::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.to_string();
                let message = message.split(" at line").next().unwrap_or(&message);
                let (code, message) = match message {
                    // serde_json's own limit is ours: 128.
                    "recursion limit exceeded" => {
                        ("too-deep", "nested deeper than 128 levels; the file was left out".to_owned())
                    }
                    _ => ("malformed", format!("not the JSON expected: {message}; the file was left out")),
                };
                let span = Span::line(text, u32::try_from(error.line()).unwrap_or(u32::MAX), "");
                found.diagnostics.push(Diagnostic::new(code, message).span(self.path.clone(), span));
                found.unread(self);
                None
            }
        }
    }

    /// Parses TOML; a fault becomes a diagnostic at its place.
    pub fn toml<T: serde::de::DeserializeOwned>(&self, found: &mut Found, text: &str) -> Option<T> {
        match toml::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("not the TOML expected: {}; the file was left out", error.message());
                self.malformed(found, text, error.span(), message);
                found.unread(self);
                None
            }
        }
    }
}

/// A name, and where it counts.
pub type Name = (Arc<str>, Box<str>);

/// A text without a byte order mark before it; some programs write one too many.
fn without_mark(text: String) -> String {
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// What catalogers found in one file.
#[derive(Debug, Default)]
pub struct Found {
    /// Sightings; the same component may come many times.
    pub components: Vec<Component>,
    /// Edges by identity.
    pub dependencies: Vec<(Id, Id, Relation)>,
    /// Alternatives by identity.
    pub groups: Vec<(Id, Relation, Vec<Id>)>,
    /// Names by which others may ask for what was found here: where the name counts (`python-installed` in a folder), the
    /// name, whose it is.
    pub names: Vec<(Name, Id)>,
    /// What needs the thing of a name, which another file may hold. A name that nothing has is dropped.
    pub wanted: Vec<(Id, Name, Relation)>,
    /// Files that belong to an installed package: hash of the path (see [`path_hash`]) and the package.
    pub owned: Vec<(u64, Id)>,
    /// Services and organisation of an inventory that wean wrote before; used when the file is the whole target.
    pub services: Vec<Service>,
    /// See `services`.
    pub organisation: Option<Organisation>,
    /// What that inventory was made of; see `services`.
    pub target: Option<Box<str>>,
    /// What went wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of a code were reported.
    reported: BTreeMap<&'static str, usize>,
}

/// Diagnostics of one code that a file shows; a file that is all faults would fill the memory and the screen.
const SHOWN: usize = 100;

impl Found {
    /// Adds a component seen in `file` at `line` and returns its identity.
    pub fn component(&mut self, file: &SourceFile<'_>, line: impl Into<Option<u32>>, mut component: Component) -> Id {
        component.occurrences.push(file.occurrence(line));
        let id = component.id.clone();
        self.components.push(component);
        id
    }

    /// Nothing of a file was understood: what it would have said is a component of which nothing is known.
    pub fn unread(&mut self, file: &SourceFile<'_>) {
        self.component(file, None, unread(file.path()));
    }

    /// Adds a diagnostic of which one file may have very many.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let count = self.reported.entry(diagnostic.code.name).or_default();
        *count += 1;
        if *count <= SHOWN {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Says how many diagnostics were not shown.
    pub(crate) fn count_reports(&mut self, path: &Arc<str>) {
        for (code, count) in std::mem::take(&mut self.reported) {
            if count > SHOWN {
                let message = format!("{} more like the first {SHOWN} in this file", count - SHOWN);
                self.diagnostics.push(Diagnostic::new(code, message).at(path.clone()));
            }
        }
    }

    /// `from` needs `to`.
    pub fn dependency(&mut self, from: &Id, to: &Id, relation: Relation) {
        self.dependencies.push((from.clone(), to.clone(), relation));
    }

    /// `from` needs any of `members`; with one member, that one.
    pub fn group(&mut self, from: &Id, relation: Relation, members: Vec<Id>) {
        self.groups.push((from.clone(), relation, members));
    }
}

/// What would have been found at a path that could not be read.
pub(crate) fn unread(path: &str) -> Component {
    Component::new(ComponentKind::Unknown, &format!("what {path} would have said"), None)
}

/// Hash of a path relative to the target, without a leading `/`.
pub(crate) fn path_hash(path: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(path.trim_start_matches('/').as_bytes());
    hasher.finish()
}

/// A component with a purl. The name may hold a namespace before its last `/`; `qualifiers` are `key=value`.
///
/// Text that the purl specification cannot take (an empty name, an unknown type) gives a component without one.
pub fn purl(
    kind: ComponentKind,
    purl_type: &str,
    full_name: &str,
    version: Option<&str>,
    qualifiers: &[(&'static str, &str)],
) -> Component {
    let (namespace, name) = match full_name.rsplit_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, full_name),
    };
    let build = || {
        let mut purl = PackageUrl::new(purl_type, name).ok()?;
        if let Some(namespace) = namespace {
            purl.with_namespace(namespace).ok()?;
        }
        if let Some(version) = version {
            purl.with_version(version).ok()?;
        }
        for (key, value) in qualifiers {
            purl.add_qualifier(*key, *value).ok()?;
        }
        Some(purl.to_string())
    };
    match build() {
        Some(purl) => Component::with_purl(kind, full_name, version, &purl),
        None => Component::new(kind, full_name, version),
    }
}
