//! `wean scan`: what runs here, and who stands behind it.

use std::process::ExitCode;

use crate::arguments::{Common, ScanArguments, Show};
use crate::output::{Outcome, Terminal};
use crate::target;

/// Scans and reports.
pub fn run(arguments: &ScanArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let catalogue = target::catalogue(common, terminal);
    let target = target::read(&arguments.target, common, &catalogue, terminal)?;
    let sources: Vec<wean_report::ScanSource> = target
        .sources
        .iter()
        .map(|source| wean_report::ScanSource { cataloger: source.cataloger, files: source.files.clone() })
        .collect();
    let show = match arguments.show {
        None => wean_report::ScanShow::Sums,
        Some(Show::Components) => wean_report::ScanShow::Components,
        Some(Show::Unattributed) => wean_report::ScanShow::Unattributed,
    };
    terminal.say(&format!("Scanned {} in {:.1} s", arguments.target.display(), target.took.as_secs_f64()));
    let answer = wean_report::Answer::Scan {
        attributed: &target.attributed,
        catalogue: &catalogue,
        sources: &sources,
        show,
        minimum: target::grade(common),
    };
    crate::output::report(&answer, common, terminal)?;
    Ok(ExitCode::SUCCESS)
}
