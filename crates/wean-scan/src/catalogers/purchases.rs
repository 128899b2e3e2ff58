//! The books: CSV files with one purchase a row.
//!
//! Every bookkeeping program writes its own dialect, so delimiter, columns and decimal separator are found out where
//! `[purchases]` of `wean.toml` does not name them. Amounts are never guessed: one that can be read in two ways is
//! reported and left out, and cents are counted in whole numbers.

use std::ops::Range;

use csv::StringRecord;
use rustc_hash::FxHashMap;
use wean_diag::{Diagnostic, Span};
use wean_model::{Component, ComponentKind, Purchase};

use crate::cataloger::{Cataloger, Found, SourceFile};
use crate::configuration::Columns;

/// See the module.
pub(crate) struct Purchases;

impl Cataloger for Purchases {
    fn name(&self) -> &'static str {
        "purchases"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/purchases*.csv"]
    }

    fn sees(&self) -> &'static str {
        "rows of CSV files: supplier, product, amount, currency, period, date and seats, whatever the delimiter and order"
    }

    fn does_not_see(&self) -> &'static str {
        "spreadsheets (`.xlsx`, `.ods`): save them as CSV; what a row is about when it does not say"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        let Some(text) = text_of(file, found) else { return };
        let Some(book) = Book::read(file, &text, found) else { return };
        let mut without_currency: Vec<Span> = Vec::new();
        for row in &book.rows {
            book.row(file, row, found, &mut without_currency);
        }
        if let Some(last) = book.rows.last()
            && text.get(last.start..).is_some_and(|rest| rest.matches('"').count() % 2 == 1)
        {
            let message = "a quote of this row is never closed; the rest of the file was read as one cell";
            let span = book.span(last, 0..usize::MAX, "");
            found.report(Diagnostic::new("malformed", message).span(file.path().clone(), span));
        }
        if let Some(first) = without_currency.first().cloned() {
            let rows = without_currency.len();
            let message = format!(
                "{rows} rows from this one on have an amount but no currency that wean knows; their price was left out"
            );
            let message = if rows == 1 {
                "row has an amount but no currency that wean knows; its price was left out".into()
            } else {
                message
            };
            found.report(
                Diagnostic::new("purchase-without-currency", message)
                    .span(file.path().clone(), first)
                    .hint("set `currency = \"EUR\"` in `wean.toml` under `[purchases]`, if that is what it is"),
            );
        }
    }
}

/// The text of a file. One that is no UTF-8 is what spreadsheets on Windows write by default, so names keep their umlauts.
fn text_of(file: &SourceFile<'_>, found: &mut Found) -> Option<String> {
    let bytes = file.bytes(found)?;
    if std::str::from_utf8(&bytes).is_ok() || matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return file.text(found);
    }
    let message = "the file is no UTF-8; it was read as Windows-1252";
    let diagnostic = Diagnostic::new("not-unicode", message).at(file.path().clone());
    found.report(diagnostic.hint("save it as UTF-8 if names look wrong"));
    // 0x80 to 0x9f; the rest is as in Unicode.
    let high: Vec<char> = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ".chars().collect();
    let decode = |byte: u8| match byte {
        0x80..=0x9f => high.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        byte => char::from(byte),
    };
    Some(bytes.into_iter().map(decode).collect())
}

/// What a column holds, with the headers that say so in English and German.
const KNOWN: [(&str, &[&str]); 7] = [
    (
        "supplier",
        &["supplier", "vendor", "seller", "reseller", "creditor", "lieferant", "anbieter", "kreditor", "händler"],
    ),
    (
        "product",
        &["product", "item", "description", "article", "produkt", "artikel", "bezeichnung", "beschreibung", "leistung"],
    ),
    (
        "amount",
        &["amount", "price", "net", "net amount", "cost", "total", "betrag", "preis", "netto", "nettobetrag", "kosten"],
    ),
    ("currency", &["currency", "währung", "waehrung"]),
    ("period", &["period", "term", "zeitraum", "laufzeit", "leistungszeitraum"]),
    (
        "seats",
        &["seats", "licences", "licenses", "users", "arbeitsplätze", "arbeitsplaetze", "lizenzen", "nutzer", "plätze"],
    ),
    ("date", &["date", "booking date", "invoice date", "datum", "buchungsdatum", "rechnungsdatum", "belegdatum"]),
];
const SUPPLIER: usize = 0;
const PRODUCT: usize = 1;
const AMOUNT: usize = 2;
const CURRENCY: usize = 3;
const PERIOD: usize = 4;
const SEATS: usize = 5;
const DATE: usize = 6;

