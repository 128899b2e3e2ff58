//! Every event of the catalogue is replayed: what is documented to have been hit is predicted for that day, and what is
//! documented to have gone on is not.

use std::collections::BTreeSet;
use std::fmt::Write;

use wean_catalogue::{Catalogue, EventRecord};
use wean_exposure::{Certainty, Cut, Exposure, Stage, Term};
use wean_model::{HoldKind, Node};
use wean_replay::{GRADE, reading, replay, stack, tolerates};

/// Hands each event to `check`, with the catalogue read as of its day.
fn each(mut check: impl FnMut(&str, &EventRecord, &Catalogue)) {
    let mut catalogue = Catalogue::embedded();
    let events = catalogue.records().events.clone();
    assert!(events.len() >= 36, "{}", events.len());
    for (id, (_, event)) in &events {
        catalogue = catalogue.with_reading(reading(event));
        check(id, event, &catalogue);
    }
}

#[test]
fn every_event_comes_out_as_documented() {
    let mut wrong = String::new();
    each(|id, event, catalogue| {
        let replay = match replay(id, event, catalogue) {
            Ok(replay) => replay,
            Err(error) => return writeln!(wrong, "{id}: {error}").unwrap(),
        };
        for told in replay.missed() {
            let (name, day) = (replay.stack.attributed.inventory.title(told.node), told.day);
            let (effect, verdict) = (told.effect, told.verdict.as_str());
            writeln!(wrong, "{id}: {name} {effect} on day {day:?}: {verdict}, predicted {:?}", told.days).unwrap();
        }
        for diagnostic in &replay.stack.diagnostics {
            writeln!(wrong, "{id}: {diagnostic}").unwrap();
        }
        if event.bites.is_empty() {
            writeln!(wrong, "{id}: nothing is documented to have been hit").unwrap();
        }
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Each kind of hold brings about, alone, a state that is documented, on a day that agrees.
#[test]
fn all_kinds_of_hold_are_covered() {
    let mut covered = BTreeSet::new();
    each(|id, event, catalogue| {
        let replay = replay(id, event, catalogue).unwrap();
        let packages: Vec<&str> = replay.cuts.iter().flat_map(|stage| stage.cut.packages()).collect();
        let exposure = Exposure::naming(&replay.stack.attributed, catalogue, packages).undated();
        for kind in HoldKind::ALL {
            let narrowed = |stage: &Stage| {
                let mut stage = stage.clone();
                stage.cut.clauses.push(vec![Term::Hold(*kind)]);
                stage
            };
            let cuts: Vec<Stage> = replay.cuts.iter().map(narrowed).collect();
            let played = exposure.play(&cuts, GRADE, Certainty::Yes);
            let agrees = |told: &wean_replay::Told| {
                let day = exposure.played(&played, told.node).day(told.effect);
                day.is_some_and(|day| tolerates(told.day.unwrap_or(0), day))
            };
            if replay.bites.iter().any(agrees) {
                covered.insert(*kind);
            }
        }
    });
    let missing: Vec<&HoldKind> = HoldKind::ALL.iter().filter(|kind| !covered.contains(kind)).collect();
    assert!(missing.is_empty(), "no event covers {missing:?}");
}

/// An event says who withdrew; what that brings about is for the records to say.
#[test]
fn no_event_says_what_a_withdrawal_brings_about() {
    each(|id, event, _| {
        let text = std::fs::read_to_string(format!("{}/../../catalogue/events/{id}.toml", env!("CARGO_MANIFEST_DIR")))
            .unwrap();
        for word in ["[[hold]]", "onset", "assumption"] {
            assert!(!text.contains(word), "{id} holds `{word}`");
        }
        // Nor may its stack bend who stands behind what.
        for (path, text) in &event.stack {
            for word in ["[[attribute]]", "aliases", "wean:"] {
                assert!(!text.contains(word), "{id}: {path} holds `{word}`");
            }
        }
    });
}

#[test]
fn without_a_cut_nothing_is_predicted() {
    each(|id, event, catalogue| {
        let uncut = EventRecord { cut: Vec::new(), ..event.clone() };
        let replay = replay(id, &uncut, catalogue).unwrap();
        for told in replay.bites.iter().chain(&replay.went_on) {
            assert_eq!((told.predicted.known, told.predicted.possible), (None, None), "{id}");
        }
    });
}

/// Where the actor chose, the others depend on the same things: hit as well, they would not have gone on.
#[test]
fn who_was_spared_depends_on_the_same_things() {
    let mut chosen = 0;
    each(|id, event, catalogue| {
        if event.cut.iter().all(|cut| cut.hits.is_empty()) {
            return;
        }
        chosen += 1;
        let mut all = event.clone();
        all.cut.iter_mut().for_each(|cut| cut.hits.clear());
        let replay = replay(id, &all, catalogue).unwrap();
        assert!(replay.missed().next().is_some(), "{id} needs no `hits`");
    });
    assert!(chosen >= 10, "{chosen}");
}

/// What an event documents is what `wean cut` would say: one cut from day 0 on that hits everybody is the plain question.
#[test]
fn a_cut_of_an_event_is_a_cut_as_any_other() {
    each(|id, event, catalogue| {
        let stack = stack(id, event, catalogue).unwrap();
        for record in &event.cut {
            let cut: Cut = wean_replay::cut(record, catalogue).unwrap();
            let exposure = Exposure::naming(&stack.attributed, catalogue, cut.packages());
            let answer = exposure.cut(&cut, &[0, 365], GRADE);
            let stage = [Stage { cut, day: 0, hits: Vec::new() }];
            let played = exposure.play(&stage, GRADE, Certainty::Yes);
            for service in &answer.services {
                assert_eq!(exposure.played(&played, Node::Service(service.service)), service.days.known, "{id}");
            }
        }
    });
}

/// A fault or ill will in what is delivered is no part of a withdrawal, unless it is asked for.
#[test]
fn a_withdrawal_delivers_no_harm() {
    let mut delivered = 0;
    each(|id, event, catalogue| {
        if event.cut.iter().all(|cut| cut.act != ["delivery"]) {
            return;
        }
        delivered += 1;
        let mut withdrawn = event.clone();
        for cut in &mut withdrawn.cut {
            cut.act.clear();
        }
        let replay = replay(id, &withdrawn, catalogue).unwrap();
        for told in &replay.bites {
            assert_eq!(told.predicted.known, None, "{id}: {:?}", told.days);
        }
    });
    assert!(delivered >= 2);
}
