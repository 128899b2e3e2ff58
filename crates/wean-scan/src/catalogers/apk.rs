//! Alpine, Wolfi and their kin: what apk says is installed, `lib/apk/db/installed`.
//!
//! The format is that of apk-tools 2: a letter, a colon, a value; an empty line ends a package. Dependencies name
//! packages or what packages provide (`so:`, `cmd:`, `pc:`, names). Versions in them are not compared, since what is
//! installed fits. apk-tools 3 still writes this file beside its own.

use rustc_hash::{FxHashMap, FxHashSet};
use wean_model::{ComponentKind, Id, Relation};

use super::dpkg::OsRelease;
use crate::cataloger::{Cataloger, Found, SourceFile, path_hash, purl};

/// See the module.
pub(super) struct Apk;

impl Cataloger for Apk {
    fn name(&self) -> &'static str {
        "apk"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/lib/apk/db/installed"]
    }

    fn sees(&self) -> &'static str {
        "installed Alpine packages with dependencies, maintainer, home page, licence and their files"
    }

    fn does_not_see(&self) -> &'static str {
        "the source package, rules by which apk installs one package because of others (`install_if`)"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        let Some(text) = file.text(found) else { return };
        let Some(root) = file.folder().strip_suffix("lib/apk/db") else { return };
        let root = root.strip_suffix("usr/").unwrap_or(root);
        let system = OsRelease::read(file, root);
        system.component(file, found);
        let distro = system.distro();

        let packages = packages(file, &text, found);
        let mut ids = Vec::with_capacity(packages.len());
        for package in &packages {
            let mut qualifiers = Vec::new();
            if !package.architecture.is_empty() {
                qualifiers.push(("arch", package.architecture));
            }
            if let Some(distro) = &distro {
                qualifiers.push(("distro", distro));
            }
            let full_name = format!("{}/{}", system.id.as_deref().unwrap_or("alpine"), package.name);
            let library = package.provides.split(' ').any(|name| name.starts_with("so:"))
                && !package.provides.split(' ').any(|name| name.starts_with("cmd:"));
            let kind = if library { ComponentKind::Library } else { ComponentKind::Application };
            let mut component = purl(kind, "apk", &full_name, Some(package.version), &qualifiers);
            component.name = package.name.into();
            component.hints.homepage = package.homepage.map(Into::into);
            component.hints.maintainer = package.maintainer.map(Into::into);
            component.hints.supplier = system.name.as_deref().map(Into::into);
            component.licences.extend(package.licence.map(Into::into));
            ids.push(found.component(file, package.line, component));
        }
        relations(&packages, &ids, found);
        own_files(root, &packages, &ids, found);
    }
}

/// What apk knows about one installed package.
#[derive(Default)]
struct Package<'a> {
    line: u32,
    start: usize,
    name: &'a str,
    version: &'a str,
    architecture: &'a str,
    homepage: Option<&'a str>,
    maintainer: Option<&'a str>,
    licence: Option<&'a str>,
    depends: &'a str,
    provides: &'a str,
    /// Folder and name of each file.
    files: Vec<(&'a str, &'a str)>,
}

/// The packages of a file; of its faults the first is reported.
fn packages<'a>(file: &SourceFile<'_>, text: &'a str, found: &mut Found) -> Vec<Package<'a>> {
    let mut packages = Vec::new();
    let mut package = Package::default();
    let mut folder = "";
    let mut offset = 0;
    let mut number = 0;
    let mut fault = None;
    for line in text.split_inclusive('\n').chain(["\n"]) {
        let start = offset;
        offset += line.len();
        number += 1;
        let line = line.trim_end_matches(['\n', '\r']);
        if line.is_empty() {
            let package = std::mem::take(&mut package);
            if package.line > 0 {
                if package.name.is_empty() || package.version.is_empty() {
                    let message = "a package without name (`P:`) or version (`V:`); it was left out";
                    fault.get_or_insert((package.start, message));
                } else {
                    packages.push(package);
                }
            }
            folder = "";
            continue;
        }
        if package.line == 0 {
            (package.line, package.start) = (number, start);
        }
        let Some((field, value)) = line.split_once(':').filter(|(field, _)| field.len() == 1) else {
            fault.get_or_insert((start, "no `X:value` as apk writes it; the line was left out"));
            continue;
        };
        match field {
            "P" => package.name = value,
            "V" => package.version = value,
            "A" => package.architecture = value,
            "U" => package.homepage = Some(value).filter(|value| !value.is_empty()),
            "m" => package.maintainer = Some(value).filter(|value| !value.is_empty()),
            "L" => package.licence = Some(value).filter(|value| !value.is_empty()),
            "D" => package.depends = value,
            "p" => package.provides = value,
            "F" => folder = value,
            "R" => package.files.push((folder, value)),
            _ => {}
        }
    }
    if let Some((at, message)) = fault {
        file.malformed(found, text, Some(at..at), message);
    }
    packages
}

fn relations(packages: &[Package<'_>], ids: &[Id], found: &mut Found) {
    let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
    let mut providers: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, package) in packages.iter().enumerate() {
        by_name.insert(package.name, i);
        for name in package.provides.split(' ').map(bare).filter(|name| !name.is_empty()) {
            let providers = providers.entry(name).or_default();
            if providers.len() < MOST_ALTERNATIVES && providers.last() != Some(&i) {
                providers.push(i);
            }
        }
    }
    for (i, (package, id)) in packages.iter().zip(ids).enumerate() {
        let mut settled = FxHashSet::default();
        // `!name` is a conflict.
        for name in package.depends.split(' ').filter(|name| !name.starts_with('!')).map(bare) {
            if !settled.insert(name) {
                continue;
            }
            let named = by_name.get(name).map(std::slice::from_ref);
            let members = named.or_else(|| providers.get(name).map(Vec::as_slice)).unwrap_or_default();
            // What it provides itself it does not need of others.
            if !members.contains(&i) {
                found.group(id, Relation::Requires, members.iter().map(|member| ids[*member].clone()).collect());
            }
        }
    }
}

/// So many alternatives at most, so that a file made to harm cannot multiply.
const MOST_ALTERNATIVES: usize = 16;

/// `so:libcrypto.so.3=3.3.2` is `so:libcrypto.so.3`.
fn bare(relation: &str) -> &str {
    &relation[..relation.find(['<', '>', '=', '~', '@']).unwrap_or(relation.len())]
}

fn own_files(root: &str, packages: &[Package<'_>], ids: &[Id], found: &mut Found) {
    let mut full = String::from(root);
    for (package, id) in packages.iter().zip(ids) {
        for (folder, name) in &package.files {
            full.truncate(root.len());
            if !folder.is_empty() {
                full.push_str(folder);
                full.push('/');
            }
            full.push_str(name);
            found.owned.push((path_hash(&full), id.clone()));
        }
    }
}
