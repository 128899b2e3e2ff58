//! The interchange against the official schema, and what it must not lose.

use boon::{Compiler, Schemas};
use serde_json::Value;
use wean_model::Grade;
use wean_report::{Answer, Format, Scan, Screen, Show, render};

use crate::town;

fn written() -> String {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let scan = Scan {
        attributed: &attributed,
        catalogue: &catalogue,
        sources: &[],
        show: Show::Summary,
        influences: &[],
        at_least: Grade::Derived,
        typed: &wean_report::Typed::default(),
    };
    render(&Answer::Scan(scan), Format::Cyclonedx, &Screen::default()).expect("a scan has this form").data
}

#[test]
fn the_official_schema_accepts_it() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema");
    let mut compiler = Compiler::new();
    for (file, url) in [
        ("bom-1.6.schema.json", "http://cyclonedx.org/schema/bom-1.6.schema.json"),
        ("spdx.schema.json", "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json"),
        ("jsf-0.82.schema.json", "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json"),
    ] {
        let text = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
        let mut schema: Value = serde_json::from_str(&text).unwrap();
        schema["$id"] = url.into();
        compiler.add_resource(url, schema).unwrap();
    }
    let mut schemas = Schemas::new();
    let schema = compiler.compile("http://cyclonedx.org/schema/bom-1.6.schema.json", &mut schemas).unwrap();
    let bom: Value = serde_json::from_str(&written()).unwrap();
    if let Err(error) = schemas.validate(&bom, schema) {
        panic!("{error:#}");
    }
    // The validator does look: a kind that is none is refused.
    let mut wrong = bom;
    wrong["components"][0]["type"] = "service".into();
    assert!(schemas.validate(&wrong, schema).is_err());
}

#[test]
fn every_fact_of_the_inventory_is_in_it() {
    let written = written();
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    insta::assert_snapshot!("cyclonedx", written.replace(&version, "\"version\": \"VERSION\""));
}

#[test]
fn refs_are_unique_and_lead_somewhere() {
    let bom: Value = serde_json::from_str(&written()).unwrap();
    let part = |name: &str| bom[name].as_array().unwrap().iter();
    let refs: Vec<&str> = part("services").chain(part("components")).map(|p| p["bom-ref"].as_str().unwrap()).collect();
    let mut unique = refs.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), refs.len());
    for dependency in part("dependencies") {
        let to = dependency["dependsOn"].as_array().unwrap().iter().map(|to| to.as_str().unwrap());
        for one in to.chain(dependency["ref"].as_str()) {
            assert!(unique.binary_search(&one).is_ok(), "{one} leads nowhere");
        }
    }
}
