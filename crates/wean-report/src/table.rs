//! The one table: for terminals, pipes, Markdown and CSV.
//!
//! Header in capitals, two spaces between columns, no frames, numbers at the right. A terminal's width is kept by
//! shortening the widest text column; a pipe gets everything.

use wean_diag::printable;

use crate::paint::{Paint, Text, Tint, count};

/// Where a table goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// Columns to fit into; none in a pipe.
    pub width: Option<usize>,
    /// Colours and links.
    pub paint: Paint,
    /// With the columns that are left out otherwise.
    pub wide: bool,
}

/// When a column is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Always,
    /// With `--wide`, and in CSV.
    Wide,
    /// In CSV only.
    Data,
}

/// A column: its head and how its cells stand.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    head: String,
    number: bool,
    /// Shortened only when nothing else is left to shorten.
    firm: bool,
    cut_start: bool,
    shown: Shown,
}

impl Column {
    pub(crate) fn text(head: impl Into<String>) -> Self {
        Self { head: head.into(), number: false, firm: false, cut_start: false, shown: Shown::Always }
    }

    /// Cells at the right, never shortened while a text column can be.
    pub(crate) fn number(head: impl Into<String>) -> Self {
        Self { number: true, firm: true, ..Self::text(head) }
    }

    /// Words of a closed set: likewise, but at the left.
    pub(crate) fn word(head: impl Into<String>) -> Self {
        Self { firm: true, ..Self::text(head) }
    }

    /// Cells whose end says most: shortened at the start.
    pub(crate) fn path(head: impl Into<String>) -> Self {
        Self { cut_start: true, ..Self::text(head) }
    }

    pub(crate) fn shown(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }
}

/// What stands in one place of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    text: Text,
    /// What CSV holds, where that differs.
    raw: Option<String>,
}

impl Cell {
    pub(crate) fn number(n: usize) -> Self {
        Self { text: count(n).into(), raw: Some(n.to_string()) }
    }

    /// Something else in CSV: escaped like all other text.
    pub(crate) fn raw(self, raw: &str) -> Self {
        Self { raw: Some(printable(raw).into_owned()), ..self }
    }
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), raw: None }
    }
}

/// Rows under heads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// Sums, after an empty line; not in CSV.
    footer: Vec<Vec<Cell>>,
    headless: bool,
    indent: usize,
}

impl Table {
    pub(crate) fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), ..Self::default() }
    }

    /// Aligned lines rather than a table.
    pub(crate) fn headless(self, indent: usize) -> Self {
        Self { headless: true, indent, ..self }
    }

    pub(crate) fn row(&mut self, cells: impl Into<Vec<Cell>>) {
        let cells = cells.into();
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(cells);
    }

    pub(crate) fn footer(&mut self, cells: impl Into<Vec<Cell>>) {
        let cells = cells.into();
        debug_assert_eq!(cells.len(), self.columns.len());
        self.footer.push(cells);
    }

    pub(crate) fn is_headless(&self) -> bool {
        self.headless
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn visible(&self, wide: bool) -> Vec<usize> {
        let shown = |column: &Column| match column.shown {
            Shown::Always => true,
            Shown::Wide => wide,
            Shown::Data => false,
        };
        (0..self.columns.len()).filter(|&i| shown(&self.columns[i])).collect()
    }

    /// For a terminal or a pipe; each line ends with a newline.
    pub(crate) fn write(&self, screen: &Screen, out: &mut String) {
        let visible = self.visible(screen.wide);
        let mut widths: Vec<usize> = visible
            .iter()
            .map(|&i| {
                let cells = self.rows.iter().chain(&self.footer).map(|row| row[i].text.width());
                let head = if self.headless { 0 } else { crate::paint::width(&self.columns[i].head) };
                cells.max().unwrap_or(0).max(head)
            })
            .collect();
        let firm: Vec<bool> = visible.iter().map(|&i| self.columns[i].firm).collect();
        let gaps = self.indent + 2 * visible.len().saturating_sub(1);
        if let Some(width) = screen.width {
            fit(&mut widths, &firm, width.saturating_sub(gaps));
        }

        let heads: Vec<Cell> = self.columns.iter().map(|c| Text::tinted(&c.head, Tint::Strong).into()).collect();
        let mut line = |row: &[Cell]| {
            let mut text = Text::from(" ".repeat(self.indent));
            let mut blank = 0;
            for (at, (&i, &width)) in visible.iter().zip(&widths).enumerate() {
                let cell = &row[i].text;
                let cell = if self.columns[i].cut_start { cell.shorten_start(width) } else { cell.shorten(width) };
                let rest = width - cell.width();
                blank += if at == 0 { 0 } else { 2 };
                if self.columns[i].number {
                    blank += rest;
                }
                if !cell.is_empty() {
                    text = text.and(&" ".repeat(blank), Tint::Plain).then(cell);
                    blank = 0;
                }
                if !self.columns[i].number || row[i].text.is_empty() {
                    blank += rest;
                }
            }
            if let Some(width) = screen.width {
                // Only when there is less room than for one character a column.
                text = text.shorten(width);
            }
            text.write(&screen.paint, out);
            out.push('\n');
        };
        if !self.headless {
            line(&heads);
        }
        self.rows.iter().for_each(|row| line(row));
        if let Some((first, rest)) = self.footer.split_first() {
            let empty = vec![Cell::default(); self.columns.len()];
            line(&empty);
            line(first);
            for row in rest {
                line(row);
            }
        }
    }

    /// As GitHub and its kin draw it.
    pub(crate) fn markdown(&self, wide: bool, out: &mut String) {
        let visible = self.visible(wide);
        let mut line = |cells: Vec<String>| {
            out.push('|');
            for cell in cells {
                out.push(' ');
                out.push_str(&cell);
                out.push_str(" |");
            }
            out.push('\n');
        };
        line(visible.iter().map(|&i| markdown(&self.columns[i].head)).collect());
        let rule = |column: &Column| if column.number { "---:" } else { "---" }.to_owned();
        line(visible.iter().map(|&i| rule(&self.columns[i])).collect());
        for row in self.rows.iter().chain(&self.footer) {
            line(visible.iter().map(|&i| markdown(&row[i].text.plain())).collect());
        }
    }

    /// The rows under the heads in small letters. Control characters stay visible escapes: CSV gets printed too.
    pub(crate) fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let heads = self.columns.iter().map(|column| column.head.to_lowercase().replace(' ', "_"));
        let rows = self.rows.iter().map(|row| {
            let cells = row.iter().map(|cell| cell.raw.clone().unwrap_or_else(|| cell.text.plain()));
            cells.collect::<Vec<_>>()
        });
        for record in std::iter::once(heads.collect()).chain(rows) {
            writer.write_record(&record).expect("memory takes every record, and rows are of one length");
        }
        let bytes = writer.into_inner().expect("memory flushes");
        String::from_utf8(bytes).expect("CSV of text is text")
    }
}

