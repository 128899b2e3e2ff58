//! Laws of cuts by name, on random inventories over a small catalogue: the known bound never exceeds the possible one, a
//! bigger cut never stops less, a stricter grade never knows more, and a cause leads to where it says.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use proptest::prelude::*;
use wean_catalogue::{Attributed, Catalogue, Place, Records};
use wean_exposure::{Certainty, Cut, Days, Exposure, Stage, Term};
use wean_model::{
    Act, Attribution, Claim, Component, ComponentKind, Controller, Criticality, Evidence, Grade, HoldKind, Inventory,
    InventoryBuilder, Node, Relation, Role, Service,
};

/// Two firms with a parent, a community, a firm whose seat nobody knows.
fn catalogue() -> Catalogue {
    let mut records = Records::default();
    let mut add = |folder: &str, id: &str, text: &str| records.add(folder, id, id, text).unwrap();
    add("organisations", "top", "name='Top'\nkind='company'\nseat='US'");
    add("organisations", "sub", "name='Sub'\nkind='company'\nseat='DE'\n[[parent]]\norganisation='top'");
    add("organisations", "lone", "name='Lone'\nkind='company'\nseat='CN'");
    add("organisations", "odd", "name='Odd'\nkind='company'");
    add("organisations", "crowd", "name='Crowd'\nkind='community'");
    let hold = |kind: &str, effect: &str, onset: u32| {
        format!("[[hold]]\nkind='{kind}'\neffect='{effect}'\nonset={onset}\ntext='t'\n")
    };
    let class = |holds: String| format!("name='c'\nabout='c'\n{holds}");
    add("classes", "hosted", &class(hold("service", "stops", 0)));
    add("classes", "software", &class(hold("updates", "frozen", 0) + &hold("activation", "degrades", 30)));
    let by = |act: &str, kind: &str, onset: u32| format!("{}act='{act}'\n", hold(kind, "stops", onset));
    add("classes", "library", &class(hold("stewardship", "frozen", 100) + &by("delivery", "stewardship", 0)));
    add("classes", "certificate", &class(hold("trust", "stops", 200) + &by("revocation", "trust", 1)));
    add("jurisdictions", "countries", "[country]\nUS='u'\nDE='d'\nCN='c'");
    add("jurisdictions", "club", "name='Club'\n[[member]]\ncode='US'\n[[member]]\ncode='CN'");
    Catalogue::new(records)
}

fn attribution() -> impl Strategy<Value = Attribution> {
    let party = prop_oneof![
        prop::sample::select(vec!["top", "sub", "lone", "odd"])
            .prop_map(|id| Some(Controller::Organisation(id.into()))),
        Just(Some(Controller::Community("crowd".into()))),
        Just(Some(Controller::Account("github.com/someone".into()))),
        Just(Some(Controller::Own)),
        Just(None),
    ];
    let grade = prop::sample::select(vec![Grade::Guessed, Grade::Derived, Grade::Catalogue]);
    let class = prop::sample::select(vec!["hosted", "software", "library", "certificate"]);
    (party, grade, class).prop_map(|(party, grade, class)| Attribution {
        product_grade: Grade::Unknown,
        product: None,
        class: Some(class.into()),
        claims: party
            .map(|controller| Claim {
                role: Role::Maker,
                grade,
                controller,
                evidence: Evidence { matched: "m".into(), source: "s".into(), date: None, seen: None },
            })
            .into_iter()
            .collect(),
    })
}

const COMPONENTS: usize = 6;
const SERVICES: usize = 3;

fn id(i: usize) -> wean_model::Id {
    if i < SERVICES { Service::id_of(&i.to_string()) } else { format!("library:{}", i - SERVICES).into() }
}

