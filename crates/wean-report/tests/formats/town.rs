//! Milltown: few things, but one of every sort, and a few that mean harm. Its catalogue is its own too, so that these
//! tests say nothing about who owns what.

use wean_catalogue::{Attributed, Catalogue, Records};
use wean_exposure::{Cut, Term};
use wean_model::{
    Component, ComponentKind, Criticality, Declaration, InventoryBuilder, Node, Occurrence, Organisation, Purchase,
    Relation, Scope, Service,
};
use wean_report::{Source, Typed};

const RECORDS: &[(&str, &str, &str)] = &[
    (
        "jurisdictions",
        "countries",
        "[country]\nUS='United States'\nDE='Germany'\nFR='France'\nCN='China'\nGB='United Kingdom'",
    ),
    ("jurisdictions", "eu", "name='European Union'\n[[member]]\ncode='DE'\n[[member]]\ncode='FR'"),
    (
        "organisations",
        "bigsoft",
        "name='Bigsoft Corporation'\naliases=['Bigsoft']\nkind='company'\nseat='US'\nnamespaces=['npm:@bigsoft']\n[[source]]\ntitle='a'\ndate='2026-05'\n[[source]]\ntitle='b'\ndate='2024'",
    ),
    (
        "organisations",
        "hub",
        "name='Code Hub'\nkind='company'\nseat='US'\n[[parent]]\norganisation='bigsoft'\nshare=100.0",
    ),
    (
        "organisations",
        "werk",
        "name='Werk GmbH'\nkind='company'\nseat='DE'\ndomains=['werk.example']\n[[parent]]\norganisation='bigsoft'",
    ),
    ("organisations", "elephants", "name='Elephant Group'\nkind='community'\nnamespaces=['github.com/elephants']"),
    (
        "organisations",
        "juggler",
        "name='Juggler Foundation'\nkind='foundation'\nseat='US'\nnamespaces=['github.com/juggler']",
    ),
    ("organisations", "panda", "name='Panda Devices'\nkind='company'\nseat='CN'"),
    (
        "products",
        "loginhouse",
        "name='Loginhouse'\nclass='hosted-service'\nmaker='bigsoft'\n[match]\ndomain=['login.bigsoft.example']\n[[hold]]\nkind='service'\neffect='stops'\nonset=0\ntext='nobody can log in'\n[[source]]\ntitle='x'\ndate='2026-05'",
    ),
    (
        "products",
        "wordhouse",
        "name='Wordhouse'\nclass='proprietary-software'\nmaker='bigsoft'\n[[hold]]\nkind='activation'\neffect='degrades'\nonset=30\ntext='licence check fails'\n[[source]]\ntitle='x'\ndate='2025-01'",
    ),
    (
        "products",
        "pandaswitch",
        "name='Pandaswitch'\nclass='device'\nmaker='panda'\n[[source]]\ntitle='x'\ndate='2024'",
    ),
    (
        "products",
        "hub-registry",
        "name='Hub registry'\nclass='registry'\nmaker='hub'\n[match]\nserves=['npm']\n[[hold]]\nkind='registry'\neffect='frozen'\nonset=0\ntext='packages cannot be fetched'\n[[source]]\ntitle='x'\ndate='2026'",
    ),
    (
        "classes",
        "open-source-library",
        "name='Open-source library'\nabout='x'\npurl-types=['npm','pypi','deb']\nkinds=['library']\n[[hold]]\nkind='stewardship'\neffect='frozen'\nonset=1095\ntext='no new versions'",
    ),
    (
        "classes",
        "hosted-service",
        "name='Hosted service'\nabout='x'\nkinds=['hosted-service']\n[[hold]]\nkind='service'\neffect='stops'\nonset=0\ntext='no access'",
    ),
    (
        "classes",
        "proprietary-software",
        "name='Proprietary software'\nabout='x'\nkinds=['application']\n[[hold]]\nkind='updates'\neffect='degrades'\nonset=180\ntext='no patches'",
    ),
    (
        "classes",
        "device",
        "name='Device'\nabout='x'\nkinds=['device']\n[[hold]]\nkind='hardware'\neffect='frozen'\nonset=365\ntext='no spares'",
    ),
    (
        "classes",
        "unclassified",
        "name='Unclassified'\nabout='x'\nkinds=['purchase']\n[[hold]]\nkind='service'\neffect='stops'\nonset=0\ntext='nothing is known about it'\nassumption=true",
    ),
];

