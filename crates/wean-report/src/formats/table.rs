//! For people, at a terminal or in a pipe.

use crate::paint::{Paint, Text, Tint};
use crate::report::{Block, Report, line};
use crate::table::Screen;

pub(super) fn write(report: &Report, screen: &Screen) -> String {
    let mut out = String::new();
    let wrap = |text: &Text, indent: usize, out: &mut String| {
        for line in text.wrap(screen.width.unwrap_or(usize::MAX), indent) {
            line.write(&screen.paint, out);
            out.push('\n');
        }
    };
    let put = |text: &Text, out: &mut String| wrap(text, 2, out);
    put(&report.title, &mut out);
    for block in &report.blocks {
        out.push('\n');
        match block {
            Block::Table(table) => table.write(screen, &mut out),
            Block::Lines(lines) => lines.iter().for_each(|line| put(line, &mut out)),
            Block::Facts(facts) => {
                let wide = facts.iter().map(|(head, _)| crate::paint::width(head)).max().unwrap_or(0) + 2;
                for (head, says) in facts {
                    let head =
                        Text::tinted(head, Tint::Name).and(&" ".repeat(wide - crate::paint::width(head)), Tint::Plain);
                    wrap(&head.and(says, Tint::Plain), wide, &mut out);
                }
            }
        }
    }
    if !report.notes.is_empty() {
        out.push('\n');
    }
    for note in &report.notes {
        put(&Text::tinted("note: ", Tint::Frozen).then(note.clone()), &mut out);
    }
    out
}

/// What goes to stderr.
pub(super) fn talk(report: &Report, paint: &Paint) -> String {
    let mut out = String::new();
    for warning in &report.warnings {
        Text::tinted("warning: ", Tint::Degrades).then(warning.clone()).write(paint, &mut out);
        out.push('\n');
    }
    let wide = report.next.iter().map(|(command, _)| crate::paint::width(command)).max().unwrap_or(0);
    for (i, (command, says)) in report.next.iter().enumerate() {
        let rest = " ".repeat(wide - crate::paint::width(command) + 2);
        let head = if i == 0 { Text::tinted("next: ", Tint::Runs) } else { Text::from("      ") };
        head.and(command, Tint::Name).then(line(&format!("{rest}{says}"))).write(paint, &mut out);
        out.push('\n');
    }
    out
}
