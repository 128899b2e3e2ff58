//! The `wean` command: parses the command line, runs a command, prints, and picks the exit code.
//!
//! Exit codes: 0 fine; 1 findings at or over `--fail-on`; 2 wean could not do it.

mod arguments;
mod commands;
mod output;
mod target;

use std::process::ExitCode;

use clap::FromArgMatches;

use arguments::{Arguments, Command};
use output::Terminal;

fn main() -> ExitCode {
    let matches = arguments::command().get_matches();
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let mut terminal = Terminal::new(&arguments.common);
    let result = output::check(&arguments.common).and_then(|()| match &arguments.command {
        Command::Scan(scan) => commands::scan::run(scan, &arguments.common, &mut terminal),
        Command::Cut(cut) => {
            let cut_matches = matches.subcommand_matches("cut").expect("the command that was parsed");
            commands::cut::run(cut, cut_matches, &arguments.common, &mut terminal)
        }
        Command::Why(why) => {
            let why_matches = matches.subcommand_matches("why").expect("the command that was parsed");
            commands::why::run(why, why_matches, &arguments.common, &mut terminal)
        }
        Command::Attribute(attribute) => commands::attribute::run(attribute, &arguments.common, &mut terminal),
        Command::Replay(replay) => commands::replay::run(replay, &arguments.common, &mut terminal),
        Command::Init(init) => commands::init::run(init, &mut terminal),
        Command::Catalogue(catalogue) => commands::catalogue::run(catalogue, &arguments.common, &mut terminal),
        Command::Explain(explain) => commands::explain::run(explain, &arguments.common, &mut terminal),
        Command::Completions { shell } => commands::completions::completions(*shell, &arguments.common, &mut terminal),
        Command::Man => commands::completions::man(&arguments.common, &mut terminal),
    });
    match result {
        Ok(code) => code,
        Err(failure) => {
            terminal.diagnostic(&failure.diagnostic);
            ExitCode::from(2)
        }
    }
}