/// Text that Markdown must not read as anything else.
pub(crate) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '<' | '&' | '*' | '_' | '`' | '[' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Narrows columns until their sum fits: always the widest that may still give, text before words and numbers.
fn fit(widths: &mut [usize], firm: &[bool], room: usize) {
    // Below eight columns a text says little: first all of them shrink to that, then what must.
    for (floor, also_firm) in [(8, false), (1, false), (1, true)] {
        loop {
            let sum: usize = widths.iter().sum();
            let Some(over) = sum.checked_sub(room).filter(|over| *over > 0) else { return };
            let may = |i: usize, width: usize| (also_firm || !firm[i]) && width > floor;
            let mut widest: Vec<(usize, usize)> =
                widths.iter().enumerate().filter(|&(i, &width)| may(i, width)).map(|(i, &width)| (width, i)).collect();
            widest.sort_unstable_by(|a, b| b.cmp(a));
            let Some(&(width, i)) = widest.first() else { break };
            // Down to the next widest, and by one when there are two as wide.
            let next = widest.get(1).map_or(floor, |&(width, _)| width).max(floor);
            widths[i] = width.saturating_sub(over).max(next.min(width - 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn sample() -> Table {
        let mut table = Table::new([Column::text("NAME"), Column::number("COUNT"), Column::path("SEEN")]);
        table.row([
            Cell::from("日本語ソフト"),
            Cell::number(1204),
            Text::path("a/b", "deep/folder/of/files/a.txt:31").into(),
        ]);
        table.row([Cell::from("\u{1b}[31mred|"), Cell::number(7), Cell::default()]);
        table.footer([Cell::from("total"), Cell::number(1211), Cell::default()]);
        table
    }

    fn drawn(table: &Table, width: Option<usize>) -> String {
        let mut out = String::new();
        table.write(&Screen { width, ..Screen::default() }, &mut out);
        out
    }

    #[test]
    fn the_widest_text_column_gives() {
        insta::assert_snapshot!("table-free", drawn(&sample(), None));
        insta::assert_snapshot!("table-40", drawn(&sample(), Some(40)));
        insta::assert_snapshot!("table-24", drawn(&sample(), Some(24)));
    }

    #[test]
    fn markdown_and_csv_hold_the_same_rows() {
        let mut out = String::new();
        sample().markdown(false, &mut out);
        insta::assert_snapshot!("table-md", out);
        insta::assert_snapshot!("table-csv", sample().csv());
    }

    proptest! {
        #[test]
        fn lines_never_exceed_the_width(
            rows in prop::collection::vec(("\\PC*", any::<u32>(), ".*"), 0..6),
            width in 0usize..60,
        ) {
            let mut table = Table::new([Column::text("NAME"), Column::number("COUNT"), Column::path("SEEN")]);
            for (name, n, seen) in rows {
                table.row([Cell::from(name), Cell::number(n as usize), Cell::from(seen)]);
            }
            for line in drawn(&table, Some(width)).lines() {
                prop_assert!(line.width() <= width, "{line:?} is wider than {width}");
            }
        }
    }
}
