//! The command as a user runs it: the README's examples, each case of `tests/cases`, and laws of whole runs.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn wean(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wean"))
        .args(arguments)
        .current_dir(root())
        .env_remove("WEAN_CATALOGUE")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Every `console` block of the README and the guides, and every case file: what is shown is what comes out. They run in
/// a copy of what they name, since some of them write files. `TRYCMD=overwrite cargo test` writes what comes out: read it.
#[test]
fn what_is_shown_is_what_comes_out() {
    let root = root();
    let folder = tempfile::tempdir().unwrap();
    for name in ["catalogue", "examples"] {
        copy(&root.join(name), &folder.path().join(name));
    }
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    // trycmd runs commands where the test itself runs. The other tests say where theirs run.
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new()
        .case(root.join("README.md"))
        .case(root.join("docs/*.md"))
        .case(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/*.trycmd"))
        .default_bin_path(env!("CARGO_BIN_EXE_wean"))
        .register_bin("wean", Path::new(env!("CARGO_BIN_EXE_wean")))
        .env("COLUMNS", "100")
        .run();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Same input, same bytes, whatever the number of threads.
#[test]
fn threads_change_nothing() {
    for format in ["cyclonedx", "json", "csv"] {
        let one = text(&wean(&["scan", "examples/riverton", "--format", format, "--jobs", "1", "-q"]));
        for jobs in ["2", "7"] {
            let many = text(&wean(&["scan", "examples/riverton", "--format", format, "--jobs", jobs, "-q"]));
            assert!(one == many, "{format} differs with {jobs} threads");
        }
    }
}

/// Scan, file, cut: the same answer as cutting the folder itself.
#[test]
fn an_inventory_is_read_back_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("city.cdx.json");
    let file = file.to_str().unwrap();
    text(&wean(&["scan", "examples/riverton", "-o", file, "-q"]));
    for cut in [
        &["--from", "US"][..],
        &["--outside", "EU"],
        &["--from", "microsoft", "--from", "CN"],
        &["--from", "US", "--and", "--hold", "registry"],
        &["--hosted-in", "DE"],
    ] {
        let direct = text(&wean(&[&["cut", "examples/riverton", "--format", "csv", "-q"], cut].concat()));
        let read = text(&wean(&[&["cut", file, "--format", "csv", "-q"], cut].concat()));
        assert_eq!(direct, read, "{cut:?}");
    }
    // And written again it is the same file.
    let again = folder.path().join("again.cdx.json");
    text(&wean(&["scan", file, "-o", again.to_str().unwrap(), "-q"]));
    let (first, second) = (std::fs::read_to_string(file).unwrap(), std::fs::read_to_string(&again).unwrap());
    assert!(first == second, "the file changes when it is read and written");
}

/// Events of one's own are replayed like ours; one that does not come out as documented is exit code 1, one that names
/// nobody is a failure, and says which.
#[test]
fn events_of_one_s_own_are_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().to_str().unwrap();
    std::fs::create_dir(folder.path().join("events")).unwrap();
    let event = |name: &str, cut: &str, day: u32, act: &str| {
        let stack = "[stack]\n\"purchases.csv\" = \"supplier,product,amount,currency\\nX,Slack,1.00,EUR\\n\"\n";
        let head = "title = 'T'\ndate = '2024'\nactor = 'a'\nauthority = 'b'\naffected = 'c'\noutcome = 'd'\n";
        let cut = format!("[[cut]]\nwhat = 'e'\nfrom = ['{cut}']\nact = ['{act}']\n");
        let bites = format!("[[bites]]\ncomponent = 'Slack'\nday = {day}\nstate = 'stops'\nwhat = 'f'\n");
        let source = "[[source]]\ntitle = 'g'\ndate = '2024'\n";
        let text = [head, &cut, stack, &bites, source].concat();
        std::fs::write(folder.path().join("events").join(name), text).unwrap();
    };
    let replay = |id: &str| {
        let output = wean(&["replay", id, "--catalogue", records]);
        (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
    };
    event("right.toml", "slack", 0, "withdrawal");
    event("wrong.toml", "slack", 30, "withdrawal");
    assert_eq!(replay("right").0, Some(0));
    let (code, said) = replay("wrong");
    assert!(code == Some(1) && said.contains("too early"), "{said}");
    assert_eq!(wean(&["replay", "--catalogue", records, "-q"]).status.code(), Some(1));
    assert_eq!(wean(&["replay", "-q"]).status.code(), Some(0));

    event("right.toml", "nobody-at-all", 0, "withdrawal");
    let (code, said) = replay("right");
    assert!(code == Some(2) && said.contains("`right`") && said.contains("nobody-at-all"), "{said}");
    event("wrong.toml", "slack", 30, "theft");
    let checked = wean(&["catalogue", "lint", "--catalogue", records]);
    let said = String::from_utf8(checked.stderr).unwrap();
    assert_eq!(checked.status.code(), Some(1), "{said}");
    for word in ["nobody-at-all", "`theft` is none of withdrawal, revocation, delivery"] {
        assert!(said.contains(word), "{said}");
    }
}

/// What `--act` names is known to be done, and nothing else; without it a withdrawal may also revoke.
#[test]
fn acts_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().to_str().unwrap();
    let books = "supplier,product,amount,currency\nX,DigiCert TLS certificates,1.00,EUR\n";
    std::fs::write(folder.path().join("purchases.csv"), books).unwrap();
    let days = |act: &[&str]| {
        let arguments = ["cut", target, "--from", "US", "--days", "1", "--format", "json", "-q"];
        let json: serde_json::Value = serde_json::from_str(&text(&wean(&[&arguments, act].concat()))).unwrap();
        let service = &json["services"][0];
        (service["known"]["stops"].as_u64(), service["possible"]["stops"].as_u64())
    };
    assert_eq!(days(&[]), (Some(200), Some(1)));
    assert_eq!(days(&["--act", "withdrawal"]), (Some(200), Some(200)));
    assert_eq!(days(&["--act", "revocation"]), (Some(1), Some(1)));
    assert_eq!(days(&["--act", "delivery"]), (None, None));
}

/// What two services need the same package for may differ; of a part, only what it holds counts; an inventory keeps the
/// services it was made with.
#[test]
fn services_need_what_was_seen_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path).to_str().unwrap().to_owned();
    let lock = |dev: bool| {
        format!(r#"{{"lockfileVersion":3,"packages":{{"":{{}},"node_modules/x":{{"version":"1.0.0","dev":{dev}}}}}}}"#)
    };
    for (service, dev) in [("one", false), ("two", true)] {
        std::fs::create_dir(at(service)).unwrap();
        std::fs::write(at(&format!("{service}/package-lock.json")), lock(dev)).unwrap();
    }
    let service = |name: &str| format!("[[service]]\nname = '{name}'\npaths = ['{name}']\n");
    std::fs::write(at("wean.toml"), service("one") + &service("two")).unwrap();

    let edges = |target: &str| {
        let bom: serde_json::Value =
            serde_json::from_str(&text(&wean(&["scan", target, "--format", "cyclonedx", "-q"]))).unwrap();
        let relations = |service: &serde_json::Value| {
            let properties = service["properties"].as_array().unwrap().iter();
            let relation = properties
                .map(|p| p["name"].as_str().unwrap())
                .find(|name| name.len() > 9 && *name != "wean:criticality" && *name != "wean:cataloger");
            format!("{} {}", service["name"].as_str().unwrap(), relation.unwrap_or("nothing"))
        };
        bom["services"].as_array().unwrap().iter().map(relations).collect::<Vec<_>>()
    };
    let both = ["one wean:requires", "two wean:builds-with"];
    assert_eq!(edges(folder.path().to_str().unwrap()), both);
    assert_eq!(edges(&at("two")), both[1..]);

    // An alternative may stand outside of the part.
    let group = "any-of = [['path:one', 'path:two']]\n";
    std::fs::write(at("wean.toml"), service("one") + "[[service]]\nname = 'either'\n" + group).unwrap();
    assert_eq!(edges(folder.path().to_str().unwrap())[1], "either wean:requires");
    assert_eq!(edges(&at("one")), both[..1]);

    std::fs::write(at("wean.toml"), service("one") + &service("two")).unwrap();
    text(&wean(&["scan", folder.path().to_str().unwrap(), "-o", &at("two/all.cdx.json"), "-q"]));
    std::fs::write(at("wean.toml"), service("one")).unwrap();
    assert_eq!(edges(&at("two/all.cdx.json")), both);
}

/// What is written for Riverton follows the official CycloneDX 1.6 schema.
#[test]
fn the_inventory_is_valid_cyclonedx() {
    let mut compiler = boon::Compiler::new();
    for (file, name) in [
        ("bom-1.6.schema.json", "bom-1.6.schema.json"),
        ("spdx.schema.json", "spdx.SNAPSHOT.schema.json"),
        ("jsf-0.82.schema.json", "jsf-0.82.SNAPSHOT.schema.json"),
    ] {
        let text = std::fs::read_to_string(root().join("crates/wean-report/tests/schema").join(file)).unwrap();
        let mut schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        let url = format!("http://cyclonedx.org/schema/{name}");
        schema["$id"] = url.as_str().into();
        compiler.add_resource(&url, schema).unwrap();
    }
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile("http://cyclonedx.org/schema/bom-1.6.schema.json", &mut schemas).unwrap();
    let written = text(&wean(&["scan", "examples/riverton", "--format", "cyclonedx", "-q"]));
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    if let Err(error) = schemas.validate(&written, schema) {
        panic!("{error:#}");
    }
}

/// 0 fine, 1 findings at or over `--fail-on`, 2 wean could not do it.
#[test]
fn exit_codes_say_what_was_found() {
    let code = |arguments: &[&str]| wean(arguments).status.code();
    assert_eq!(code(&["cut", "--from", "US", "examples/riverton", "--fail-on", "stops", "-q"]), Some(1));
    assert_eq!(code(&["cut", "--from", "NZ", "examples/riverton", "--fail-on", "stops", "-q"]), Some(0));
    assert_eq!(code(&["cut", "--from", "Atlantis", "examples/riverton", "-q"]), Some(2));
    assert_eq!(code(&["cut", "examples/riverton", "-q"]), Some(2));
    assert_eq!(code(&["scan", "no/such/folder", "-q"]), Some(2));
    assert_eq!(code(&["scan", "--no-such-flag"]), Some(2));
}

/// What `wean.toml` says of a name that the catalogue does not know counts for nothing, and that is said at its line.
#[test]
fn names_that_the_catalogue_does_not_know_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let toml = "[organisation]\nhome = \"Atlantis\"\n\n[[attribute]]\ncomponent = \"serde\"\ncontroller = \"nobody\"\n\n\
                [purchases.aliases]\n\"Works\" = \"no-product\"\n";
    std::fs::write(folder.path().join("wean.toml"), toml).unwrap();
    let output = wean(&["scan", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let talk = String::from_utf8_lossy(&output.stderr);
    for (name, place) in [("Atlantis", "wean.toml:2:9"), ("nobody", "wean.toml:6:15"), ("no-product", "wean.toml:9:12")]
    {
        assert!(talk.contains(&format!("`{name}`")) && talk.contains(place), "{name}: {talk}");
    }
}

/// A file that one may not read, a link out of the target, a loop of links, a device: said or left alone, never fatal.
#[cfg(unix)]
#[test]
fn odd_files_are_no_reason_to_stop() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("go.mod"), "module example.org/m\n\nrequire github.com/pkg/errors v0.9.1\n").unwrap();
    symlink("/etc", path("outside")).unwrap();
    symlink(".", path("loop")).unwrap();
    std::fs::create_dir(path("sub")).unwrap();
    std::fs::write(path("sub/Cargo.lock"), "[[package]]\nname = \"x\"\nversion = \"1.0.0\"\n").unwrap();
    std::fs::set_permissions(path("sub/Cargo.lock"), std::fs::Permissions::from_mode(0o000)).unwrap();
    std::fs::write(path("package-lock.json"), "{\"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"a\"")
        .unwrap();
    std::fs::write(path("yarn.lock"), [0xff, 0xfe, 0x00, 0xd8]).unwrap();
    std::fs::create_dir(path("Dockerfile")).unwrap();
    let output = wean(&["scan", folder.path().to_str().unwrap(), "--format", "csv", "--show", "components"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("errors"), "{output:?}");
    let talk = String::from_utf8_lossy(&output.stderr);
    assert!(talk.contains("[malformed]") && talk.contains("package-lock.json"), "{talk}");
}

/// `-o` never takes the place of a device, follows a link, and leaves a file that others may read as the umask says.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_replaced() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    text(&wean(&["scan", "examples/riverton", "-q", "-o", "json=/dev/null"]));
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("real.json"), folder.path().join("link.json"));
    std::fs::write(&file, "old").unwrap();
    symlink(&file, &link).unwrap();
    text(&wean(&["scan", "examples/riverton", "-q", "-o", link.to_str().unwrap()]));
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with('{'));
    let shell = Command::new("sh").args(["-c", "umask"]).output().unwrap();
    let umask = u32::from_str_radix(String::from_utf8(shell.stdout).unwrap().trim(), 8).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o666 & !umask);
}

/// `wean scan … | head -1` ends without a word.
#[test]
fn a_reader_may_go_away() {
    let script = format!("'{}' scan examples/riverton --format cyclonedx -q | head -c 10", env!("CARGO_BIN_EXE_wean"));
    let output = Command::new("sh").args(["-c", &script]).current_dir(root()).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

/// Completions and the man page come from the command line's one definition.
#[test]
fn completions_and_man_page_are_made() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(text(&wean(&["completions", shell])).contains("hosted-in"), "{shell}");
    }
    assert!(text(&wean(&["man"])).contains(".TH wean 1"));
}

/// From something nobody stands behind to a record that the next command reads.
#[test]
fn what_is_attributed_once_is_known_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let town = folder.path().join("town");
    copy(&root().join("examples/riverton"), &town);
    let town = town.to_str().unwrap();
    let unknown = |name: &str| text(&wean(&["why", name, town, "-q"])).contains("nobody known");
    assert!(unknown("plate-reader"));
    let mut arguments =
        vec!["attribute", "plate-reader", town, "-q", "--maker", "Plattform Nord eG", "--kind", "company"];
    arguments.extend(["--seat", "de", "--domain", "", "--class", "open-source-library", "--source", "Imprint"]);
    // Without a date there is no source, and without a source no record.
    let refused = wean(&arguments);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(unknown("plate-reader"));
    arguments.extend(["--date", "2026-01-10", "--publisher", ""]);
    text(&wean(&arguments));
    let why = text(&wean(&["why", "plate-reader", town, "-q"]));
    assert!(why.contains("Plattform Nord eG") && why.contains("DE"), "{why}");
    assert_eq!(wean(&arguments).status.code(), Some(2), "a record that is there is left as it is");
    let other = ["attribute", "gunicorn", town, "-q", "--maker", "Plattform Nord eG", "--class", "open-source-library"];
    let source = ["--source", "Imprint", "--date", "2026-01-10", "--publisher", ""];
    text(&wean(&[&other[..], &source[..]].concat()));
}

/// States of the services of a `wean.toml` beside these purchases, on day 0 of a cut from the US: known, possible.
fn states_on_day_0(configuration: &str, target: &str) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("wean.toml", configuration);
    file("purchases.csv", "supplier,product,amount\nZoom,Zoom,1\nHetzner,Hetzner Cloud,1\nSlack,Slack,1\n");
    let path = folder.path().to_str().unwrap();
    let inventory = folder.path().join("x.cdx.json");
    text(&wean(&["scan", path, "-q", "-o", inventory.to_str().unwrap()]));
    let target = folder.path().join(target);
    let json = text(&wean(&["cut", target.to_str().unwrap(), "--from", "US", "--days", "0", "-q", "--format", "json"]));
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    let services = answer["services"].as_array().unwrap().iter();
    services
        .map(|service| {
            let state = |bound: &str| service["states"][0][bound].as_str().unwrap().to_owned();
            (state("known"), state("possible"))
        })
        .collect()
}

/// An alternative of two parts is away when one of them is; one that was not found may be anything.
#[test]
fn alternatives_are_whole_and_the_unfound_is_unknown() {
    let both = "[[service]]\nname = \"s\"\nany-of = [[\"purchase:Zoom\", \"purchase:Sl*\"]]\n";
    let parts = both.replace("purchase:Zoom", "path:purchases.csv");
    let unfound = both.replace("purchase:Zoom", "purchase:Elsewhere");
    let required = "[[service]]\nname = \"s\"\nrequires = [\"purchase:Hetzner Cloud\", \"purchase:Elsewhere\"]\n";
    // The catalogue knows these names; nothing found has them.
    let known_elsewhere =
        "[[service]]\nname = \"s\"\nrequires = [\"oracle\", \"path:microsoft\", \"host:github.com\"]\n";
    for target in ["", "x.cdx.json"] {
        for (configuration, known, possible) in [
            (both, "stops", "stops"),
            (&parts, "stops", "stops"),
            (&unfound, "runs", "stops"),
            (required, "runs", "stops"),
            (known_elsewhere, "runs", "stops"),
        ] {
            let states = states_on_day_0(configuration, target);
            assert_eq!(states, [(known.to_owned(), possible.to_owned())], "{target} {configuration}");
        }
    }
}

/// Nothing is written when one of the outputs cannot be made.
#[test]
fn outputs_are_all_made_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (first, second) = (path("a.json"), format!("cyclonedx={}", path("b")));
    let output = wean(&["cut", "--from", "US", "examples/riverton", "-q", "-o", &first, "-o", &second]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// What a file that is too large or broken would have said is unknown to the services it belongs to, and to no others.
#[test]
fn what_could_not_be_read_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["large", "broken", "fine"] {
        std::fs::create_dir(path(name)).unwrap();
    }
    let large = std::fs::File::create(path("large/package-lock.json")).unwrap();
    large.set_len((256 << 20) + 1).unwrap();
    std::fs::write(path("broken/Cargo.lock"), "<<<<<<< HEAD\n").unwrap();
    std::fs::write(path("fine/requirements.txt"), "").unwrap();
    std::fs::write(path("fine/purchases.csv"), "supplier,product,amount\nHetzner,Hetzner Cloud,1 EUR\n").unwrap();
    let service = |name: &str| format!("[[service]]\nname = \"{name}\"\npaths = [\"{name}\"]\n");
    std::fs::write(path("wean.toml"), ["large", "broken", "fine"].map(service).concat()).unwrap();
    let inventory = path("x.cdx.json");
    text(&wean(&["scan", folder.path().to_str().unwrap(), "-q", "-o", inventory.to_str().unwrap()]));
    for target in [folder.path(), &*inventory] {
        let output = wean(&["cut", target.to_str().unwrap(), "--from", "US", "--days", "0", "--format", "csv"]);
        let rows = text(&output);
        let states: Vec<_> =
            rows.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>()[4..6].join(" ")).collect();
        assert_eq!(states, ["runs stops", "runs stops", "runs runs"], "{rows}");
        let table = wean(&["cut", target.to_str().unwrap(), "--from", "US"]);
        let talk = String::from_utf8_lossy(&table.stderr).into_owned();
        assert!(talk.contains("warning: `broken/Cargo.lock` and 1 other could not be read"), "{talk}");
    }
}

/// Days on which updates end come from a copy of endoflife.date, too, and what foundations count as is for `wean.toml` to
/// say.
#[test]
fn a_copy_of_endoflife_and_a_choice_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(folder.path().join("products")).unwrap();
    file("requirements.txt", "pandas==2.2.3\n");
    let cycle = "---\ntitle: pandas\nidentifiers:\n  - purl: pkg:pypi/pandas\nreleases:\n  - releaseCycle: \"2.2\"\n    eol: 2026-06-01\n---\n";
    file("products/pandas.md", cycle);
    let target = path("");
    let cut = |more: &[&str]| {
        text(&wean(
            &[&["cut", &target, "-q", "--as-of", "2026-05-31", "--days", "0,1", "--format", "csv"], more].concat(),
        ))
    };
    assert!(!cut(&[]).contains("frozen"));
    let ended = cut(&["--eol", &path("products")]);
    assert!(ended.contains(",1,frozen,frozen,pandas: updates of 2.2 end 2026-06-01"), "{ended}");
    let nothing = wean(&["cut", &target, "-q", "--as-of", "today", "--eol", &target]);
    assert_eq!(nothing.status.code(), Some(2), "a folder without products");

    let from = || text(&wean(&["scan", &target, "-q", "--show", "components", "--format", "csv"]));
    assert!(from().contains("\"NumFOCUS, Inc.\",US,"), "{}", from());
    file("wean.toml", "[attribution]\nfoundations = \"community\"\n");
    assert!(from().contains("\"NumFOCUS, Inc.\",community,"), "{}", from());
    file("wean.toml", "[attribution]\nfoundations = \"neither\"\n");
    assert_eq!(wean(&["scan", &target, "-q"]).status.code(), Some(2));
}
