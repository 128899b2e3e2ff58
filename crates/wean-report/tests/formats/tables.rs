//! Answers as people read them.

use wean_exposure::Exposure;
use wean_model::Grade;
use wean_report::{Answer, Cut, Format, Paint, Rank, Scan, Screen, Show, Why, render};

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

/// Shows an answer about exposure in every form people read.
fn exposed(name: &str, show: impl Fn(&Exposure<'_>, Format, &Screen) -> String) {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let exposure = Exposure::new(&attributed, &catalogue);
    for (form, format, screen) in [
        ("80", Format::Table, screen(Some(80))),
        ("120", Format::Table, screen(Some(120))),
        ("pipe", Format::Table, screen(None)),
        ("colour", Format::Table, colourful()),
        ("md", Format::Md, screen(None)),
        ("csv", Format::Csv, screen(None)),
    ] {
        insta::assert_snapshot!(format!("{name}-{form}"), show(&exposure, format, &screen));
    }
}

#[test]
fn cut() {
    exposed("cut", |exposure, format, screen| {
        let (attributed, catalogue) = (exposure.attributed(), exposure.catalogue());
        let answer = exposure.cut(&town::cut(catalogue), &[0, 30, 365], Grade::Derived);
        let cut = Cut { answer: &answer, attributed, catalogue, asked: "'towns/mill town' --from US" };
        shown(&Answer::Cut(cut), format, screen)
    });
}

#[test]
fn why() {
    for (name, service, from, all) in [
        ("why", "Payroll", "US", false),
        ("why-all", "Payroll", "US", true),
        ("why-maybe", "Library", "US", false),
        ("why-not", "E-mail", "CN", false),
    ] {
        exposed(name, |exposure, format, screen| {
            let (attributed, catalogue) = (exposure.attributed(), exposure.catalogue());
            let node = town::service_node(attributed, service);
            let answer = exposure.why(node, &town::cut_from(from, catalogue), 365, Grade::Derived, 20);
            let why = Why { answer: &answer, attributed, catalogue, all, asked: &format!("{service} --from {from}") };
            shown(&Answer::Why(why), format, screen)
        });
    }
}

#[test]
fn rank() {
    exposed("rank", |exposure, format, screen| {
        let (attributed, catalogue) = (exposure.attributed(), exposure.catalogue());
        let answer = exposure.rank(365, Grade::Derived);
        let rank = Rank { answer: &answer, attributed, catalogue, target: "'towns/mill town'" };
        shown(&Answer::Rank(rank), format, screen)
    });
}

#[test]
fn a_cut_has_no_form_as_an_inventory() {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let answer = Exposure::new(&attributed, &catalogue).cut(&town::cut(&catalogue), &[0], Grade::Derived);
    let cut = Cut { answer: &answer, attributed: &attributed, catalogue: &catalogue, asked: "" };
    let error = render(&Answer::Cut(cut), Format::Cyclonedx, &Screen::default()).unwrap_err();
    insta::assert_snapshot!("unsupported", format!("{error}\n{}", error.hint()));
}
