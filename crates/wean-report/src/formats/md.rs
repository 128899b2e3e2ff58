//! Markdown: the same title, tables and notes, for a page or a pull request.

use std::fmt::Write;

use crate::report::{Block, Report};
use crate::table::{Screen, markdown};

pub(super) fn write(report: &Report, wide: bool) -> String {
    let mut out = format!("## {}\n", markdown(&report.title.plain()));
    for block in &report.blocks {
        out.push('\n');
        match block {
            Block::Table(table) if table.is_headless() => {
                // Its indents mean something.
                let mut text = String::new();
                table.write(&Screen { wide, ..Screen::default() }, &mut text);
                let mut fence = "```".to_owned();
                while text.contains(&fence) {
                    fence.push('`');
                }
                _ = writeln!(out, "{fence}text\n{text}{fence}");
            }
            Block::Table(table) => table.markdown(wide, &mut out),
            Block::Facts(facts) => {
                for (head, says) in facts {
                    _ = writeln!(out, "- {}: {}", markdown(head), markdown(says));
                }
            }
            Block::Lines(lines) => {
                // A list: lines of their own would run together.
                for line in lines {
                    let text = line.plain();
                    if !text.trim().is_empty() {
                        _ = writeln!(out, "- {}", markdown(text.trim()));
                    }
                }
            }
        }
    }
    for note in &report.notes {
        _ = writeln!(out, "\n> note: {}", markdown(&note.plain()));
    }
    out
}
