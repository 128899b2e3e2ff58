//! `wean cut`: what stops, and when.

use std::path::Path;
use std::process::ExitCode;

use clap::ArgMatches;
use wean_catalogue::Catalogue;
use wean_exposure::{Cut, CutError, Exposure, Term};
use wean_model::{Act, Effect};
use wean_report::{Answer, Rank, Typed};

use crate::arguments::{Common, CutArguments, DEFAULT_GRADE};
use crate::output::{Failure, Outcome, Terminal};
use crate::target;

/// Answers for a cut, or ranks all suppliers.
pub(crate) fn run(arguments: &CutArguments, matches: &ArgMatches, common: &Common, terminal: &mut Terminal) -> Outcome {
    let configuration = target::configuration(&arguments.target)?;
    let catalogue = target::catalogue(common, &configuration, Some(&arguments.target), terminal)?;
    let minimum = target::grade(common);
    let cut = terms(matches, &catalogue)?;
    // With a day there is an answer to no cut at all: which updates end by themselves.
    if cut.is_none() && !arguments.rank && common.as_of.is_none() {
        return Err(Failure::new("bad-argument", "nothing is cut").hint(
            "say whose withdrawal is meant: `--from US`, `--from microsoft`, `--outside EU`; or `--rank` them all",
        ));
    }
    let target = target::read(&arguments.target, &configuration, common, &catalogue, terminal)?;
    let packages = cut.iter().flat_map(Cut::packages);
    let exposure = Exposure::naming(&target.attributed, &catalogue, packages);
    let last = arguments.days.iter().copied().max().unwrap_or(365);
    if arguments.rank {
        // It asks what each would add: what ends on its day anyway is nobody's.
        let exposure = exposure.undated();
        let answer = exposure.rank(last, minimum);
        let typed = typed_target(&arguments.target, common);
        let rank = Rank { answer: &answer, exposure: &exposure, typed: &typed };
        crate::output::report(&Answer::Rank(rank), common, terminal)?;
        return Ok(ExitCode::SUCCESS);
    }
    let cut = cut.unwrap_or_default();
    let answer = exposure.cut(&cut, &arguments.days, minimum);
    let typed = typed(&arguments.target, matches, common);
    let report = wean_report::Cut { answer: &answer, exposure: &exposure, typed: &typed };
    crate::output::report(&Answer::Cut(report), common, terminal)?;
    let fails = arguments.fail_on.as_deref().is_some_and(|state| {
        let effect: Effect = state.parse().expect("clap allows no other word");
        answer.services.iter().any(|service| service.days.known.day(effect).is_some_and(|day| day <= last))
    });
    Ok(ExitCode::from(u8::from(fails)))
}

/// Flags that name something to cut, with the word of each value.
const FLAGS: [&str; 4] = ["from", "outside", "hosted_in", "hold"];

/// Flags and values in the order typed, with `--and` between clauses.
fn in_order(matches: &ArgMatches) -> Vec<(usize, &'static str, String)> {
    let mut typed = Vec::new();
    for flag in FLAGS.into_iter().chain(["and"]) {
        let indices = matches.indices_of(flag).into_iter().flatten();
        let values = matches.get_many::<String>(flag).into_iter().flatten();
        typed.extend(indices.zip(values).map(|(index, value)| (index, flag, value.clone())));
    }
    typed.sort();
    typed
}

/// The target as it was typed, with the options of every command that bear on the answer.
pub(crate) fn typed_target(target: &Path, common: &Common) -> Typed {
    let folders = common.catalogue.iter().map(|folder| ("--catalogue", folder.display().to_string()));
    let globs = common.exclude.iter().map(|glob| ("--exclude", glob.clone()));
    let grade = Some(&common.grade).filter(|grade| *grade != DEFAULT_GRADE).map(|grade| ("--grade", grade.clone()));
    let as_of = common.as_of.map(|day| ("--as-of", day.to_string()));
    let eol = common.eol.as_ref().map(|folder| ("--eol", folder.display().to_string()));
    let options = folders
        .chain(globs)
        .chain(grade)
        .chain(as_of)
        .chain(eol)
        .flat_map(|(flag, value)| [flag.to_owned(), value])
        .collect();
    Typed { target: target.display().to_string(), cut: Vec::new(), options }
}

/// The question as it was typed: the target, then the flags of the cut in their order.
pub(crate) fn typed(target: &Path, matches: &ArgMatches, common: &Common) -> Typed {
    let mut cut = Vec::new();
    for (_, flag, value) in in_order(matches) {
        cut.push(format!("--{}", flag.replace('_', "-")));
        if flag != "and" {
            cut.push(value);
        }
    }
    for act in acts(matches) {
        cut.extend(["--act".to_owned(), act.to_string()]);
    }
    Typed { cut, ..typed_target(target, common) }
}

/// The cut that the flags name; none when there are no flags.
pub(crate) fn terms(matches: &ArgMatches, catalogue: &Catalogue) -> Result<Option<Cut>, Failure> {
    let typed = in_order(matches);
    if typed.is_empty() {
        return Ok(None);
    }
    let mut clauses = vec![Vec::new()];
    for (_, flag, value) in typed {
        let term = match flag {
            "and" => {
                clauses.push(Vec::new());
                continue;
            }
            "from" => Term::from_name(&value, catalogue),
            "outside" => Term::place(&value, catalogue).map(Term::Outside),
            "hosted_in" => Term::place(&value, catalogue).map(Term::HostedIn),
            _ => Ok(Term::Hold(value.parse().expect("clap allows no other word"))),
        };
        let term = term.map_err(|error| unknown(&error, catalogue))?;
        clauses.last_mut().expect("there is one").push(term);
    }
    if clauses.iter().any(Vec::is_empty) {
        return Err(Failure::new("bad-argument", "`--and` stands between two sets, and one is missing")
            .hint("for example `--from US --and --hold registry`"));
    }
    Ok(Some(Cut { clauses, acts: acts(matches) }))
}

/// What those who are cut do, as typed.
fn acts(matches: &ArgMatches) -> Vec<Act> {
    let words = matches.get_many::<String>("act").into_iter().flatten();
    words.map(|word| word.parse().expect("clap allows no other word")).collect()
}

fn unknown(error: &CutError, catalogue: &Catalogue) -> Failure {
    let failure = Failure::new("unknown-name", error.to_string());
    if error.sort.starts_with("package") {
        return failure.hint("name its purl without version, for example `pkg:npm/left-pad`");
    }
    let place = !error.sort.contains("organisation");
    let names = catalogue.names().filter(|name| !place || catalogue.place(name).is_some());
    match closest(&error.name, names) {
        Some(close) => failure.hint(format!("did you mean `{close}`?")),
        None if place => failure.hint("name an ISO 3166-1 code such as `US`, or a bloc such as `EU`"),
        None => failure.hint(format!("`wean catalogue search {}` looks for a part of a name", error.name)),
    }
}

/// The name most like a mistyped one, if any is close.
pub(crate) fn closest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    names
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
