//! Files made to break a cataloger. Each must end soon, with a diagnostic that says where, and take nothing else with it.
//!
//! Beside what is written out here, every seed of the fuzzer and every fixture cut short is tried: what fuzzing found once
//! is found here again without it.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a test makes the files it scans, and may be slow at it"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use wean_scan::{CATALOGERS, Configuration, Progress, Scan, Tree, scan};

mod invariants;

/// A path that each cataloger takes.
const PATHS: &[(&str, &str)] = &[
    ("apk", "lib/apk/db/installed"),
    ("cargo", "Cargo.lock"),
    ("compose", "compose.yaml"),
    ("cyclonedx", "bom.cdx.json"),
    ("dns-zone", "city.zone"),
    ("dockerfile", "Dockerfile"),
    ("dpkg", "var/lib/dpkg/status"),
    ("golang", "go.mod"),
    ("maven", "pom.xml"),
    ("npm", "package-lock.json"),
    ("pipenv", "Pipfile.lock"),
    ("pnpm", "pnpm-lock.yaml"),
    ("poetry", "poetry.lock"),
    ("purchases", "purchases.csv"),
    ("python-installed", "a.dist-info/METADATA"),
    ("requirements", "requirements.txt"),
    ("spdx", "bom.spdx.json"),
    ("terraform", "main.tf"),
    ("uv", "uv.lock"),
    ("yarn", "yarn.lock"),
];

/// What stands beside every hostile file, and must be found whatever that holds.
const BESIDE: (&str, &str) = ("beside/Cargo.lock", "[[package]]\nname = \"beside\"\nversion = \"1.0.0\"\n");

/// A file of a few kilobytes takes milliseconds; a machine under load takes longer.
const LONGEST: Duration = Duration::from_secs(10);