fn attributed() -> impl Strategy<Value = Attributed> {
    let relation = prop::sample::select(Relation::ALL.to_vec());
    let edge = (0..SERVICES + COMPONENTS, 0..SERVICES + COMPONENTS, relation.clone());
    let group = (0..SERVICES, prop::collection::vec(SERVICES..SERVICES + COMPONENTS, 2..4), relation);
    (
        prop::collection::vec(edge, 0..16),
        prop::collection::vec(group, 0..3),
        prop::collection::vec(attribution(), COMPONENTS),
    )
        .prop_map(|(edges, groups, attributions)| {
            let mut builder = InventoryBuilder::new("t");
            for i in 0..SERVICES {
                builder.service(Service {
                    id: id(i),
                    name: i.to_string().into(),
                    criticality: Criticality::Medium,
                    users: None,
                    occurrence: None,
                });
            }
            for i in 0..COMPONENTS {
                builder.component(Component::new(ComponentKind::Library, &i.to_string(), None));
            }
            for (from, to, relation) in edges {
                builder.dependency(id(from), id(to), relation);
            }
            for (from, members, relation) in groups {
                builder.group(id(from), relation, members.into_iter().map(id).collect());
            }
            let inventory: Inventory = builder.finish();
            Attributed { inventory, attributions }
        })
}

fn term() -> impl Strategy<Value = Term> {
    let place = prop::sample::select(vec!["US", "DE", "CN", "club"]);
    prop_oneof![
        place.clone().prop_map(|name| Term::from_name(name, &catalogue()).unwrap()),
        prop::sample::select(vec!["top", "sub", "lone"]).prop_map(|name| Term::from_name(name, &catalogue()).unwrap()),
        place.clone().prop_map(|name| Term::Outside(place_of(name))),
        place.prop_map(|name| Term::HostedIn(place_of(name))),
        prop::sample::select(HoldKind::ALL.to_vec()).prop_map(Term::Hold),
    ]
}

fn place_of(name: &str) -> Place {
    Term::place(name, &catalogue()).unwrap()
}

