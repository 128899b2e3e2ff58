//! What is not known is never said to be known: cases with answers found by hand.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use wean_catalogue::{Attributed, Catalogue, Records};
use wean_exposure::{Bounds, Certainty, Cut, Days, Exposure, Term, WhyAnswer};
use wean_model::{
    Component, ComponentKind, Criticality, Effect, Grade, InventoryBuilder, Node, Relation, Role, Service, State,
};

/// `zoom` and `shop` are products of US and DE; the books name what they sell.
fn catalogue() -> Catalogue {
    let mut records = Records::default();
    let mut add = |folder: &str, id: &str, text: &str| records.add(folder, id, id, text).unwrap();
    add("organisations", "zoom", "name='Zoom'\nkind='company'\nseat='US'\ndomains=['zoom.test']");
    add("organisations", "reseller", "name='Reseller'\nkind='company'\nseat='DE'");
    add("organisations", "crowd", "name='Crowd'\nkind='community'");
    let hosted =
        "name='c'\nabout='c'\nkinds=['hosted-service']\n[[hold]]\nkind='service'\neffect='stops'\nonset=0\ntext='t'";
    add("classes", "hosted-service", hosted);
    add("classes", "unclassified", &hosted.replace("hosted-service", "purchase"));
    let product = |name: &str, maker: &str| format!("name='{name}'\nclass='hosted-service'\nmaker='{maker}'");
    add("products", "zoom", &product("Zoom", "zoom"));
    add("products", "forum", &product("Forum", "crowd"));
    add("jurisdictions", "countries", "[country]\nUS='u'\nDE='d'\nFR='f'");
    Catalogue::new(records)
}

fn bought(name: &str, supplier: &str) -> Component {
    let mut component = Component::new(ComponentKind::Purchase, name, None);
    component.hints.supplier = Some(supplier.into());
    component
}

/// A service for each list of alternatives; it needs one of them.
fn attributed(components: &[Component], services: &[&[&str]]) -> Attributed {
    let mut builder = InventoryBuilder::new("t");
    for component in components {
        builder.component(component.clone());
    }
    for (i, members) in services.iter().enumerate() {
        let id = Service::id_of(&i.to_string());
        builder.service(Service {
            id: id.clone(),
            name: i.to_string().into(),
            criticality: Criticality::Medium,
            users: None,
            occurrence: None,
        });
        builder.group(id, Relation::Requires, members.iter().map(|member| (*member).into()).collect());
    }
    catalogue().attribute_all(builder.finish())
}

fn why(attributed: &Attributed, node: Node, cut: &str) -> WhyAnswer {
    let catalogue = catalogue();
    let cut = Cut::of(Term::from_name(cut, &catalogue).unwrap());
    Exposure::new(attributed, &catalogue).why(node, &cut, 365, Grade::Derived, 50)
}

fn states(attributed: &Attributed, cut: &str) -> Vec<Bounds<State>> {
    let days = |i| why(attributed, Node::Service(i), cut).days;
    let services = u32::try_from(attributed.inventory.services.len()).unwrap();
    let state = |days: Bounds<Days>| Bounds { known: days.known.state(0), possible: days.possible.state(0) };
    (0..services).map(days).map(state).collect()
}

const UNSURE: Bounds<State> = Bounds { known: State::Runs, possible: State::Stops };
const STOPS: Bounds<State> = Bounds { known: State::Stops, possible: State::Stops };
const RUNS: Bounds<State> = Bounds { known: State::Runs, possible: State::Runs };

/// One of the two alternatives is certain to stop, of the other nothing is known: that the service stops is not certain,
/// whichever of the two the path goes through.
#[test]
fn a_certain_alternative_beside_an_unknown_one_is_only_possible() {
    let things = [bought("Zoom", "Zoom"), bought("Mystery", "Nobody")];
    let attributed = attributed(&things, &[&["purchase:Zoom", "purchase:Mystery"]]);
    assert_eq!(states(&attributed, "US"), [UNSURE]);
    let answer = why(&attributed, Node::Service(0), "US");
    assert_eq!(answer.paths.len(), 2);
    assert!(answer.critical.iter().chain(&answer.paths).all(|path| path.certainty == Certainty::Maybe));
}

#[test]
fn a_service_of_which_nothing_was_found_may_stop() {
    let attributed = attributed(&[bought("Zoom", "Zoom")], &[&[], &["purchase:Zoom"]]);
    assert_eq!(states(&attributed, "US"), [UNSURE, STOPS]);
    assert_eq!(states(&attributed, "DE"), [UNSURE, RUNS]);
    let catalogue = catalogue();
    let exposure = Exposure::new(&attributed, &catalogue);
    for hold in wean_model::HoldKind::ALL {
        let cut = Cut::of(Term::Hold(*hold));
        assert_eq!(exposure.why(Node::Service(0), &cut, 0, Grade::Derived, 1).days.possible.state(0), State::Stops);
        assert_eq!(exposure.why(Node::Service(0), &cut, 0, Grade::Derived, 1).days.known.state(0), State::Runs);
    }
    assert_eq!(exposure.cut(&Cut::default(), &[0], Grade::Derived).services[0].days.possible, Days::NEVER);
    assert_eq!(exposure.rank(0, Grade::Derived).unknown.stops, [0]);
}

