//! An answer as people read it: title, tables, notes. Tables for the terminal and Markdown are both drawn from it.

use crate::paint::{Text, Tint};
use crate::table::Table;

/// A part of a [`Report`], set off by an empty line.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    Table(Table),
    Lines(Vec<Text>),
    /// What a thing is, and what is said of it: broken lines stand below what is said.
    Facts(Vec<(&'static str, String)>),
}

/// An answer before it is drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    /// The answer in a line.
    pub(crate) title: Text,
    pub(crate) blocks: Vec<Block>,
    /// What bears on the figures: part of the answer.
    pub(crate) notes: Vec<Text>,
    /// What the user may want to mend: talk.
    pub(crate) warnings: Vec<Text>,
    /// What to type next, and what that says: talk.
    pub(crate) next: Vec<(String, String)>,
}

impl Report {
    pub(crate) fn table(&mut self, table: Table) {
        if !table.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    pub(crate) fn lines(&mut self, lines: Vec<Text>) {
        if !lines.is_empty() {
            self.blocks.push(Block::Lines(lines));
        }
    }

    pub(crate) fn facts(&mut self, facts: Vec<(&'static str, String)>) {
        if !facts.is_empty() {
            self.blocks.push(Block::Facts(facts));
        }
    }

    pub(crate) fn note(&mut self, text: impl Into<Text>) {
        self.notes.push(text.into());
    }
}

/// A line with what stands between backticks as a name.
pub(crate) fn line(text: &str) -> Text {
    let mut line = Text::default();
    for (i, part) in text.split('`').enumerate() {
        line = if i % 2 == 1 { line.and(&format!("`{part}`"), Tint::Name) } else { line.and(part, Tint::Plain) };
    }
    line
}

/// An argument as a shell takes it.
pub(crate) fn shell(argument: &str) -> String {
    let safe = |b: u8| b.is_ascii_alphanumeric() || b"/-._~:=@%+,".contains(&b);
    if !argument.is_empty() && argument.bytes().all(safe) && !argument.starts_with(['-', '~']) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}
