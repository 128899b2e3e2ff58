//! Published JSON against its schemas, and the schemas against their files.

use boon::{Compiler, Schemas};
use serde_json::Value;
use wean_exposure::Exposure;
use wean_model::{Grade, Node};
use wean_report::{Answer, Cut, Format, Rank, Scan, Screen, Show, Why, render, schemas};

use crate::town;

/// Checks JSON against the schema of that name.
fn check(name: &str, json: &str) -> Value {
    let (_, text) = schemas().into_iter().find(|(file, _)| *file == name).expect("there is such a schema");
    let mut compiler = Compiler::new();
    compiler.add_resource("urn:schema", serde_json::from_str(&text).expect("a schema is JSON")).expect("one resource");
    let mut known = Schemas::new();
    let schema = compiler.compile("urn:schema", &mut known).expect("our schemas are schemas");
    let value: Value = serde_json::from_str(json).expect("what we write is JSON");
    if let Err(error) = known.validate(&value, schema) {
        panic!("{name}: {error:#}");
    }
    value
}

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema");
    let update = std::env::var_os("WEAN_UPDATE").is_some();
    let mut expected = vec!["README.md".to_owned()];
    for (file, schema) in schemas() {
        let path = format!("{folder}/{file}");
        if update {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(&path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == schema, "docs/schema/{file} is not up to date: run the tests with WEAN_UPDATE=1");
        expected.push(file.to_owned());
    }
    let mut there: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    there.sort();
    expected.sort();
    assert_eq!(there, expected);
}

#[test]
fn scans_follow_their_schema() {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let sources = town::sources();
    for show in Show::ALL {
        let scan = Scan {
            attributed: &attributed,
            catalogue: &catalogue,
            sources: &sources,
            show: *show,
            influences: &[],
            at_least: Grade::Derived,
            typed: &wean_report::Typed::default(),
        };
        let answer = Answer::Scan(scan);
        let json = render(&answer, Format::Json, &Screen::default()).unwrap().data;
        let document = check("wean-scan-1.json", &json);
        assert_eq!(document["schema"], "wean-scan/1");
        let lines = render(&answer, Format::Jsonl, &Screen::default()).unwrap().data;
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(document["components"].as_array().unwrap().len(), lines.len());
        for line in lines {
            check("wean-component-1.json", line);
        }
        insta::assert_snapshot!(format!("scan-{show}-json"), json);
    }
}

/// JSON and its lines, each against its schema.
pub(crate) fn check_both(answer: &Answer<'_>, document: &str, line: &str) {
    let json = render(answer, Format::Json, &Screen::default()).expect("all have JSON").data;
    check(document, &json);
    insta::assert_snapshot!(document.replace(".json", ""), json);
    let lines = render(answer, Format::Jsonl, &Screen::default()).expect("all have lines").data;
    assert!(!lines.is_empty());
    for json in lines.lines() {
        check(line, json);
    }
}

#[test]
fn answers_of_exposure_follow_their_schemas() {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let exposure = Exposure::new(&attributed, &catalogue);
    let answer = exposure.cut(&town::cut(&catalogue), &[0, 30, 365], Grade::Derived);
    let typed = town::typed("US");
    let cut = Cut { answer: &answer, exposure: &exposure, typed: &typed };
    check_both(&Answer::Cut(cut), "wean-cut-1.json", "wean-cut-service-1.json");

    let answer = exposure.why(town::payroll(&attributed), &town::cut(&catalogue), 365, Grade::Derived, 20);
    let node = town::payroll(&attributed);
    let why = Why { node, answer: Some(&answer), exposure: &exposure, typed: &typed, day: 365, all: false };
    check_both(&Answer::Why(why), "wean-why-1.json", "wean-path-1.json");

    let node =
        Node::Component(attributed.inventory.component("hosted-service:login.bigsoft.example").expect("it is there"));
    let why = Why { node, answer: None, exposure: &exposure, typed: &typed, day: 365, all: false };
    let json = render(&Answer::Why(why), Format::Json, &Screen::default()).expect("all have JSON").data;
    check("wean-why-1.json", &json);
    let why = Why { node, answer: None, exposure: &exposure, typed: &typed, day: 365, all: false };
    let lines = render(&Answer::Why(why), Format::Jsonl, &Screen::default()).expect("all have lines").data;
    lines.lines().for_each(|line| _ = check("wean-claim-1.json", line));

    let answer = exposure.rank(365, Grade::Derived);
    let rank = Rank { answer: &answer, exposure: &exposure, typed: &wean_report::Typed::default() };
    check_both(&Answer::Rank(rank), "wean-rank-1.json", "wean-ranked-1.json");
}