/// Whoever sold it is known, what it is and who made it is not: it may come from anywhere, and be any product.
#[test]
fn who_sold_a_thing_is_not_who_made_it() {
    let attributed = attributed(&[bought("Framework contract", "Reseller")], &[&["purchase:Framework contract"]]);
    assert_eq!(states(&attributed, "DE"), [STOPS]);
    assert_eq!(states(&attributed, "US"), [UNSURE]);
    assert_eq!(states(&attributed, "zoom"), [UNSURE]);
}

#[test]
fn a_community_sits_nowhere_but_can_be_cut_by_name() {
    let attributed = attributed(&[bought("Forum", "Crowd")], &[&["purchase:Forum"]]);
    assert_eq!(states(&attributed, "crowd"), [STOPS]);
    assert_eq!(states(&attributed, "US"), [RUNS]);
}

fn tangle(edges: impl IntoIterator<Item = (usize, usize)>, held: usize, of: usize) -> WhyAnswer {
    let mut builder = InventoryBuilder::new("t");
    let id = |i: usize| if i == held { "hosted-service:Zoom".into() } else { format!("library:{i}").into() };
    for i in 0..of {
        let mut component = Component::new(ComponentKind::Library, &i.to_string(), None);
        if i == held {
            component = Component::new(ComponentKind::HostedService, "Zoom", None);
            component.hints.maker = Some("Zoom".into());
        }
        builder.component(component);
    }
    for (from, to) in edges {
        builder.dependency(id(from), id(to), Relation::Requires);
    }
    let attributed = catalogue().attribute_all(builder.finish());
    let node = Node::Component(attributed.inventory.component(&id(0)).unwrap());
    why(&attributed, node, "US")
}

/// In a knot in which everything needs everything there are more ways than anyone could wait for.
#[test]
fn a_knot_of_cycles_ends_the_search_for_paths() {
    let all = (0..24).flat_map(|from| (0..24).map(move |to| (from, to)));
    let answer = tangle(all, 0, 24);
    assert_eq!(answer.paths.len(), 1);
    assert!(answer.more && answer.paths.contains(answer.critical.as_ref().unwrap()));
}

/// The search for all paths does not go down for ever; the critical path is found however long it is.
#[test]
fn a_path_too_deep_to_search_is_still_among_all_paths() {
    let answer = tangle((0..99).map(|i| (i, i + 1)), 99, 100);
    assert_eq!(answer.critical.as_ref().map(|path| path.steps.len()), Some(100));
    assert_eq!(answer.paths, [answer.critical.clone().unwrap()]);
    assert!(answer.more);
    assert_eq!(answer.days.known.day(Effect::Stops), Some(0));
}

/// Two unknown things: one alone stops a service, the other is one of two alternatives.
#[test]
fn what_could_stop_more_alone_is_asked_about_first() {
    let things = [bought("Mystery", "Nobody"), bought("Riddle", "Nobody"), bought("Zoom", "Zoom")];
    let services: [&[&str]; 2] = [&["purchase:Riddle"], &["purchase:Mystery", "purchase:Zoom"]];
    let attributed = attributed(&things, &services);
    let catalogue = catalogue();
    let exposure = Exposure::new(&attributed, &catalogue);
    let index = |name: &str| {
        let at = attributed.inventory.components.iter().position(|component| &*component.name == name).unwrap();
        u32::try_from(at).unwrap()
    };
    let influences = exposure.influence(&[index("Mystery"), index("Riddle")], 365, Grade::Derived);
    let told: Vec<_> = influences.iter().map(|i| (i.component, i.impact.stops.as_slice())).collect();
    assert_eq!(told, [(index("Riddle"), &[0][..]), (index("Mystery"), &[][..])]);
}

/// Something whose name only begins as a product's does, sold by somebody who is known: it may be another thing.
#[test]
fn what_is_only_guessed_to_be_a_product_may_have_its_holds() {
    let attributed = attributed(&[bought("Zoom helper", "Reseller")], &[&["purchase:Zoom helper"]]);
    assert_eq!(states(&attributed, "US"), [UNSURE]);
    assert_eq!(states(&attributed, "DE"), [UNSURE]);
}

/// Evidence as good for one party as for another: what a cut does to both is known, what it does to one is possible.
#[test]
fn of_two_parties_named_alike_what_both_do_is_known() {
    let mut component = Component::new(ComponentKind::Purchase, "thing", None);
    component.hints.homepage = Some("https://zoom.test/thing".into());
    component.hints.maker = Some("Reseller".into());
    let attributed = attributed(&[component], &[&["purchase:thing"]]);
    assert_eq!(attributed.attributions.iter().filter(|a| a.rival(Role::Maker).is_some()).count(), 1);
    let catalogue = catalogue();
    let exposure = Exposure::new(&attributed, &catalogue);
    let states = |cut: &[&str]| {
        let terms = cut.iter().map(|name| Term::from_name(name, &catalogue).unwrap()).collect();
        let days = exposure.cut(&Cut { clauses: vec![terms], acts: Vec::new() }, &[0], Grade::Derived).services[0].days;
        (days.known.state(0), days.possible.state(0))
    };
    for one in ["US", "DE", "zoom", "reseller"] {
        assert_eq!(states(&[one]), (State::Runs, State::Stops), "{one}");
    }
    assert_eq!(states(&["US", "DE"]), (State::Stops, State::Stops));
    assert_eq!(states(&["FR"]), (State::Runs, State::Runs));
}
