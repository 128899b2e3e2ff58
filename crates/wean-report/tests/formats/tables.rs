//! Answers as people read them.

use wean_model::Grade;
use wean_report::{Answer, Format, Paint, Scan, Screen, Show, render};

use crate::town;

fn screen(width: Option<usize>) -> Screen {
    Screen { width, ..Screen::default() }
}

fn colourful() -> Screen {
    let paint = Paint { colour: true, links: Some("file:///towns/mill%20town/".into()) };
    Screen { width: Some(100), paint, wide: false }
}

/// Both streams, with escapes made visible.
fn shown(answer: &Answer<'_>, format: Format, screen: &Screen) -> String {
    let output = render(answer, format, screen).expect("the format has a form for it");
    if let Some(width) = screen.width.filter(|_| !screen.paint.colour && format == Format::Table) {
        use unicode_width::UnicodeWidthStr;
        let wide: Vec<_> = output.data.lines().filter(|line| line.contains("  ") && line.width() > width).collect();
        assert!(wide.is_empty(), "wider than {width}: {wide:#?}");
    }
    let bare = output.data.replace(['\n', '\u{1b}'], "");
    assert!(screen.paint.colour || !output.data.contains('\u{1b}'));
    assert!(!bare.contains(char::is_control), "control characters: {bare:?}");
    format!("{}--- talk\n{}", output.data, output.talk).replace('\u{1b}', "␛")
}

fn scan(show: Show, format: Format, screen: &Screen) -> String {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let sources = town::sources();
    let scan =
        Scan { attributed: &attributed, catalogue: &catalogue, sources: &sources, show, at_least: Grade::Derived };
    shown(&Answer::Scan(scan), format, screen)
}

#[test]
fn scan_summary() {
    insta::assert_snapshot!("scan-80", scan(Show::Summary, Format::Table, &screen(Some(80))));
    insta::assert_snapshot!("scan-pipe", scan(Show::Summary, Format::Table, &screen(None)));
    insta::assert_snapshot!("scan-colour", scan(Show::Summary, Format::Table, &colourful()));
    insta::assert_snapshot!("scan-md", scan(Show::Summary, Format::Md, &screen(None)));
}

#[test]
fn scan_lists() {
    insta::assert_snapshot!("components-80", scan(Show::Components, Format::Table, &screen(Some(80))));
    insta::assert_snapshot!("components-120", scan(Show::Components, Format::Table, &screen(Some(120))));
    insta::assert_snapshot!("components-pipe", scan(Show::Components, Format::Table, &screen(None)));
    insta::assert_snapshot!("components-csv", scan(Show::Components, Format::Csv, &screen(None)));
    insta::assert_snapshot!("components-md", scan(Show::Components, Format::Md, &screen(None)));
    insta::assert_snapshot!("unattributed-120", scan(Show::Unattributed, Format::Table, &screen(Some(120))));
    let wide = Screen { wide: true, ..Screen::default() };
    insta::assert_snapshot!("components-wide", scan(Show::Components, Format::Table, &wide));
}