/// Scans files beside a good one; the laws of every scan hold, it ends soon, and the good one is found.
fn check(what: &str, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Scan {
    let beside = (BESIDE.0.to_owned(), BESIDE.1.as_bytes().to_vec());
    scanned(what, &Tree::memory(files.into_iter().chain([beside])))
}

fn scanned(what: &str, tree: &Tree) -> Scan {
    let start = Instant::now();
    let result = std::panic::catch_unwind(|| {
        let scan = scan(tree, "hostile", &Configuration::default(), &Progress::default());
        invariants::check(tree, &scan);
        scan
    });
    let scan = result.unwrap_or_else(|_| panic!("{what}: it panics"));
    assert!(start.elapsed() < LONGEST, "{what}: it takes {:?}", start.elapsed());
    if !tree.is_single_file() {
        assert!(scan.inventory.component("pkg:cargo/beside@1.0.0").is_some(), "{what}: the file beside is lost");
    }
    scan
}

/// One file, for one cataloger.
fn check_one(cataloger: &str, content: impl Into<Vec<u8>>) -> Scan {
    let (_, path) = PATHS.iter().find(|(name, _)| *name == cataloger).expect("it has a path");
    check(cataloger, [((*path).to_owned(), content.into())])
}

/// Likewise; and it is reported with this code at the file, at this line if one is named.
fn check_fault(cataloger: &str, content: impl Into<Vec<u8>>, code: &str, line: Option<u32>) {
    let (_, path) = PATHS.iter().find(|(name, _)| *name == cataloger).expect("it has a path");
    let scan = check_one(cataloger, content);
    let said = scan.diagnostics.iter().any(|diagnostic| {
        let place = diagnostic.place.as_ref();
        let at = place.and_then(|place| place.span.as_ref()).map(|span| span.line);
        diagnostic.code.name == code
            && place.is_some_and(|place| &*place.path == *path)
            && (line.is_none() || at == line)
    });
    let diagnostics: Vec<String> = scan.diagnostics.iter().map(ToString::to_string).collect();
    assert!(said, "{cataloger}: no `{code}` at {line:?} in {diagnostics:#?}");
}

/// The files below a folder, by their path in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|extension| extension != "snap") {
                let relative = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(relative, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn every_cataloger_has_a_path_here() {
    let names: Vec<&str> = CATALOGERS.iter().map(|cataloger| cataloger.name()).collect();
    let listed: Vec<&str> = PATHS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed);
}

/// A seed may be split into several files by lines `-- PATH --`, as fuzz/src/lib.rs tells.
#[test]
fn what_fuzzing_found_stays_mended() {
    let seeds = files(&here().join("../../fuzz/seeds"));
    assert!(!seeds.is_empty());
    seeds.par_iter().for_each(|(name, seed)| {
        for (cataloger, path) in PATHS {
            check(&format!("{name} as {cataloger}"), [((*path).to_owned(), seed.clone())]);
        }
        if seed.starts_with(b"-- ") {
            let text = String::from_utf8_lossy(seed);
            let mut split: Vec<(String, Vec<u8>)> = Vec::new();
            for line in text.split_inclusive('\n') {
                match (line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --\n")), split.last_mut()) {
                    (Some(path), _) => split.push((path.to_owned(), Vec::new())),
                    (None, last) => last.unwrap().1.extend(line.bytes()),
                }
            }
            check(name, split);
        } else if let Some((cataloger, _)) = name.split_once('/')
            && let Some((_, path)) = PATHS.iter().find(|(name, _)| name.replace('-', "_") == cataloger)
        {
            scanned(name, &Tree::memory_file(path, seed.clone()));
        }
    });
}

/// Every fixture, cut off at every 64th byte, and with a byte that is no UTF-8, a NUL, or an escape sequence there.
#[test]
fn fixtures_cut_short_and_damaged() {
    let fixtures = files(&here().join("tests/catalogers"));
    // The long ones are made to be refused at once.
    let cases: Vec<_> = fixtures.iter().filter(|(_, bytes)| bytes.len() < 8192).collect();
    cases.par_iter().for_each(|(path, bytes)| {
        for at in (0..bytes.len()).step_by(64) {
            let (before, after) = bytes.split_at(at);
            check(&format!("{path} cut at {at}"), [((*path).clone(), before.to_vec())]);
            // One of the four for each place, or it takes too long.
            let odd = [&b"\xff\xfe"[..], b"\0", b"\x1b]8;;", "\u{202e}\n".as_bytes()][at / 64 % 4];
            check(&format!("{path} with {odd:?} at {at}"), [((*path).clone(), [before, odd, after].concat())]);
        }
    });
}

#[test]
fn bytes_that_are_no_text() {
    for (cataloger, _) in PATHS {
        let odd = b"\n\n  \xff\xfe \xc3( \x80\n".to_vec();
        match *cataloger {
            // Spreadsheets write the encoding of their system: that is read.
            "purchases" => _ = check_one(cataloger, odd),
            _ => check_fault(cataloger, odd, "not-unicode", Some(3)),
        }
        check_one(cataloger, vec![0; 4096]);
        check_one(cataloger, b"\xff\xfe\x00".to_vec());
        check_one(cataloger, b"\xfe\xff\xd8\x00".to_vec());
        check_one(cataloger, b"\xef\xbb\xbf".to_vec());
        check_one(cataloger, "\r".repeat(4096));
        check_one(cataloger, "\"".repeat(4096));
        check_one(cataloger, "a".repeat(1 << 20));
    }
}

/// What takes a pass over the file for every fault takes minutes here.
#[test]
fn nothing_but_faults() {
    let lines =
        ["x\n", "x y z\n", "\u{1}:\n", "@ IN\n", "\"\n", "FROM {{\n", "x==\n", ";;;\n", "- \n", "$\n", "A: \n\n"];
    for (cataloger, _) in PATHS {
        for line in lines {
            check_one(cataloger, line.repeat((64 << 10) / line.len()));
        }
        check_one(cataloger, format!("supplier,product,amount\n{}", "a\n".repeat(30_000)));
        check_one(cataloger, format!("module a\n{}", "require a\n".repeat(10_000)));
        check_one(cataloger, format!("Package: a\n{}", "x\n".repeat(30_000)));
        check_one(cataloger, format!("$ORIGIN a.example.\n{}", "a MX\n".repeat(10_000)));
        check_one(cataloger, "x: {a}\n\ny@: \n  b\n".repeat(4_000));
    }
}

/// Parsers that call themselves would end the process.
#[test]
fn nested_ten_thousand_deep() {
    const DEEP: usize = 10_000;
    let nest = |open: &str, close: &str| format!("{}{}", open.repeat(DEEP), close.repeat(DEEP));
    let json = nest("[", "]");
    for cataloger in ["npm", "pipenv", "cyclonedx", "spdx"] {
        // What is not read may be as deep as it likes.
        check_one(cataloger, format!("{{\n\"other\": {json}}}"));
        check_one(cataloger, format!("{{\n\"packages\": {json}, \"dependencies\": {json}}}"));
    }
    let nested = nest("{\"a\": {\"dependencies\": ", "}}").replace(": }", ": {}}");
    check_fault("npm", format!("{{\n\"dependencies\": {nested}}}"), "too-deep", Some(2));
    let nested = nest("[{\"name\": \"a\", \"components\": ", "}]").replace(": }", ": []}");
    check_fault(
        "cyclonedx",
        format!("{{\"bomFormat\": \"CycloneDX\",\n\"components\": {nested}}}"),
        "too-deep",
        Some(2),
    );
    for nested in [json.as_str(), &nest("{a: ", "}"), &format!("{}a", "- ".repeat(DEEP))] {
        check_fault("compose", format!("services:\n  {nested}"), "too-deep", Some(2));
        check_one("pnpm", format!("lockfileVersion: 9\npackages:\n  {nested}"));
    }
    for cataloger in ["compose", "pnpm"] {
        check_one(cataloger, format!("services:\n  {}a", "? ".repeat(DEEP)));
        check_one(cataloger, (0..DEEP / 20).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>());
        check_one(cataloger, "!a ".repeat(DEEP));
    }
    for cataloger in ["cargo", "poetry", "uv"] {
        check_fault(cataloger, format!("\npackage = {json}"), "malformed", None);
        check_fault(cataloger, format!("\npackage = {}", nest("{a = ", "}")), "malformed", None);
        check_one(cataloger, format!("[{}a]\n", "a.".repeat(DEEP)));
        check_one(cataloger, format!("{}a = 1\n", "a.".repeat(DEEP)));
        check_one(cataloger, format!("[[{}a]]\n", "package.".repeat(DEEP)));
    }
    for (open, close) in [("[", "]"), ("(", ")"), ("{a = ", "}"), ("\"${", "}\""), ("f(", ")")] {
        check_fault("terraform", format!("a = {}", nest(open, close)), "too-deep", Some(1));
    }
    check_fault("terraform", nest("a {\n", "}\n"), "too-deep", Some(129));
    for open in ["!", "-", "%{if a}"] {
        check_one("terraform", format!("a = {}b", open.repeat(DEEP)));
        check_one("terraform", format!("a = \"{}b\"", open.repeat(DEEP)));
    }
    for text in [format!("a = {}b", "b ? c : ".repeat(DEEP)), format!("a = b{}", ".c[0]".repeat(DEEP))] {
        check_one("terraform", text);
    }
    check_one("yarn", (0..DEEP / 20).map(|depth| format!("{}a:\n", "  ".repeat(depth))).collect::<String>());
    check_fault("maven", format!("<project>\n{}", nest("<a>", "</a>")), "too-deep", None);
    check_one("dockerfile", format!("ARG A={}\nFROM $A", nest("${A:-", "}")));
    check_one("compose", format!("services:\n  a:\n    image: {}\n", nest("${A:-", "}")));
    check_one("dns-zone", nest("(", ")"));
    check_one("dpkg", format!("Package: a\nDepends: {}\n", "a | ".repeat(DEEP)));
    check_one("requirements", format!("a{}\n", nest("[", "]")));
    check_one("requirements", "a \\\n".repeat(DEEP));
}

/// A circle of dependencies is two edges, not an endless walk; a package that names itself is nobody's problem.
#[test]
fn circles_of_dependencies() {
    let circle = |scan: &Scan| {
        let inventory = &scan.inventory;
        let between = inventory.dependencies.iter().filter(|edge| {
            let is = |node, name: &str| inventory.title(node).split(' ').next() == Some(name);
            is(edge.from, "ring-a") && is(edge.to, "ring-b") || is(edge.from, "ring-b") && is(edge.to, "ring-a")
        });
        between.count()
    };
    for (cataloger, text) in [
        ("apk", "P:ring-a\nV:1\nD:ring-b ring-a\n\nP:ring-b\nV:1\nD:ring-a\n\n"),
        (
            "dpkg",
            "Package: ring-a\nStatus: install ok installed\nVersion: 1\nDepends: ring-b, ring-a\n\nPackage: ring-b\nStatus: install ok installed\nVersion: 1\nDepends: ring-a\n",
        ),
        (
            "cargo",
            "[[package]]\nname = \"ring-a\"\nversion = \"1.0.0\"\ndependencies = [\"ring-b\", \"ring-a\"]\n\n[[package]]\nname = \"ring-b\"\nversion = \"1.0.0\"\ndependencies = [\"ring-a\"]\n",
        ),
        (
            "npm",
            r#"{"lockfileVersion": 3, "packages": {"node_modules/ring-a": {"version": "1", "dependencies": {"ring-b": "*", "ring-a": "*"}}, "node_modules/ring-b": {"version": "1", "dependencies": {"ring-a": "*"}}}}"#,
        ),
        (
            "yarn",
            "# yarn lockfile v1\n\nring-a@1:\n  version \"1.0.0\"\n  dependencies:\n    ring-b \"1\"\n    ring-a \"1\"\n\nring-b@1:\n  version \"1.0.0\"\n  dependencies:\n    ring-a \"1\"\n",
        ),
        (
            "poetry",
            "[[package]]\nname = \"ring-a\"\nversion = \"1\"\n[package.dependencies]\nring-b = \"*\"\nring-a = \"*\"\n\n[[package]]\nname = \"ring-b\"\nversion = \"1\"\n[package.dependencies]\nring-a = \"*\"\n\n[metadata]\nlock-version = \"2.0\"\n",
        ),
        (
            "uv",
            "version = 1\n\n[[package]]\nname = \"ring-a\"\nversion = \"1\"\nsource = { registry = \"https://pypi.riverton.example/simple\" }\ndependencies = [{ name = \"ring-b\" }, { name = \"ring-a\" }]\n\n[[package]]\nname = \"ring-b\"\nversion = \"1\"\nsource = { registry = \"https://pypi.riverton.example/simple\" }\ndependencies = [{ name = \"ring-a\" }]\n",
        ),
        (
            "cyclonedx",
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"bom-ref": "a", "name": "ring-a"}, {"bom-ref": "b", "name": "ring-b"}], "dependencies": [{"ref": "a", "dependsOn": ["b", "a"]}, {"ref": "b", "dependsOn": ["a"]}]}"#,
        ),
        (
            "spdx",
            r#"{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "a", "name": "ring-a"}, {"SPDXID": "b", "name": "ring-b"}], "relationships": [{"spdxElementId": "a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "b"}, {"spdxElementId": "b", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "a"}, {"spdxElementId": "b", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "b"}]}"#,
        ),
    ] {
        assert_eq!(circle(&check_one(cataloger, text)), 2, "{cataloger}");
    }
    // Parents, modules and files that include each other.
    let pom = |parent: &str| {
        format!("<project><parent><groupId>g</groupId><artifactId>{parent}</artifactId><version>1</version><relativePath>../{parent}/pom.xml</relativePath></parent><artifactId>a</artifactId></project>").into_bytes()
    };
    check("parents", [("a/pom.xml".to_owned(), pom("b")), ("b/pom.xml".to_owned(), pom("a"))]);
    check("its own parent", [("a/pom.xml".to_owned(), pom("a"))]);
    let module = |source: &str| format!("module \"m\" {{\n  source = \"{source}\"\n}}\n").into_bytes();
    check("modules", [("a/main.tf".to_owned(), module("../b")), ("b/main.tf".to_owned(), module("../a"))]);
    check("its own module", [("a/main.tf".to_owned(), module("."))]);
    let include = |path: &str| format!("-r {path}\n-c {path}\nx==1\n").into_bytes();
    let other = ("requirements-b.txt".to_owned(), include("requirements.txt"));
    check("requirements", [("requirements.txt".to_owned(), include("requirements-b.txt")), other]);
    check_one("dockerfile", "FROM b AS a\nFROM a AS b\nFROM c AS c\nARG A=$B\nARG B=$A\nFROM $A\n");
    check_one("compose", "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: y, depends_on: [a, b]}\n");
    check_one("dns-zone", "$ORIGIN x.example.\na CNAME b\nb CNAME a\nc CNAME c\n");
}

