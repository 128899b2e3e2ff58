//! Answers as people read them.

use wean_exposure::Exposure;
use wean_model::{Grade, Node};
use wean_report::{Answer, Cut, Format, Paint, Rank, Scan, Screen, Show, Typed, Why, dot, mermaid, render};

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
    let scan = Scan {
        attributed: &attributed,
        catalogue: &catalogue,
        sources: &sources,
        show,
        influences: &[],
        at_least: Grade::Derived,
        typed: &town::typed_target(),
    };
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
        let answer = exposure.cut(&town::cut(exposure.catalogue()), &[0, 30, 365], Grade::Derived);
        let cut = Cut { answer: &answer, exposure, typed: &town::typed("US") };
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
            let node = town::service_node(exposure.attributed(), service);
            let answer = exposure.why(node, &town::cut_from(from, exposure.catalogue()), 365, Grade::Derived, 20);
            let typed = town::typed(from);
            let why = Why { node, answer: Some(&answer), exposure, typed: &typed, day: 365, all };
            shown(&Answer::Why(why), format, screen)
        });
    }
}

#[test]
fn why_without_a_cut() {
    for (name, id) in [
        ("facts-service", "Payroll"),
        ("facts-component", "pkg:npm/%40bigsoft/identity@4.1.0"),
        ("facts-unknown", "hosted-service:api.mystery.example"),
    ] {
        exposed(name, |exposure, format, screen| {
            let inventory = &exposure.attributed().inventory;
            let component = inventory.component(id).map(Node::Component);
            let node = component.unwrap_or_else(|| town::service_node(exposure.attributed(), id));
            let typed = town::typed_target();
            let why = Why { node, answer: None, exposure, typed: &typed, day: 365, all: false };
            shown(&Answer::Why(why), format, screen)
        });
    }
}

#[test]
fn graphs_of_why() {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let exposure = Exposure::new(&attributed, &catalogue);
    let answer = exposure.why(town::payroll(&attributed), &town::cut(&catalogue), 365, Grade::Derived, 20);
    insta::assert_snapshot!("why-dot", dot(&answer, &exposure));
    insta::assert_snapshot!("why-mermaid", mermaid(&answer, &exposure));
}

#[test]
fn rank() {
    exposed("rank", |exposure, format, screen| {
        let answer = exposure.rank(365, Grade::Derived);
        shown(&Answer::Rank(Rank { answer: &answer, exposure, typed: &town::typed("US") }), format, screen)
    });
}

#[test]
fn a_cut_has_no_form_as_an_inventory() {
    let catalogue = town::catalogue();
    let attributed = town::attributed(&catalogue);
    let exposure = Exposure::new(&attributed, &catalogue);
    let answer = exposure.cut(&town::cut(&catalogue), &[0], Grade::Derived);
    let cut = Cut { answer: &answer, exposure: &exposure, typed: &Typed::default() };
    let error = render(&Answer::Cut(cut), Format::Cyclonedx, &Screen::default()).unwrap_err();
    insta::assert_snapshot!("unsupported", format!("{error}\n{}", error.hint()));
}

#[test]
fn nothing_found_is_an_answer_too() {
    let catalogue = town::catalogue();
    let attributed = catalogue.attribute_all(wean_model::InventoryBuilder::new("empty").finish());
    let exposure = Exposure::new(&attributed, &catalogue);
    let typed = town::typed("US");
    let cut = exposure.cut(&town::cut(&catalogue), &[0, 30], Grade::Derived);
    let rank = exposure.rank(365, Grade::Derived);
    let scan = |show| {
        let catalogue = &catalogue;
        Answer::Scan(Scan {
            attributed: &attributed,
            catalogue,
            sources: &[],
            show,
            influences: &[],
            at_least: Grade::Derived,
            typed: &typed,
        })
    };
    let answers = [
        scan(Show::Summary),
        scan(Show::Unattributed),
        Answer::Cut(Cut { answer: &cut, exposure: &exposure, typed: &typed }),
        Answer::Rank(Rank { answer: &rank, exposure: &exposure, typed: &Typed::default() }),
    ];
    let mut all = String::new();
    for answer in &answers {
        for format in [Format::Table, Format::Md, Format::Csv, Format::Json, Format::Jsonl] {
            let output = render(answer, format, &screen(Some(80))).expect("every answer has these forms");
            if format == Format::Table {
                all.push_str(&output.data);
                all.push_str(&output.talk);
            }
        }
    }
    insta::assert_snapshot!("empty", all);
}
