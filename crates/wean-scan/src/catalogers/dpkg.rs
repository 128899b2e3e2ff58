//! Debian, Ubuntu and their kin: what dpkg says is installed, `var/lib/dpkg/status`, and its form in images without a
//! package manager, `var/lib/dpkg/status.d/*`.
//!
//! Relations between packages are settled as dpkg does: by a package of that name, else by those that provide it. Of
//! several that would do, each keeps the others standing: they become alternatives. Versions in relations are not
//! compared, since what is installed fits.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use wean_model::{Component, ComponentKind, Id, Relation};

use crate::cataloger::{Cataloger, Found, SourceFile, path_hash, purl};

/// See the module.
pub(super) struct Dpkg;

/// Sections of the archive whose packages others build on.
const LIBRARIES: &[&str] = &[
    "golang",
    "haskell",
    "introspection",
    "java",
    "javascript",
    "libdevel",
    "libs",
    "lisp",
    "ocaml",
    "oldlibs",
    "perl",
    "php",
    "python",
    "ruby",
    "rust",
];

impl Cataloger for Dpkg {
    fn name(&self) -> &'static str {
        "dpkg"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/var/lib/dpkg/status", "**/var/lib/dpkg/status.d/*"]
    }

    fn sees(&self) -> &'static str {
        "installed Debian packages with dependencies, alternatives, maintainer, home page, upstream's address and their files"
    }

    fn does_not_see(&self) -> &'static str {
        "the name of the source package, the licence, packages removed but not purged"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        let folder = file.folder();
        if let Some(root) = folder.strip_suffix("var/lib/dpkg") {
            let Some(text) = file.text(found) else { return };
            let system = OsRelease::read(file, root);
            system.component(file, found);
            let packages = paragraphs(file, &text, found);
            let read: Vec<_> =
                packages.par_iter().map(|p| (listed(file, root, p), Copyright::of(file, root, p))).collect();
            let pairs = packages.iter().zip(&read);
            let ids: Vec<Id> =
                pairs.map(|(p, (_, copyright))| found.component(file, p.line, system.package(p, copyright))).collect();
            relations(&packages, &ids, |_| true, found);
            for ((hashes, _), id) in read.into_iter().zip(&ids) {
                found.owned.extend(hashes.into_iter().map(|hash| (hash, id.clone())));
            }
        } else if let Some(root) = folder.strip_suffix("var/lib/dpkg/status.d")
            && !is_sums(file.name())
        {
            status_d(file, root, found);
        }
    }
}

/// Images that are built without dpkg hold a file of the same form for each package, without `Status`.
fn status_d(file: &SourceFile<'_>, root: &str, found: &mut Found) {
    let Some(text) = file.text(found) else { return };
    let system = OsRelease::read(file, root);
    system.component(file, found);
    let mut packages = paragraphs(file, &text, found);
    let own = packages.len();
    let mut ids: Vec<Id> = packages
        .iter()
        .map(|p| found.component(file, p.line, system.package(p, &Copyright::of(file, root, p))))
        .collect();
    if let Some(sums) =
        file.tree().read(&format!("{}.md5sums", file.path())).ok().and_then(|b| String::from_utf8(b).ok())
        && let Some(id) = ids.first()
    {
        // `HASH  PATH`
        let paths = sums.lines().filter_map(|line| line.split_once("  ")).map(|(_, path)| path);
        found.owned.extend(owned(root, paths).into_iter().map(|hash| (hash, id.clone())));
    }
    // The others are read for what they are called and provide, not reported again.
    let needs = packages.iter().any(|p| !(p.depends.is_empty() && p.pre_depends.is_empty() && p.recommends.is_empty()));
    if !needs {
        return;
    }
    let mut nothing = Found::default();
    let others: Vec<String> = file
        .tree()
        .list(file.folder())
        .into_iter()
        .filter(|name| name != file.name() && !is_sums(name))
        .filter_map(|name| file.text_of(&file.beside(&name), &mut nothing))
        .collect();
    for other in &others {
        packages.extend(paragraphs(file, other, &mut nothing));
    }
    ids.extend(packages.iter().skip(own).map(|p| system.package(p, &Copyright::default()).id));
    relations(&packages, &ids, |i| i < own, found);
}

fn is_sums(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "md5sums")
}

/// A paragraph: what dpkg knows about one installed package.
#[derive(Default)]
struct Package<'a> {
    line: u32,
    name: &'a str,
    version: &'a str,
    architecture: &'a str,
    status: Option<&'a str>,
    section: Option<&'a str>,
    homepage: Option<&'a str>,
    maintainer: Option<&'a str>,
    original_maintainer: Option<&'a str>,
    /// `NAME` or `NAME (VERSION)`, when they are not the package's own.
    source: Option<&'a str>,
    depends: &'a str,
    pre_depends: &'a str,
    recommends: &'a str,
    provides: &'a str,
}

/// The installed packages of a file. A paragraph without name or version is reported, the first of each file only.
fn paragraphs<'a>(file: &SourceFile<'_>, text: &'a str, found: &mut Found) -> Vec<Package<'a>> {
    let mut packages = Vec::new();
    let mut package = Package::default();
    let mut fault = None;
    let mut offset = 0;
    let mut number = 0;
    for line in text.split_inclusive('\n').chain(["\n"]) {
        let start = offset;
        offset += line.len();
        number += 1;
        let line = line.trim_end();
        if line.is_empty() {
            let package = std::mem::take(&mut package);
            if package.line > 0 && package.status.is_none_or(|status| status.ends_with(" ok installed")) {
                if package.name.is_empty() || package.version.is_empty() {
                    let message = "a package without `Package` or `Version`; it was left out";
                    fault.get_or_insert((start.saturating_sub(1), message));
                } else {
                    packages.push(package);
                }
            }
            continue;
        }
        if package.line == 0 {
            package.line = number;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((field, value)) = line.split_once(':') else {
            fault.get_or_insert((start, "neither a field nor the rest of one; the line was left out"));
            continue;
        };
        let value = value.trim();
        match field {
            "Package" => package.name = value,
            "Version" => package.version = value,
            "Architecture" => package.architecture = value,
            "Status" => package.status = Some(value),
            "Section" => package.section = Some(value),
            "Homepage" => package.homepage = Some(value),
            "Maintainer" => package.maintainer = Some(value),
            "Original-Maintainer" => package.original_maintainer = Some(value),
            "Source" => package.source = Some(value),
            "Depends" => package.depends = value,
            "Pre-Depends" => package.pre_depends = value,
            "Recommends" => package.recommends = value,
            "Provides" => package.provides = value,
            _ => {}
        }
    }
    if let Some((at, message)) = fault {
        file.malformed(found, text, Some(at..at), message);
    }
    packages
}

/// The edges of those packages that `ours` takes by index.
fn relations(packages: &[Package<'_>], ids: &[Id], ours: impl Fn(usize) -> bool, found: &mut Found) {
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut providers: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, package) in packages.iter().enumerate() {
        by_name.entry(package.name).or_default().push(i);
        for name in package.provides.split(',').map(bare).filter(|name| !name.is_empty()) {
            providers.entry(name).or_default().push(i);
        }
    }
    for (i, (package, id)) in packages.iter().zip(ids).enumerate().filter(|(i, _)| ours(*i)) {
        let fits = |other: &usize| {
            let other = packages[*other].architecture;
            other == package.architecture || other == "all" || package.architecture == "all"
        };
        let mut settled: FxHashSet<(Relation, Vec<usize>)> = FxHashSet::default();
        for (field, relation) in [
            (package.pre_depends, Relation::Requires),
            (package.depends, Relation::Requires),
            (package.recommends, Relation::Uses),
        ] {
            for alternatives in field.split(',') {
                let mut members: Vec<usize> = alternatives
                    .split('|')
                    .filter_map(|name| by_name.get(bare(name)).or_else(|| providers.get(bare(name))))
                    .flatten()
                    .copied()
                    .filter(|member| *member != i)
                    .take(MOST_ALTERNATIVES)
                    .collect();
                // Another architecture's will do only where ours is not there: `Multi-Arch: foreign`.
                if members.iter().any(fits) {
                    members.retain(fits);
                }
                members.sort_unstable();
                members.dedup();
                if !settled.insert((relation, members.clone())) {
                    continue;
                }
                match members.as_slice() {
                    [] => {}
                    [only] => found.dependency(id, &ids[*only], relation),
                    _ => found.group(id, relation, members.iter().map(|member| ids[*member].clone()).collect()),
                }
            }
        }
    }
}

/// So many alternatives at most: few are installed of a kind, and a file made to harm must not multiply.
const MOST_ALTERNATIVES: usize = 16;

/// `libc6:any (>= 2.36)` is `libc6`.
fn bare(relation: &str) -> &str {
    let relation = relation.trim_start();
    &relation[..relation.find([' ', '(', ':', '[']).unwrap_or(relation.len())]
}

/// What a package's `copyright` says of those who made it before it was packaged.
#[derive(Default)]
struct Copyright {
    /// Where the sources came from.
    source: Option<String>,
    /// Whom to write to about it: `Name <mail>`, or an address.
    contact: Option<String>,
}

impl Copyright {
    /// Reads the header of a machine-readable file (Debian's format 1.0, formerly DEP-5), and of others the words of the
    /// old template, `It was downloaded from ADDRESS`. Links, which packages of one source share, are not followed.
    fn of(file: &SourceFile<'_>, root: &str, package: &Package<'_>) -> Self {
        let path = format!("{root}usr/share/doc/{}/copyright", package.name);
        let Ok(bytes) = file.tree().read(&path) else { return Self::default() };
        let text = String::from_utf8_lossy(&bytes);
        let mut copyright = Self::default();
        if !text.lines().take(3).any(|line| line.starts_with("Format:") || line.starts_with("Format-Specification:")) {
            let start = text.find("ownloaded from").or_else(|| text.find("obtained from"));
            let after: String = text.get(start.unwrap_or(text.len())..).unwrap_or_default().chars().take(200).collect();
            copyright.source = address(&after).filter(|address| !address.contains("/copyleft/"));
            return copyright;
        }
        let mut field = "";
        for line in text.lines().take_while(|line| !line.trim().is_empty()) {
            let value = match line.split_once(':') {
                Some((name, value)) if !line.starts_with([' ', '\t']) => {
                    field = name;
                    value
                }
                _ => line,
            };
            let value = value.trim();
            match field {
                "Source" if copyright.source.is_none() => copyright.source = address(value),
                "Upstream-Contact" if copyright.contact.is_none() && !value.is_empty() => {
                    copyright.contact = Some(value.to_owned());
                }
                _ => {}
            }
        }
        copyright
    }
}

/// The first address in a text.
fn address(text: &str) -> Option<String> {
    let at = text.find("://")?;
    let start = text[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && c != '+').map_or(0, |before| before + 1);
    let end =
        text[at..].find(|c: char| c.is_whitespace() || "<>()[]{}\"',;".contains(c)).map_or(text.len(), |end| at + end);
    let address = text.get(start..end)?.trim_end_matches('.');
    (start < at).then(|| address.to_owned())
}

/// Hashes of the files that belong to a package.
fn listed(file: &SourceFile<'_>, root: &str, package: &Package<'_>) -> Vec<u64> {
    let info = |name: &str| file.tree().read(&format!("{root}var/lib/dpkg/info/{name}.list")).ok();
    // Packages that may be installed for several architectures carry theirs in the name of the list.
    let list = info(package.name).or_else(|| info(&format!("{}:{}", package.name, package.architecture)));
    let list = list.unwrap_or_default();
    owned(root, list.split(|byte| *byte == b'\n').filter_map(|path| std::str::from_utf8(path).ok()))
}

/// Hashes of paths below a root. A package may name a file by way of `/lib` that stands in `/usr/lib`, where `/lib` is a
/// link.
fn owned<'a>(root: &str, paths: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let mut hashes = Vec::new();
    let mut full = String::from(root);
    for path in paths {
        let path = path.trim_start_matches("./").trim_start_matches('/');
        if path.is_empty() || path == "." {
            continue;
        }
        full.truncate(root.len());
        full.push_str(path);
        hashes.push(path_hash(&full));
        if ["bin/", "lib/", "lib32/", "lib64/", "sbin/"].iter().any(|merged| path.starts_with(merged)) {
            full.truncate(root.len());
            full.push_str("usr/");
            full.push_str(path);
            hashes.push(path_hash(&full));
        }
    }
    hashes
}

/// What `etc/os-release` says about the distribution that a root file system holds.
pub(super) struct OsRelease {
    /// `debian`; nothing when there is no such file.
    pub(super) id: Option<String>,
    version: Option<String>,
    /// `Debian GNU/Linux` is `Debian`.
    pub(super) name: Option<String>,
    homepage: Option<String>,
}

impl OsRelease {
    /// Reads it below `root`, which is empty or ends in `/`.
    pub(super) fn read(file: &SourceFile<'_>, root: &str) -> Self {
        let mut system = Self { id: None, version: None, name: None, homepage: None };
        // The first is mostly a link to the second.
        for path in ["etc/os-release", "usr/lib/os-release"] {
            let Ok(bytes) = file.tree().read(&format!("{root}{path}")) else { continue };
            for line in String::from_utf8_lossy(&bytes).lines() {
                let Some((key, value)) = line.split_once('=') else { continue };
                let value = value.trim().trim_matches(['"', '\'']);
                let field = match key.trim() {
                    "ID" => &mut system.id,
                    "VERSION_ID" => &mut system.version,
                    "NAME" => &mut system.name,
                    "HOME_URL" => &mut system.homepage,
                    _ => continue,
                };
                *field = (!value.is_empty()).then(|| value.trim_end_matches(" GNU/Linux").to_owned());
            }
            break;
        }
        system
    }

    /// The distribution as a component.
    pub(super) fn component(&self, file: &SourceFile<'_>, found: &mut Found) {
        let Some(id) = &self.id else { return };
        let mut component = Component::new(ComponentKind::OperatingSystem, id, self.version.as_deref());
        component.hints.homepage = self.homepage.as_deref().map(Into::into);
        component.hints.maker = self.name.as_deref().map(Into::into);
        // Not at `os-release` itself: that belongs to a package, and what is found in a package's files is that package.
        found.component(file, None, component);
    }

    /// The purl's `distro`: `debian-12`.
    pub(super) fn distro(&self) -> Option<String> {
        match (&self.id, &self.version) {
            (Some(id), Some(version)) => Some(format!("{id}-{version}")),
            (id, _) => id.clone(),
        }
    }

    /// Whether a package was made for the distribution by those who work on it: its version has no revision of the
    /// packaging after a `-`, its maintainer writes from the distribution's own domain, and nothing points elsewhere.
    /// Others have versions without `-`, too; and what another distribution made keeps that one's maintainer.
    fn is_native(&self, package: &Package<'_>, copyright: &Copyright) -> bool {
        let host = |address: &str| {
            let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
            rest.split('/').next().unwrap_or_default().trim_start_matches("www.").to_owned()
        };
        let Some(domain) = self.homepage.as_deref().map(host).filter(|domain| domain.contains('.')) else {
            return false;
        };
        let below = |host: &str| host.strip_suffix(&*domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        let version = package.source.and_then(|source| source.split_once('(')).map_or(package.version, |(_, v)| v);
        let mail = package.maintainer.and_then(|m| m.rsplit_once('@')).map_or("", |(_, host)| host);
        let addresses = [package.homepage, copyright.source.as_deref()];
        !version.contains('-')
            && package.original_maintainer.is_none()
            && below(mail.trim_end_matches(['>', ' ']))
            && addresses.iter().flatten().all(|address| below(&host(address)))
    }

    fn package(&self, package: &Package<'_>, copyright: &Copyright) -> Component {
        let distro = self.distro();
        let mut qualifiers = Vec::new();
        if !package.architecture.is_empty() {
            qualifiers.push(("arch", package.architecture));
        }
        if let Some(distro) = &distro {
            qualifiers.push(("distro", distro));
        }
        // `contrib/python` is a section, too.
        let library = match package.section.and_then(|section| section.rsplit('/').next()) {
            Some(section) => LIBRARIES.contains(&section),
            None => package.name.starts_with("lib"),
        };
        let kind = if library { ComponentKind::Library } else { ComponentKind::Application };
        let full_name = format!("{}/{}", self.id.as_deref().unwrap_or("debian"), package.name);
        let mut component = purl(kind, "deb", &full_name, Some(package.version), &qualifiers);
        component.name = package.name.into();
        component.hints.homepage = package.homepage.map(Into::into);
        component.hints.maintainer = package.maintainer.map(Into::into);
        component.hints.repository = copyright.source.as_deref().map(Into::into);
        let own = if self.is_native(package, copyright) { self.name.as_deref() } else { None };
        component.hints.maker = own.or(copyright.contact.as_deref()).map(Into::into);
        component.hints.supplier = self.name.as_deref().map(Into::into);
        component
    }
}