/// Products of rows that only add up others.
const SUMS: &[&str] = &["total", "sum", "subtotal", "grand total", "summe", "gesamt", "gesamtsumme", "zwischensumme"];

struct Row {
    cells: StringRecord,
    /// Where it begins in the text, and on which line.
    start: usize,
    line: u32,
}

struct Book<'a> {
    text: &'a str,
    delimiter: u8,
    /// Index of the cell that holds each of [`KNOWN`].
    columns: [Option<usize>; 7],
    headers: usize,
    decimal: char,
    /// The decimal separator is the user's word, not our finding.
    decimal_named: bool,
    currency: Option<String>,
    /// Products in lower case to ids of the catalogue.
    aliases: FxHashMap<String, &'a str>,
    rows: Vec<Row>,
}

impl<'a> Book<'a> {
    fn read(file: &'a SourceFile<'a>, text: &'a str, found: &mut Found) -> Option<Self> {
        let settings = &file.configuration().purchases;
        let named = settings.delimiter.and_then(|c| u8::try_from(c).ok()).filter(u8::is_ascii);
        let delimiter = named.unwrap_or_else(|| delimiter_of(text));
        let mut rows = Vec::new();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        for cells in reader.records() {
            // The text is UTF-8 and rows may have any length, so nothing is left that could fail.
            let Ok(cells) = cells else { continue };
            let (mut start, mut line) =
                cells.position().map_or((0, 1), |p| (usize::try_from(p.byte()).unwrap_or(0), p.line()));
            // The reader passes over empty lines, but says where they begin.
            while let Some(byte @ (b'\n' | b'\r')) = text.as_bytes().get(start) {
                line += u64::from(*byte == b'\n');
                start += 1;
            }
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push(Row { cells, start, line });
            }
        }
        if rows.is_empty() {
            file.malformed(found, text, None, "the file holds no rows; nothing was found in it");
            return None;
        }
        let header = rows.remove(0);
        let aliases =
            settings.aliases.iter().map(|(product, id)| (product.trim().to_lowercase(), id.as_str())).collect();
        let mut book = Book {
            text,
            delimiter,
            columns: [None; 7],
            headers: header.cells.len(),
            decimal: '.',
            decimal_named: settings.decimal.is_some(),
            currency: settings.currency.as_deref().map(str::to_uppercase),
            aliases,
            rows,
        };
        if !book.find_columns(file, &header, &settings.columns, found) {
            return None;
        }
        book.decimal = settings.decimal.unwrap_or_else(|| book.guess_decimal());
        Some(book)
    }

    /// Finds out which column holds what; `false` when the file cannot be a list of purchases.
    fn find_columns(&mut self, file: &SourceFile<'_>, header: &Row, named: &Columns, found: &mut Found) -> bool {
        let named =
            [&named.supplier, &named.product, &named.amount, &named.currency, &named.period, &named.seats, &named.date];
        let cells: Vec<String> = header.cells.iter().map(|cell| cell.trim().to_lowercase()).collect();
        for (column, name) in named.iter().enumerate() {
            let known = KNOWN[column].1;
            self.columns[column] = match name {
                Some(name) => cells.iter().position(|cell| *cell == name.trim().to_lowercase()),
                None => cells.iter().position(|cell| known.contains(&without_unit(cell))),
            };
            if let (Some(name), None) = (name, self.columns[column]) {
                let message =
                    format!("no column is headed `{name}`, which holds the {}; it was left out", KNOWN[column].0);
                let span = self.span(header, 0..0, "");
                found.report(
                    Diagnostic::new("malformed", message)
                        .span(file.path().clone(), span)
                        .hint("correct it in `wean.toml` under `[purchases] columns`"),
                );
            }
        }
        if let (None, Some(cell)) = (&self.currency, self.columns[AMOUNT].and_then(|i| cells.get(i))) {
            // `Amount (EUR)`, `Betrag in €`
            self.currency =
                cell.rsplit([' ', '(', '[']).next().and_then(|unit| currency(unit.trim_end_matches([')', ']'])));
        }
        let missing = match self.columns {
            [None, None, ..] => "the supplier or product; the file was left out",
            [_, _, None, ..] => "the amount; purchases are kept without a price",
            _ => return true,
        };
        let headers: Vec<&str> = header.cells.iter().take(20).map(str::trim).collect();
        found.report(
            Diagnostic::new("malformed", format!("no column is headed as if it held {missing}"))
                .span(file.path().clone(), self.span(header, 0..0, ""))
                .hint(format!(
                    "name it in `wean.toml` under `[purchases] columns`; the headers are `{}`",
                    headers.join("`, `")
                )),
        );
        let read = self.columns[SUPPLIER].or(self.columns[PRODUCT]).is_some();
        if !read {
            found.unread(file);
        }
        read
    }

    /// `,` where the amounts can be read with it alone, else `.`.
    fn guess_decimal(&self) -> char {
        let readable = |decimal| {
            let amounts = self.rows.iter().map(|row| self.cell(row, AMOUNT));
            amounts.filter(|cell| amount(cell, decimal, false).is_some()).count()
        };
        if readable(',') > readable('.') { ',' } else { '.' }
    }

    fn cell<'r>(&self, row: &'r Row, column: usize) -> &'r str {
        self.columns[column].and_then(|i| row.cells.get(i)).unwrap_or_default().trim()
    }

    fn row(&self, file: &SourceFile<'_>, row: &Row, found: &mut Found, without_currency: &mut Vec<Span>) {
        let supplier = self.cell(row, SUPPLIER);
        let product = one_line(self.cell(row, PRODUCT));
        let cell = self.cell(row, AMOUNT);
        let report = |code: &str, column: usize, label: &str, message: String| {
            let span = self.span(row, self.cell_range(row, column), label);
            Diagnostic::new(code, message).span(file.path().clone(), span)
        };
        let cells =
            row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).last().map_or(0, |(i, _)| i + 1);
        if row.cells.len() < self.headers || cells > self.headers {
            let message = match row.cells.len() {
                1 => format!("row has one cell, the header {}; ", self.headers),
                n => format!("row has {n} cells, the header {}; ", self.headers),
            };
            let did = if cells > self.headers { "those beyond were left out" } else { "the others are taken as empty" };
            let span = self.span(row, 0..usize::MAX, "");
            found.report(Diagnostic::new("malformed", message + did).span(file.path().clone(), span));
        }
        if supplier.is_empty() && SUMS.contains(&product.trim_end_matches(':').to_lowercase().as_str()) {
            found.report(report(
                "sum-left-out",
                PRODUCT,
                "",
                format!("row adds up others (`{product}`, no supplier); it was left out"),
            ));
            return;
        }
        let place = format!("{}:{}", file.path(), row.line);
        let name = [product.as_str(), supplier].into_iter().find(|name| !name.is_empty()).unwrap_or(&place);
        if product.is_empty() {
            let who = if supplier.is_empty() { "neither supplier nor product" } else { "a supplier but no product" };
            found.report(
                report(
                    "purchase-without-product",
                    PRODUCT,
                    "product is empty",
                    format!("row has {who}; it is kept as `{name}`"),
                )
                .hint("fill it in"),
            );
        } else if supplier.is_empty() && !cell.is_empty() {
            found.report(
                report(
                    "purchase-without-supplier",
                    SUPPLIER,
                    "supplier is empty",
                    "row has a price but no supplier".into(),
                )
                .hint("fill it in, or name the product in `wean.toml` under `[purchases.aliases]`"),
            );
        }

        let mut component = Component::new(ComponentKind::Purchase, name, None);
        component.hints.supplier = Some(supplier).filter(|s| !s.is_empty()).map(Into::into);
        component.hints.product = self.aliases.get(&product.to_lowercase()).map(|id| (*id).into());
        let seats = self.cell(row, SEATS);
        let count = whole(seats);
        if count.is_none() && !seats.is_empty() {
            let message = format!("`{seats}` is no number of seats; it was left out");
            found.report(report("bad-amount", SEATS, "", message));
        }
        match amount(cell, self.decimal, self.decimal_named) {
            Some((cents, symbol)) => {
                let named = self.cell(row, CURRENCY);
                // A word that means no currency must not become another one.
                let default = || self.currency.clone().filter(|_| named.is_empty());
                match currency(named).or(symbol).or_else(default) {
                    Some(currency) => component.purchases.push(Purchase {
                        cents,
                        currency: currency.into(),
                        period: text(self.cell(row, PERIOD)),
                        date: text(self.cell(row, DATE)),
                        seats: count,
                        occurrence: file.occurrence(row.line),
                    }),
                    None => without_currency.push(self.span(row, self.cell_range(row, AMOUNT), "")),
                }
            }
            None if self.columns[AMOUNT].is_some() => {
                let message = if cell.is_empty() {
                    "row has no amount; it is kept without a price".to_owned()
                } else {
                    format!(
                        "`{cell}` is no amount with `{}` before cents; the row is kept without a price",
                        self.decimal
                    )
                };
                let diagnostic = report("bad-amount", AMOUNT, "", message);
                let hint = "correct it, or set `decimal` in `wean.toml` under `[purchases]`";
                found.report(if self.decimal_named { diagnostic } else { diagnostic.hint(hint) });
            }
            None => {}
        }
        found.component(file, row.line, component);
    }

    /// Bytes of a cell after the row's start, with its quotes. The reader does not say, and only diagnostics ask.
    fn cell_range(&self, row: &Row, column: usize) -> Range<usize> {
        let Some(index) = self.columns[column] else { return 0..0 };
        let bytes = self.text.as_bytes().get(row.start..).unwrap_or_default();
        let (mut cell, mut from, mut quoted) = (0, 0, false);
        for (at, byte) in bytes.iter().enumerate() {
            match *byte {
                b'"' => quoted = !quoted,
                b if !quoted && (b == self.delimiter || b == b'\n' || b == b'\r') => {
                    if cell == index || b != self.delimiter {
                        return if cell == index { from..at } else { at..at };
                    }
                    cell += 1;
                    from = at + 1;
                }
                _ => {}
            }
        }
        if cell == index { from..bytes.len() } else { bytes.len()..bytes.len() }
    }

    /// A span from a range after the row's start. Counts from the row on, not from the top: a file may be all faults.
    fn span(&self, row: &Row, range: Range<usize>, label: &str) -> Span {
        let rest = self.text.get(row.start..).unwrap_or_default();
        let end = range.end.min(rest.len());
        // Up to the end of the line on which the range ends, so that the whole line is shown.
        let end = rest.get(end..).and_then(|after| after.find('\n')).map_or(rest.len(), |i| end + i);
        let end = if range.end == usize::MAX { rest.find('\n').unwrap_or(rest.len()) } else { end };
        let mut span = Span::of(rest.get(..end).unwrap_or_default(), range, label);
        span.line = span.line.saturating_add(row.line - 1);
        span
    }
}

