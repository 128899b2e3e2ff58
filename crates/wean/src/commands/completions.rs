//! `wean completions` and `wean man`: made from the one definition of the command line.

use std::process::ExitCode;

use crate::arguments::{Common, command};
use crate::output::{Failure, Outcome, Terminal};

/// Completions of a shell.
pub(crate) fn completions(shell: clap_complete::Shell, common: &Common, terminal: &mut Terminal) -> Outcome {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut command(), "wean", &mut bytes);
    print(&bytes, common, terminal)
}

/// The man page: the main page, then one section a command.
pub(crate) fn man(common: &Common, terminal: &mut Terminal) -> Outcome {
    let mut bytes = Vec::new();
    let mut command = command();
    command.build();
    let render = |command: clap::Command, bytes: &mut Vec<u8>| clap_mangen::Man::new(command).render(bytes);
    let commands: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    let mut result = render(command, &mut bytes);
    for part in commands {
        let name = format!("wean-{}", part.get_name());
        result = result.and_then(|()| render(part.name(name), &mut bytes));
    }
    result.map_err(|error| Failure::new("cannot-write", format!("cannot make the man page: {error}")))?;
    print(&bytes, common, terminal)
}

fn print(bytes: &[u8], common: &Common, terminal: &mut Terminal) -> Outcome {
    crate::output::text(&String::from_utf8_lossy(bytes), common, terminal)?;
    Ok(ExitCode::SUCCESS)
}
