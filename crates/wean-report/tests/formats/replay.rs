//! The three answers of `wean replay`: every form, and the JSON against its schemas.

use wean_catalogue::{Catalogue, EventRecord};
use wean_exposure::Exposure;
use wean_model::Grade;
use wean_report::{Answer, Event, Events, Format, Paint, Replay, Screen, Strikes, Struck, Typed, render};

use crate::schema::check_both;
use crate::town;

/// One event that comes out as documented, with all that may be said of one; and one that does not.
const EVENTS: [(&str, &str); 2] = [
    (
        "bigsoft-2024",
        r#"
title = "Bigsoft closes accounts | all at once"
date = "2024-03-05"
announced = "2024-03"
actor = "Bigsoft"
authority = "none"
affected = "towns"
outcome = "given back"
not-confirmed = "how many"
days-to-restore = 1
involuntary = true
mended = "the record of Wordhouse"

[[cut]]
what = "log-in"
from = ["loginhouse"]
hits = ["Desk"]

[[cut]]
what = "licences"
from = ["wordhouse"]
hold = ["activation"]
day = 10

[stack]
"wean.toml" = '''
[[service]]
name = "Desk"
purchases = ["Loginhouse"]

[[service]]
name = "Other desk"
purchases = ["Loginhouse"]

[[service]]
name = "Letters"
purchases = ["Wordhouse"]
'''
"purchases.csv" = '''
supplier,product,amount,currency
Bigsoft,Loginhouse,1.00,EUR
Bigsoft,Wordhouse,1.00,EUR
'''

[[bites]]
service = "Letters"
day = 40
state = "degrades"
what = "nothing could be written"

[[bites]]
service = "Desk"
day = 0
state = "stops"
what = "nobody got in"

[[went-on]]
service = "Other desk"
never = "frozen"
until = 30
what = "the desk beside it"

[[source]]
title = "A report"
date = "2024-03-06"
publisher = "Paper"
says = "it happened"
"#,
    ),
    (
        "wrong-2025",
        r#"
title = "Something that the records do not know"
date = "2025"
actor = "Panda"
authority = "none"
affected = "one"
outcome = "unknown"
[[cut]]
what = "switches"
from = ["panda"]
[stack]
"purchases.csv" = '''
supplier,product,amount,currency
Panda,Pandaswitch,1.00,EUR
'''
[[bites]]
component = "Pandaswitch"
day = 0
state = "stops"
what = "it stood still"
[[went-on]]
component = "Pandaswitch"
never = "frozen"
what = "or not"
[[source]]
title = "A rumour"
date = "2025"
"#,
    ),
];

fn catalogue() -> Catalogue {
    let mut records = town::catalogue().records().clone();
    for (id, text) in EVENTS {
        records.add("events", id, &format!("catalogue/events/{id}.toml"), text).expect("the town's events are right");
    }
    Catalogue::new(records)
}

fn record(catalogue: &Catalogue, id: &str) -> EventRecord {
    catalogue.records().events[id].1.clone()
}

fn forms(name: &str, answer: &Answer<'_>) {
    let screen = |width, colour| Screen { width, paint: Paint { colour, links: None }, wide: false };
    for (form, format, screen) in [
        ("80", Format::Table, screen(Some(80), false)),
        ("pipe", Format::Table, screen(None, false)),
        ("colour", Format::Table, screen(Some(80), true)),
        ("md", Format::Md, screen(None, false)),
        ("csv", Format::Csv, screen(None, false)),
    ] {
        let output = render(answer, format, &screen).expect("every answer has these forms");
        let talk = if format == Format::Table { format!("\n-- talk\n{}", output.talk) } else { String::new() };
        insta::assert_snapshot!(format!("{name}-{form}"), output.data + &talk);
    }
    assert!(render(answer, Format::Cyclonedx, &Screen::default()).is_err());
}

#[test]
fn events() {
    let catalogue = catalogue();
    let records: Vec<_> = EVENTS.iter().map(|(id, _)| (*id, record(&catalogue, id))).collect();
    let events: Vec<Event<'_>> =
        records.iter().map(|(id, record)| Event { id, record, agrees: *id == "bigsoft-2024" }).collect();
    let typed = Typed::default();
    forms("events", &Answer::Events(Events { events: &events, typed: &typed }));
    let answer = Answer::Events(Events { events: &events, typed: &typed });
    check_both(&answer, "wean-events-1.json", "wean-event-1.json");
}

#[test]
fn replay() {
    let catalogue = catalogue();
    for (id, agrees) in [("bigsoft-2024", true), ("wrong-2025", false)] {
        let record = record(&catalogue, id);
        let replay = wean_replay::replay(id, &record, &catalogue).expect("the town's events are right");
        assert_eq!(replay.missed().count() == 0, agrees);
        let typed = Typed::default();
        forms(id, &Answer::Replay(Replay { replay: &replay, catalogue: &catalogue, typed: &typed }));
        if agrees {
            let answer = Answer::Replay(Replay { replay: &replay, catalogue: &catalogue, typed: &typed });
            check_both(&answer, "wean-replay-1.json", "wean-told-1.json");
        }
    }
}

#[test]
fn strikes() {
    let catalogue = catalogue();
    let attributed = town::attributed(&catalogue);
    let exposure = Exposure::naming(&attributed, &catalogue, wean_replay::packages(&catalogue));
    let records: Vec<_> = EVENTS.iter().map(|(id, _)| (*id, record(&catalogue, id))).collect();
    let struck: Vec<Struck<'_>> = records
        .iter()
        .map(|(id, record)| {
            let strike = wean_replay::against(record, &exposure, Grade::Derived).expect("the town's events are right");
            Struck { id, record, strike }
        })
        .collect();
    let typed = town::typed_target();
    let answer = || Answer::Strikes(Strikes { struck: &struck, exposure: &exposure, day: 365, typed: &typed });
    forms("strikes", &answer());
    check_both(&answer(), "wean-strikes-1.json", "wean-strike-1.json");
}
