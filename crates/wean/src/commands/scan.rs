//! `wean scan`: what runs here, and who stands behind it.

use std::process::ExitCode;

use wean_exposure::Exposure;
use wean_report::{Answer, Scan, Source};

use crate::arguments::{Common, ScanArguments, Show};
use crate::commands::cut::typed_target;
use crate::output::{Outcome, Terminal};
use crate::target;

/// Days of the horizon by which influence is measured.
const YEAR: u32 = 365;

/// Scans and reports.
pub(crate) fn run(arguments: &ScanArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let configuration = target::configuration(&arguments.target)?;
    let catalogue = target::catalogue(common, &configuration, Some(&arguments.target), terminal)?;
    let target = target::read(&arguments.target, &configuration, common, &catalogue, terminal)?;
    let sources: Vec<Source> = target
        .sources
        .iter()
        .map(|source| Source { cataloger: source.cataloger.to_owned(), files: source.files.clone() })
        .collect();
    let show = match arguments.show {
        None => wean_report::Show::Summary,
        Some(Show::Components) => wean_report::Show::Components,
        Some(Show::Unattributed) => wean_report::Show::Unattributed,
    };
    // What could change most about a year from now is what to find out first.
    let influences = match arguments.show {
        Some(Show::Unattributed) => {
            let unattributed = Scan::unattributed_of(&target.attributed, target::grade(common));
            Exposure::new(&target.attributed, &catalogue).undated().influence(
                &unattributed,
                YEAR,
                target::grade(common),
            )
        }
        _ => Vec::new(),
    };
    let answer = Answer::Scan(Scan {
        attributed: &target.attributed,
        catalogue: &catalogue,
        sources: &sources,
        show,
        influences: &influences,
        at_least: target::grade(common),
        typed: &typed_target(&arguments.target, common),
    });
    // The clock is for who watches: a pipe gets the same bytes every time.
    if terminal.progress {
        let count = target.sources.iter().map(|source| source.files.len()).sum::<usize>();
        terminal.say(&format!("read {count} files in {:.1} s", target.took.as_secs_f64()));
    }
    crate::output::report(&answer, common, terminal)?;
    Ok(ExitCode::SUCCESS)
}