/// Twice the same is once; twice with different facts is once with both places.
#[test]
fn duplicates_and_contradictions() {
    let one = |scan: &Scan, name: &str| {
        let of_name = scan.inventory.components.iter().filter(|component| &*component.name == name);
        let found: Vec<_> = of_name.map(|component| component.occurrences.len()).collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
    };
    one(&check_one("cargo", "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n".repeat(50)), "a");
    one(&check_one("dpkg", "Package: a\nStatus: install ok installed\nVersion: 1\n\n".repeat(50)), "a");
    one(&check_one("requirements", "a==1\n".repeat(50)), "a");
    one(&check_one("apk", "P:a\nV:1\nL:MIT\n\nP:a\nV:1\nL:GPL-2.0-only\nD:a !a\n\n"), "a");
    one(&check_one("purchases", "supplier,product,amount,currency\nA,x,1,EUR\nB,x,-1,USD\nA,x,1,EUR\n"), "x");
    let twice = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"bom-ref": "a", "name": "a", "scope": "required"}, {"bom-ref": "a", "name": "a", "scope": "excluded", "supplier": {"name": "S"}}], "dependencies": [{"ref": "a", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": []}]}"#;
    one(&check_one("cyclonedx", twice), "a");
    check_one(
        "npm",
        r#"{"lockfileVersion": 3, "lockfileVersion": 1, "packages": {"node_modules/a": {"version": "1"}, "node_modules/a": {"version": "2", "link": true}}}"#,
    );
    check_fault("compose", "services:\n  a: {image: x}\n  a: {image: y}\n", "malformed", None);
    check_fault("cargo", "version = 1\nversion = 2\n", "malformed", Some(2));
    check_one(
        "golang",
        "module a\nmodule b\ngo 1.2\nrequire a v1.0.0\nrequire a v2.0.0\nreplace a => b v1\nexclude a v1.0.0\n",
    );
    check_one(
        "spdx",
        r#"{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "a", "name": "a", "versionInfo": "1"}, {"SPDXID": "a", "name": "b"}], "relationships": [{"spdxElementId": "a", "relationshipType": "CONTAINS", "relatedSpdxElement": "a"}]}"#,
    );
}

/// Names that would write on the terminal, lead out of the folder, or break a purl.
#[test]
fn names_that_are_none() {
    for name in [
        "a\\nb",
        "\\u001b[31mred",
        "\\u0000",
        "../../etc/passwd",
        "",
        " ",
        "@",
        "@/",
        "a/b/c/d",
        "%",
        "a@1@2",
        "#?&",
        "\\ud83d\\ude00",
    ] {
        let entry = format!(
            r#""node_modules/{name}": {{"name": "{name}", "version": "{name}", "resolved": "{name}", "dependencies": {{"{name}": "{name}"}}}}"#
        );
        check_one(
            "npm",
            format!(r#"{{"name": "{name}", "version": "{name}", "lockfileVersion": 3, "packages": {{{entry}}}}}"#),
        );
        check_one(
            "npm",
            format!(
                r#"{{"name": "{name}", "dependencies": {{"{name}": {{"version": "{name}", "requires": {{"{name}": "1"}}}}}}}}"#
            ),
        );
        check_one(
            "pipenv",
            format!(
                r#"{{"_meta": {{}}, "default": {{"{name}": {{"version": "{name}"}}}}, "develop": {{"{name}": {{"git": "{name}"}}}}}}"#
            ),
        );
        let part = format!(
            r#"{{"bom-ref": "{name}", "name": "{name}", "group": "{name}", "version": "{name}", "purl": "pkg:npm/{name}", "supplier": {{"name": "{name}"}}}}"#
        );
        check_one(
            "cyclonedx",
            format!(
                r#"{{"bomFormat": "CycloneDX", "specVersion": "{name}", "components": [{part}], "services": [{part}], "dependencies": [{{"ref": "{name}", "dependsOn": ["{name}"]}}]}}"#
            ),
        );
        check_one(
            "spdx",
            format!(
                r#"{{"spdxVersion": "SPDX-2.3", "packages": [{{"SPDXID": "{name}", "name": "{name}", "versionInfo": "{name}", "supplier": "Organization: {name}", "externalRefs": [{{"referenceType": "purl", "referenceLocator": "pkg:npm/{name}"}}]}}]}}"#
            ),
        );
        let bare = name.replace("\\u001b", "\x1b").replace("\\u0000", "\0").replace("\\n", "\n");
        check_one(
            "cargo",
            format!("[[package]]\nname = '''{bare}'''\nversion = '''{bare}'''\nsource = '''{bare}'''\n"),
        );
        check_one(
            "compose",
            format!("services:\n  \"{name}\":\n    image: \"{name}\"\n    depends_on: [\"{name}\"]\n"),
        );
        check_one(
            "pnpm",
            format!(
                "lockfileVersion: '9.0'\nimporters:\n  \"{name}\":\n    dependencies:\n      \"{name}\": {{specifier: \"1\", version: \"{name}\"}}\npackages:\n  \"{name}\": {{resolution: {{integrity: x}}}}\nsnapshots:\n  \"{name}\": {{dependencies: {{\"{name}\": \"{name}\"}}}}\n"
            ),
        );
        for (cataloger, line) in [
            ("apk", "P:{}\nV:{}\nD:{}\n"),
            ("dpkg", "Package: {}\nStatus: install ok installed\nVersion: {}\nDepends: {}\n"),
            ("dockerfile", "FROM {} AS {}\nCOPY --from={} a b\n"),
            ("dns-zone", "$ORIGIN {}\n{} 60 IN MX 1 {}\n"),
            ("golang", "module {}\nrequire {} {}\n"),
            ("maven", "<project><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></project>"),
            ("purchases", "supplier,product,amount\n{},{},{}\n"),
            ("python-installed", "Name: {}\nVersion: {}\nHome-page: {}\n"),
            ("requirements", "{}=={}\n-r {}\n"),
            ("terraform", "resource \"{}\" \"{}\" {{\n  region = \"{}\"\n}}\n"),
            ("yarn", "\"{}@1\":\n  version \"{}\"\n  resolved \"{}\"\n"),
        ] {
            check_one(cataloger, line.replace("{}", &bare));
        }
    }
}

#[test]
fn enormous_numbers() {
    let digits = "9".repeat(400);
    for number in [digits.as_str(), "-1", "1e999", "18446744073709551616", "4294967296", "NaN"] {
        check_one("npm", format!(r#"{{"lockfileVersion": {number}, "packages": {{}}}}"#));
        check_one(
            "cyclonedx",
            format!(
                r#"{{"bomFormat": "CycloneDX", "version": {number}, "components": [{{"name": "a", "evidence": {{"occurrences": [{{"location": "a", "line": {number}}}]}}}}]}}"#
            ),
        );
        check_one("spdx", format!(r#"{{"spdxVersion": "SPDX-{number}", "packages": []}}"#));
        check_one("cargo", format!("version = {number}\n"));
        check_one("uv", format!("version = {number}\n"));
        check_one(
            "compose",
            format!("version: {number}\nservices:\n  a:\n    image: {number}\n    ports: [{number}]\n"),
        );
        check_one("pnpm", format!("lockfileVersion: {number}\n"));
        check_one(
            "dns-zone",
            format!("$TTL {number}\n$ORIGIN x.example.\na {number} IN MX {number} b\n\\{number} A 1.2.3.4\n"),
        );
        check_one("terraform", format!("a {{\n  b = {number}\n}}\n"));
        check_one("golang", format!("module a\ngo {number}\nrequire a v{number}\n"));
        check_one("requirements", format!("a=={number}\n"));
        check_one("maven", format!("<project><artifactId>&#{number};</artifactId></project>"));
    }
    for amount in
        [digits.as_str(), "-92233720368547758.08", "92233720368547758,08", "1e999", "--1", "((1))", "€€1", "1.2.3,4"]
    {
        check_one("purchases", format!("supplier;product;amount;seats\nA;x;{amount};{digits}\n"));
    }
}

/// Texts that are short and mean much.
#[test]
fn bombs() {
    let laughs: String = (1..30).map(|i| format!("ARG A{i}=${}$A{}\n", format_args!("A{}", i - 1), i - 1)).collect();
    check_one("dockerfile", format!("ARG A0=lol\n{laughs}FROM $A29\n"));
    let laughs: String = (1..30).map(|i| format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}]\n", i - 1)).collect();
    for cataloger in ["compose", "pnpm"] {
        check_fault(cataloger, format!("a0: &a0 lol\n{laughs}"), "malformed", None);
        check_one(cataloger, "a: &a\n  <<: *a\n");
    }
    let entities: String = (1..30).map(|i| format!("<!ENTITY a{i} \"&a{0};&a{0};\">", i - 1)).collect();
    check_fault(
        "maven",
        format!("<!DOCTYPE p [<!ENTITY a0 \"lol\">{entities}]>\n<project>&a29;</project>"),
        "malformed",
        None,
    );
    let properties: String = (1..30).map(|i| format!("<a{i}>${{a{0}}}${{a{0}}}</a{i}>", i - 1)).collect();
    check_one(
        "maven",
        format!(
            "<project><groupId>g</groupId><artifactId>${{a29}}</artifactId><version>1</version><properties><a0>lol</a0>{properties}</properties></project>"
        ),
    );
    // Everything needs everything.
    let all: String = (0..300).map(|i| format!("P:a{i}\nV:1\np:same\nD:same\n\n")).collect();
    check_one("apk", all);
}

#[cfg(unix)]
mod on_disk {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("beside")).unwrap();
        fs::write(folder.path().join(BESIDE.0), BESIDE.1).unwrap();
        folder
    }

    /// What is said, and beside the good file this many things that could not be read.
    fn check(what: &str, folder: &Path, unread: usize) -> Vec<String> {
        let scan = scanned(what, &Tree::open(folder, &[], 0).unwrap());
        let unknown = scan.inventory.components.iter().filter(|c| c.kind == wean_model::ComponentKind::Unknown);
        assert_eq!(unknown.count(), unread, "{what}");
        assert_eq!(scan.inventory.components.len(), 1 + unread, "{what}");
        scan.diagnostics.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn links_are_not_followed() {
        let folder = folder();
        symlink("..", folder.path().join("beside/loop")).unwrap();
        symlink("self", folder.path().join("self")).unwrap();
        symlink("/etc", folder.path().join("etc")).unwrap();
        symlink("beside/Cargo.lock", folder.path().join("Cargo.lock")).unwrap();
        symlink("nowhere", folder.path().join("package-lock.json")).unwrap();
        assert_eq!(check("links", folder.path(), 0), [""; 0]);
    }

    #[test]
    fn what_may_not_be_read_is_said() {
        let folder = folder();
        let file = folder.path().join("package-lock.json");
        fs::write(&file, "{}").unwrap();
        fs::create_dir(folder.path().join("closed")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
        fs::set_permissions(folder.path().join("closed"), fs::Permissions::from_mode(0o000)).unwrap();
        // Root may read everything.
        if fs::read(&file).is_err() {
            let said = check("closed", folder.path(), 2);
            assert!(said.iter().all(|line| line.starts_with("warning[cannot-read]")), "{said:?}");
            assert!(
                said.len() == 2 && said[0].contains("(closed)") && said[1].contains("(package-lock.json)"),
                "{said:?}"
            );
        }
        fs::set_permissions(folder.path().join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn too_large_a_file_is_not_read() {
        let folder = folder();
        fs::File::create(folder.path().join("package-lock.json")).unwrap().set_len(300 << 20).unwrap();
        let said = check("300 MiB", folder.path(), 1);
        assert!(said.len() == 1 && said[0].starts_with("warning[too-large]"), "{said:?}");
        assert!(said[0].contains("(package-lock.json)"), "{said:?}");
    }

    #[test]
    fn a_pipe_is_not_opened() {
        let folder = folder();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("package-lock.json")).status().unwrap();
        assert!(made.success());
        // Asked for by another file's name, too.
        let list = folder.path().join("requirements.txt");
        fs::write(&list, "-r package-lock.json\n").unwrap();
        let said = check("pipe", folder.path(), 0);
        assert!(said.iter().all(|line| line.contains("package-lock.json")), "{said:?}");
    }

    #[test]
    fn names_that_are_no_text() {
        use std::os::unix::ffi::OsStrExt;
        let folder = folder();
        let name = std::ffi::OsStr::from_bytes(b"\xff\x1b\n");
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("go.mod"), "module a\n").unwrap();
        let said = check("names", folder.path(), 1);
        assert!(said.len() == 1 && said[0].starts_with("warning[cannot-read]"), "{said:?}");
    }
}