/// The delimiter that the first line has most of, outside quotes.
fn delimiter_of(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte && !quoted) {
            *count += 1;
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// `amount (eur)` and `betrag in eur` are headed `amount` and `betrag`.
fn without_unit(header: &str) -> &str {
    let header = header.split(['(', '[']).next().unwrap_or(header);
    header.split(" in ").next().unwrap_or(header).trim()
}

/// A cell may hold line breaks, and after a quote that is never closed the rest of the file.
fn one_line(cell: &str) -> String {
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(200).is_some() { line.chars().take(200).chain(['…']).collect() } else { line }
}

fn text(cell: &str) -> Option<Box<str>> {
    Some(cell).filter(|cell| !cell.is_empty()).map(Into::into)
}

/// An ISO 4217 code from a code or a sign that means one currency.
fn currency(cell: &str) -> Option<String> {
    Some(match cell {
        "€" => "EUR".to_owned(),
        "$" => "USD".to_owned(),
        "£" => "GBP".to_owned(),
        _ if cell.eq_ignore_ascii_case("euro") => "EUR".to_owned(),
        _ if cell.len() == 3 && cell.bytes().all(|b| b.is_ascii_alphabetic()) => cell.to_ascii_uppercase(),
        _ => return None,
    })
}

/// A whole number, perhaps with a separator between thousands.
fn whole(cell: &str) -> Option<u64> {
    let groups: Vec<&str> = cell.split(['.', ',', '\'', ' ', '\u{a0}', '\u{202f}']).collect();
    digits(&groups)?.parse().ok()
}

/// Digits of groups of three, the first of one to three; or of one group of any length.
fn digits(groups: &[&str]) -> Option<String> {
    let (first, rest) = groups.split_first()?;
    let all_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    (all_digits && grouped).then(|| groups.concat())
}

/// Cents of `-1.234,50`, `1'234.5`, `(12.00)`, `€ 12`, `12 EUR`, and the currency that stands with it.
///
/// Three digits after the separator are cents for one reader and thousands for another: without the user's word
/// (`named`) that is no amount.
fn amount(cell: &str, decimal: char, named: bool) -> Option<(i64, Option<String>)> {
    let mut rest = cell.trim();
    let mut negative = false;
    let mut symbol = None;
    loop {
        let before = rest;
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            (rest, negative) = (inner.trim(), true);
        }
        // U+2212 is the minus of word processors.
        let minus = |c: char| matches!(c, '-' | '\u{2212}');
        if let Some(inner) = rest.strip_prefix(minus).or_else(|| rest.strip_suffix(minus)) {
            (rest, negative) = (inner.trim(), true);
        }
        let word =
            rest.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '-' | '\u{a0}'));
        if symbol.is_none()
            && let Some(found) = currency(word)
            && let Some(inner) = rest.strip_prefix(word).or_else(|| rest.strip_suffix(word))
        {
            (rest, symbol) = (inner.trim(), Some(found));
        }
        if rest == before {
            break;
        }
    }
    let (units, parts) = rest.rsplit_once(decimal).unwrap_or((rest, ""));
    let thousands = if decimal == ',' { '.' } else { ',' };
    let groups: Vec<&str> = units.split([thousands, '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}']).collect();
    let units: i64 = digits(&groups)?.parse().ok()?;
    if !parts.bytes().all(|b| b.is_ascii_digit()) || (parts.len() == 3 && !named) {
        return None;
    }
    let (cents, beyond) = parts.split_at(parts.len().min(2));
    if beyond.bytes().any(|b| b != b'0') {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let cents = units.checked_mul(100)?.checked_add(cents)?;
    Some((if negative { -cents } else { cents }, symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_exact_or_none() {
        let check = |cell: &str, decimal: char, expect: Option<i64>| {
            assert_eq!(amount(cell, decimal, false).map(|(cents, _)| cents), expect, "{cell} with {decimal}");
        };
        check("585600,00", ',', Some(58_560_000));
        check("585600,00", '.', None);
        check("1.234.567,8", ',', Some(123_456_780));
        check("1,234.50", '.', Some(123_450));
        check("1'234.50", '.', Some(123_450));
        check("1 234,50 €", ',', Some(123_450));
        check("-$12", '.', Some(-1_200));
        check("(12.05)", '.', Some(-1_205));
        check("EUR 7", '.', Some(700));
        check("12.450", '.', None);
        check("12.450", ',', Some(1_245_000));
        check("0.105", '.', None);
        check("0.1000", '.', Some(10));
        check("", '.', None);
        check("-", '.', None);
        check("1e9", '.', None);
        check("99999999999999999999", '.', None);
        assert_eq!(amount("12.450", '.', true), Some((1245, None)));
    }
}
