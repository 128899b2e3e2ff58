//! `wean explain`: the long form of a diagnostic.

use std::fmt::Write;
use std::process::ExitCode;

use wean_diag::{CODES, code};

use crate::arguments::{Common, ExplainArguments};
use crate::commands::cut::closest;
use crate::output::{Failure, Outcome, Terminal};

/// Explains one code, or lists them all.
pub(crate) fn run(arguments: &ExplainArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let mut text = String::new();
    if let Some(name) = &arguments.code {
        let name = name.trim_matches(['[', ']']);
        let Some(code) = code(name) else {
            let failure = Failure::new("unknown-name", format!("no diagnostic is called `{name}`"));
            return Err(match closest(name, CODES.iter().map(|code| code.name)) {
                Some(close) => failure.hint(format!("did you mean `{close}`?")),
                None => failure.hint("`wean explain` lists them"),
            });
        };
        let width = terminal.width.unwrap_or(80).min(100);
        let _ = writeln!(text, "{}[{}]\n\n{}", code.severity, code.name, wrap(code.explanation, width));
    } else {
        let width = CODES.iter().map(|code| code.name.len()).max().unwrap_or(0);
        for code in CODES {
            let first = code.explanation.split_once(". ").map_or(code.explanation, |(first, _)| first);
            let _ = writeln!(
                text,
                "{:<width$}  {:<7}  {}",
                code.name,
                code.severity.to_string(),
                first.trim_end_matches('.')
            );
        }
    }
    crate::output::text(&text, common, terminal)?;
    Ok(ExitCode::SUCCESS)
}

/// Breaks a text into lines at spaces.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
