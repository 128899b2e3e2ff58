//! All codes in one place, so that a rename shows up in review; and what diagnostics look like.

use wean_diag::{CODES, Diagnostic, Span, Style, render};

#[test]
fn every_code() {
    let list: Vec<String> = CODES.iter().map(|code| format!("{} {}", code.severity, code.name)).collect();
    insta::assert_snapshot!(list.join("\n"));
}

#[test]
fn a_diagnostic_says_what_where_and_what_to_do() {
    let source = "supplier;product;amount\n;Backup licences;18400\n";
    let diagnostic = Diagnostic::new("purchase-without-supplier", "row has a price but no supplier")
        .span("purchases.csv", Span::of(source, 24..24, "supplier is empty"))
        .hint("fill it in, or name the product in `wean.toml` under `[purchases.aliases]`");
    let style = Style { colour: false, unicode: true, width: 80 };
    insta::assert_snapshot!(render(&diagnostic, style));
}

#[test]
fn hostile_names_reach_no_terminal() {
    let diagnostic = Diagnostic::new("malformed", "bad \u{1b}[2J name").at("dir\n/\u{1b}]0;x\u{7}file");
    let text = render(&diagnostic, Style { colour: false, unicode: false, width: 80 });
    assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{text:?}");
}