fn no_later(a: Days, b: Days) -> bool {
    a.0.iter().zip(b.0).all(|(a, b)| *a <= b)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bounds_hold_and_bigger_cuts_stop_no_less(attributed in attributed(), clause in prop::collection::vec(term(), 1..3), more in term()) {
        let catalogue = catalogue();
        let exposure = Exposure::new(&attributed, &catalogue);
        let small = Cut { clauses: vec![clause.clone()], ..Cut::default() };
        let big = Cut { clauses: vec![[clause.clone(), vec![more.clone()]].concat()], ..Cut::default() };
        let both = Cut { clauses: vec![clause, vec![more]], ..Cut::default() };
        let answer = |cut: &Cut, grade| exposure.cut(cut, &[0, 30, 365], grade);
        let days = |answer: &wean_exposure::CutAnswer| answer.component_days.clone();
        let of_small = answer(&small, Grade::Derived);
        for (small, big) in days(&of_small).iter().zip(days(&answer(&big, Grade::Derived))) {
            prop_assert!(no_later(small.possible, small.known), "possible is no later than known");
            prop_assert!(no_later(big.known, small.known) && no_later(big.possible, small.possible));
        }
        for (small, both) in days(&of_small).iter().zip(days(&answer(&both, Grade::Derived))) {
            prop_assert!(no_later(small.known, both.known) && no_later(small.possible, both.possible));
        }
        // Asking for a better grade, less is known and more is possible.
        for (loose, strict) in days(&of_small).iter().zip(days(&answer(&small, Grade::Catalogue))) {
            prop_assert!(no_later(loose.known, strict.known) && no_later(strict.possible, loose.possible));
        }
        prop_assert!(of_small.components.directly.known <= of_small.components.directly.possible);
        prop_assert!(of_small.components.hit.known <= of_small.components.hit.possible);
        // Counts agree with days, and every service that is hit has a cause.
        for service in &of_small.services {
            prop_assert_eq!(service.days.possible.0[0] <= 365, !service.causes.is_empty());
        }
    }

    /// Whoever withdraws may revoke, which is possible and not known, and delivers no harm. More acts stop no less.
    #[test]
    fn acts_widen_and_narrow_a_cut(attributed in attributed(), term in term()) {
        let catalogue = catalogue();
        let exposure = Exposure::new(&attributed, &catalogue);
        let days = |acts: &[Act]| {
            let cut = Cut { acts: acts.to_vec(), ..Cut::of(term.clone()) };
            exposure.cut(&cut, &[365], Grade::Derived).component_days
        };
        let (by_default, withdrawal) = (days(&[]), days(&[Act::Withdrawal]));
        let both = days(&[Act::Withdrawal, Act::Revocation]);
        for ((by_default, withdrawal), (both, all)) in by_default.iter().zip(&withdrawal).zip(both.iter().zip(days(Act::ALL))) {
            prop_assert_eq!(by_default.known, withdrawal.known);
            prop_assert_eq!(by_default.possible, both.possible);
            prop_assert!(no_later(both.known, withdrawal.known) && no_later(all.known, both.known));
            prop_assert!(no_later(both.possible, withdrawal.possible) && no_later(all.possible, both.possible));
        }
    }

    /// Cuts in force from a day on bring everything about that much later; several bring about what any of them does, and
    /// a service that the actor spares is hit only through others.
    #[test]
    fn stages_add_up(attributed in attributed(), one in term(), other in term(), day in 0..400u32) {
        let catalogue = catalogue();
        let exposure = Exposure::new(&attributed, &catalogue);
        let stage = |term: &Term, day, hits: Vec<u32>| Stage { cut: Cut::of(term.clone()), day, hits };
        let play = |cuts: &[Stage]| exposure.play(cuts, Grade::Derived, Certainty::Yes);
        let plain = exposure.solve(&Cut::of(one.clone()), Grade::Derived, Certainty::Yes);
        let nodes: Vec<Node> = (0..3).map(Node::Service).chain((0..6).map(Node::Component)).collect();
        let (alone, later) = (play(&[stage(&one, 0, vec![])]), play(&[stage(&one, day, vec![])]));
        let together = play(&[stage(&one, 0, vec![]), stage(&other, day, vec![])]);
        let (chosen, all) = (play(&[stage(&one, 0, vec![0])]), play(&[stage(&one, 0, vec![0, 1, 2])]));
        for node in nodes {
            let days = exposure.played(&alone, node);
            prop_assert_eq!(days, plain.days(exposure.index(node)));
            let shifted = days.0.map(|d| if d == wean_exposure::NEVER { d } else { d + day });
            prop_assert_eq!(exposure.played(&later, node), Days(shifted));
            prop_assert!(no_later(exposure.played(&together, node), days));
            prop_assert!(no_later(days, exposure.played(&chosen, node)));
            if let Node::Service(i) = node {
                prop_assert_eq!(exposure.played(&all, node), days);
                let needs = attributed.inventory.dependencies.iter().any(|edge| edge.from == node);
                let grouped = attributed.inventory.groups.iter().any(|group| group.from == node);
                if i == 0 || !(needs || grouped) {
                    prop_assert_eq!(exposure.played(&chosen, node), days);
                }
            }
        }
    }

    /// A critical path begins at the question, ends at a hold that bites, and its days never rise on the way down.
    #[test]
    fn derivations_lead_from_the_question_to_a_hold(attributed in attributed(), term in term()) {
        let catalogue = catalogue();
        let exposure = Exposure::new(&attributed, &catalogue);
        let cut = Cut::of(term);
        for service in 0..3 {
            let why = exposure.why(Node::Service(service), &cut, 365, Grade::Derived, 50);
            prop_assert_eq!(why.critical.is_some(), why.days.possible.0[0] <= 365);
            prop_assert!(why.critical.iter().all(|critical| why.paths.contains(critical)));
            let known = why.days.known.0[0] <= 365;
            prop_assert!(why.paths.iter().all(|path| (path.certainty == Certainty::Yes) == known));
            for path in why.critical.iter().chain(&why.paths) {
                prop_assert_eq!(path.steps[0].node, Node::Service(service));
                prop_assert!(path.steps.windows(2).all(|pair| pair[1].relation.is_some()));
                let last = path.steps.last().unwrap();
                prop_assert!(path.held.hold.effect >= last.effect && path.held.hold.onset <= 365);
                prop_assert!(exposure.held(exposure.index(last.node)).contains(&path.held));
            }
            if let Some(path) = &why.critical {
                prop_assert!(path.steps.windows(2).all(|pair| pair[1].day <= pair[0].day));
                prop_assert_eq!(path.held.hold.onset, path.steps.last().unwrap().day);
            }
        }
    }
}