pub(crate) fn catalogue() -> Catalogue {
    let mut records = Records::default();
    for (folder, id, text) in RECORDS {
        records.add(folder, id, &format!("catalogue/{folder}/{id}.toml"), text).expect("the town's records are right");
    }
    Catalogue::new(records)
}

fn seen(path: &str, line: u32, cataloger: &str) -> Occurrence {
    Occurrence { path: path.into(), line: (line > 0).then_some(line), cataloger: cataloger.into() }
}

fn at(mut component: Component, path: &str, line: u32, cataloger: &str) -> Component {
    component.occurrences.push(seen(path, line, cataloger));
    component
}

fn npm(name: &str, version: &str) -> Component {
    let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
    Component::with_purl(ComponentKind::Library, name, Some(version), &purl)
}

fn service(name: &str, criticality: Criticality, users: Option<u64>, line: u32) -> Service {
    let occurrence = (line > 0).then(|| seen("wean.toml", line, "wean-toml"));
    Service { id: Service::id_of(name), name: name.into(), criticality, users, occurrence }
}

pub(crate) fn sources() -> Vec<Source> {
    let source = |cataloger: &str, files: &[&str]| Source {
        cataloger: cataloger.to_owned(),
        files: files.iter().map(|file| (*file).into()).collect(),
    };
    vec![
        source("npm", &["web/package-lock.json"]),
        source("dns-zone", &["zones/milltown.zone", "zones/reverse.zone"]),
        source("purchases", &["purchases.csv"]),
    ]
}

