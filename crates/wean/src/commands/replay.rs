//! `wean replay`: withdrawals that happened, beside what wean predicts; and what they would have done to a target.

use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::ExitCode;

use wean_catalogue::Catalogue;
use wean_exposure::Exposure;
use wean_model::Effect;
use wean_report::{Answer, Event, Events, Replay, Strikes, Struck, Typed};
use wean_scan::Configuration;

use crate::arguments::{Common, ReplayArguments};
use crate::commands::cut::{closest, typed_target};
use crate::output::{Failure, Outcome, Terminal};
use crate::target;

/// Lists the events, tells one, or holds all of them against a target.
pub(crate) fn run(arguments: &ReplayArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    if let Some(target) = &arguments.all {
        return all(target, arguments, common, terminal);
    }
    // Each event is read as of its own day, so the catalogue is taken and given on.
    let catalogue = target::catalogue(common, &Configuration::default(), None, terminal)?;
    let catalogue = ManuallyDrop::into_inner(catalogue);
    // What a day has to do with it is for each event to say.
    let typed = Typed { target: String::new(), ..typed_target(Path::new(""), common) };
    match &arguments.event {
        Some(id) => one(id, catalogue, &typed, common, terminal),
        None => list(catalogue, &typed, common, terminal),
    }
}

fn wrong(id: &str, error: &wean_replay::EventError) -> Failure {
    Failure::new("bad-record", format!("event `{id}`: {error}"))
}

fn list(mut catalogue: Catalogue, typed: &Typed, common: &Common, terminal: &mut Terminal) -> Outcome {
    let records = catalogue.records().events.clone();
    let mut events = Vec::new();
    for (id, (_, record)) in &records {
        catalogue = catalogue.with_reading(wean_replay::reading(record));
        let replay = wean_replay::replay(id, record, &catalogue).map_err(|error| wrong(id, &error))?;
        events.push(Event { id, record, agrees: replay.missed().next().is_none() });
    }
    events.sort_by_key(|event| (&event.record.date, event.id));
    crate::output::report(&Answer::Events(Events { events: &events, typed }), common, terminal)?;
    Ok(ExitCode::from(u8::from(events.iter().any(|event| !event.agrees))))
}

fn one(id: &str, catalogue: Catalogue, typed: &Typed, common: &Common, terminal: &mut Terminal) -> Outcome {
    let Some((_, record)) = catalogue.records().events.get(id).cloned() else {
        let failure = Failure::new("unknown-name", format!("no event is called `{id}`"));
        let ids = catalogue.records().events.keys().map(String::as_str);
        return Err(match closest(id, ids) {
            Some(close) => failure.hint(format!("did you mean `{close}`?")),
            None => failure.hint("`wean replay` lists them"),
        });
    };
    let catalogue = catalogue.with_reading(wean_replay::reading(&record));
    let replay = wean_replay::replay(id, &record, &catalogue).map_err(|error| wrong(id, &error))?;
    terminal.diagnostics(&replay.stack.diagnostics);
    crate::output::report(&Answer::Replay(Replay { replay: &replay, catalogue: &catalogue, typed }), common, terminal)?;
    Ok(ExitCode::from(u8::from(replay.missed().next().is_some())))
}

fn all(path: &Path, arguments: &ReplayArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let configuration = target::configuration(path)?;
    let catalogue = target::catalogue(common, &configuration, Some(path), terminal)?;
    let target = target::read(path, &configuration, common, &catalogue, terminal)?;
    let exposure = Exposure::naming(&target.attributed, &catalogue, wean_replay::packages(&catalogue)).undated();
    let mut struck = Vec::new();
    for (id, (_, record)) in &catalogue.records().events {
        let strike =
            wean_replay::against(record, &exposure, target::grade(common)).map_err(|error| wrong(id, &error))?;
        struck.push(Struck { id, record, strike });
    }
    let typed = typed_target(path, common);
    let strikes = Strikes { struck: &struck, exposure: &exposure, day: arguments.day, typed: &typed };
    crate::output::report(&Answer::Strikes(strikes), common, terminal)?;
    let fails = arguments.fail_on.as_deref().is_some_and(|state| {
        let effect: Effect = state.parse().expect("clap allows no other word");
        let reached = |service: &wean_exposure::Bounds<wean_exposure::Days>| {
            service.known.day(effect).is_some_and(|day| day <= arguments.day)
        };
        struck.iter().any(|one| one.strike.services.iter().any(reached))
    });
    Ok(ExitCode::from(u8::from(fails)))
}