pub(crate) fn attributed(catalogue: &Catalogue) -> Attributed {
    let mut builder = InventoryBuilder::new("towns/mill town");
    builder.organisation(Organisation {
        name: Some("Milltown".into()),
        home: Some("EU".into()),
        domains: vec!["milltown.example".into(), "mühle.example".into()],
    });
    builder.service(service("E-mail", Criticality::Critical, Some(2400), 4));
    builder.service(service("Payroll", Criticality::High, None, 9));
    builder.service(service("Library", Criticality::Low, Some(12_000), 0));
    builder.service(service("Archive", Criticality::Medium, None, 20));

    let mut add = |component: Component| {
        let id = component.id.clone();
        builder.component(component);
        id
    };
    let host = |name: &str| Component::new(ComponentKind::HostedService, name, None);
    let login = {
        let mut login = at(host("login.bigsoft.example"), "zones/milltown.zone", 14, "dns-zone");
        login.occurrences.push(seen("infra/idp.tf", 3, "terraform"));
        login.hints.region = Some("eu-central-1".into());
        login.hosted_in = Some("DE".parse().expect("a code"));
        add(login)
    };
    let www = add(at(host("www.milltown.example"), "zones/milltown.zone", 20, "dns-zone"));
    let mystery = add(at(host("api.mystery.example"), "web/.env", 2, "hosts"));
    let word = {
        let mut word = at(Component::new(ComponentKind::Purchase, "Wordhouse", None), "purchases.csv", 2, "purchases");
        word.hints.supplier = Some("Bigsoft".into());
        let purchase = |cents, period: Option<&str>, line| Purchase {
            cents,
            currency: "EUR".into(),
            period: period.map(Into::into),
            date: Some("2026-02-11".into()),
            seats: (line == 2).then_some(300),
            occurrence: seen("purchases.csv", line, "purchases"),
        };
        word.purchases = vec![purchase(1_840_000, Some("2026"), 2), purchase(-5_000, None, 7)];
        add(word)
    };
    let unknown = {
        let name = "Beratung \u{1b}[31m\"Müller\"\u{202e}\nSöhne | 日本語";
        let mut unknown = at(Component::new(ComponentKind::Purchase, name, None), "purchases.csv", 3, "purchases");
        unknown.hints.supplier = Some("Müller & Söhne".into());
        add(unknown)
    };
    let azure = {
        let mut azure = at(npm("@bigsoft/identity", "4.1.0"), "web/package-lock.json", 31, "npm");
        azure.licences = vec!["MIT".into()];
        add(azure)
    };
    let pad = {
        let mut pad = at(npm("left-pad", "1.3.0"), "web/package-lock.json", 44, "npm");
        pad.hints.repository = Some("https://github.com/someone/left-pad.git".into());
        pad.scope = Scope::Optional;
        pad.licences = vec!["WTFPL".into(), "see LICENCE.txt <b>".into()];
        add(pad)
    };
    let tester = {
        let mut tester = at(npm("tester", "0.0.1-beta"), "web/package-lock.json", 51, "npm");
        tester.scope = Scope::Development;
        add(tester)
    };
    let juggler = {
        let purl = "pkg:pypi/juggler@5.0";
        let component = Component::with_purl(ComponentKind::Library, "juggler", Some("5.0"), purl);
        let mut juggler = at(component, "payroll/requirements.txt", 1, "python");
        juggler.hints.homepage = Some("https://github.com/juggler/juggler".into());
        juggler.hints.maintainer = Some("A Juggler <a@juggler.example>".into());
        add(juggler)
    };
    let elephant = {
        let purl = "pkg:deb/debian/elephant@17.2-1?arch=amd64";
        let component = Component::with_purl(ComponentKind::Library, "elephant", Some("17.2-1"), purl);
        let mut elephant = at(component, "hosts/db/var/lib/dpkg/status", 812, "dpkg");
        elephant.hints.homepage = Some("https://github.com/elephants/elephant".into());
        add(elephant)
    };
    let werk = {
        let mut werk = at(
            Component::new(ComponentKind::Application, "Werkbank", Some("2")),
            "inventory/a-very-long-folder-name/with-another-inside/applications.csv",
            5,
            "applications",
        );
        werk.declared = Some(Declaration {
            controller: "werk".into(),
            because: Some("contract 2024/17".into()),
            date: Some("2024-03-01".into()),
            occurrence: seen("wean.toml", 31, "wean-toml"),
        });
        add(werk)
    };
    let switch = add(at(Component::new(ComponentKind::Device, "Pandaswitch", None), "network/sw1.cfg", 1, "cisco-ios"));
    add(at(Component::new(ComponentKind::Certificate, "old.milltown.example", None), "tls/old.pem", 0, "x509"));
    add(at(Component::new(ComponentKind::ContainerImage, "redis", Some("7")), "compose.yaml", 8, "compose"));
    add(at(Component::new(ComponentKind::Purchase, "Wordhouse Premium", None), "purchases.csv", 9, "purchases"));

    for (from, to, relation) in [
        ("E-mail", &login, Relation::Requires),
        ("E-mail", &azure, Relation::BuildsWith),
        ("Payroll", &word, Relation::Requires),
        ("Payroll", &login, Relation::Uses),
        ("Payroll", &elephant, Relation::Requires),
        ("Payroll", &juggler, Relation::Requires),
        ("Library", &www, Relation::Requires),
        ("Library", &mystery, Relation::Requires),
        ("Archive", &switch, Relation::Requires),
        ("Archive", &pad, Relation::Requires),
    ] {
        builder.dependency(Service::id_of(from), to.clone(), relation);
    }
    builder.dependency(Service::id_of("Payroll"), Service::id_of("E-mail"), Relation::Uses);
    builder.dependency(azure.clone(), pad.clone(), Relation::Requires);
    builder.dependency(azure.clone(), tester.clone(), Relation::BuildsWith);
    // A circle, as package managers allow.
    builder.dependency(pad, azure, Relation::Uses);
    builder.group(Service::id_of("Payroll"), Relation::Requires, vec![werk, unknown]);
    catalogue.attribute_all(builder.finish())
}

/// The withdrawal the tests ask about.
pub(crate) fn cut(catalogue: &Catalogue) -> Cut {
    cut_from("US", catalogue)
}

pub(crate) fn cut_from(name: &str, catalogue: &Catalogue) -> Cut {
    Cut::of(Term::from_name(name, catalogue).expect("the town's catalogue knows the place"))
}

pub(crate) fn payroll(attributed: &Attributed) -> Node {
    service_node(attributed, "Payroll")
}

pub(crate) fn service_node(attributed: &Attributed, name: &str) -> Node {
    Node::Service(attributed.inventory.service(name).expect("the town has that service"))
}

/// How a user asks about such a withdrawal.
pub(crate) fn typed_target() -> Typed {
    Typed { target: "towns/mill town".to_owned(), ..Typed::default() }
}

pub(crate) fn typed(from: &str) -> Typed {
    Typed { cut: vec!["--from".to_owned(), from.to_owned()], ..typed_target() }
}
