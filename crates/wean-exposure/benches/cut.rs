//! Cuts and rankings over a generated graph: 1,000,000 components, 5,000,000 edges, 10,000 services, 2,000 suppliers.
//! `cargo bench -p wean-exposure`; set `WEAN_BENCH_SMALL=1` for a hundredth of it.

use divan::{Bencher, black_box};
use fastrand::Rng;
use wean_catalogue::{Attributed, Catalogue};
use wean_exposure::{Cut, Days, Exposure, Graph, GraphBuilder, Term, rank, solve};
use wean_model::{
    Attribution, Claim, Component, ComponentKind, Controller, Criticality, Effect, Evidence, Grade, Id,
    InventoryBuilder, Relation, Role, Service,
};

fn main() {
    divan::main();
}

struct Case {
    graph: Graph,
    profile_of: Vec<u32>,
    /// Days by supplier and profile; profile `s + 1` is held by supplier `s`, profile 0 by nobody.
    days_of: Vec<Vec<Days>>,
    services: u32,
}

fn case() -> Case {
    let scale = if std::env::var_os("WEAN_BENCH_SMALL").is_some() { 100 } else { 1 };
    let (services, components, edges, suppliers) =
        (10_000 / scale, 1_000_000 / scale, 5_000_000 / scale, 2_000 / scale);
    let mut random = Rng::with_seed(42);
    let nodes = services + components;
    let mut builder = GraphBuilder::new(nodes);
    for _ in 0..edges {
        let (from, to) = if random.u32(..20) == 0 {
            (random.u32(..services), services + random.u32(..components))
        } else {
            // Mostly downwards, as packages depend; a few upwards, so that there are cycles.
            let (a, b) = (random.u32(..components), random.u32(..components));
            let (low, high) = (a.min(b), a.max(b));
            if random.u32(..1000) == 0 { (services + high, services + low) } else { (services + low, services + high) }
        };
        if from != to {
            let relation = match random.u32(..10) {
                0..=6 => Relation::Requires,
                7 => Relation::Uses,
                _ => Relation::BuildsWith,
            };
            builder.edge(from, to, relation);
        }
    }
    for _ in 0..edges / 100 {
        let from = random.u32(..nodes);
        let mut members = [services + random.u32(..components), services + random.u32(..components)];
        members.sort_unstable();
        if members[0] != members[1] {
            builder.group(from, &members, Relation::Requires);
        }
    }
    let graph = builder.finish();
    // One component in fifty is held by a supplier that can stop, degrade or freeze it.
    let profile_of = (0..nodes)
        .map(|node| if node >= services && random.u32(..50) == 0 { 1 + random.u32(..suppliers) } else { 0 })
        .collect();
    let days_of = (0..suppliers)
        .map(|supplier| {
            let mut days = vec![Days::NEVER; suppliers as usize + 1];
            let effect = Effect::ALL[random.usize(..3)];
            days[supplier as usize + 1].hit(effect, random.u32(..400));
            days
        })
        .collect();
    Case { graph, profile_of, days_of, services }
}

/// The same sizes as an inventory, attributed to the organisations of the embedded catalogue.
fn attributed(catalogue: &Catalogue) -> Attributed {
    let case = case();
    let services = case.services;
    let mut builder = InventoryBuilder::new("generated");
    let id = |node: u32| -> Id {
        if node < services { Service::id_of(&node.to_string()) } else { format!("library:{node:07}").into() }
    };
    for service in 0..services {
        builder.service(Service {
            id: id(service),
            name: service.to_string().into(),
            criticality: Criticality::Medium,
            users: None,
            occurrence: None,
        });
    }
    let nodes = u32::try_from(case.profile_of.len()).expect("fits");
    for node in services..nodes {
        builder.component(Component::new(ComponentKind::Library, &format!("{node:07}"), None));
    }
    for node in 0..nodes {
        let mut members: Vec<Id> = Vec::new();
        for (need, relation) in case.graph.needs(node) {
            if case.graph.members(need) > 0 {
                members.extend(case.graph.needs(need).map(|(member, _)| id(member)));
            } else {
                builder.dependency(id(node), id(need), relation);
            }
        }
        if !members.is_empty() {
            builder.group(id(node), Relation::Requires, members);
        }
    }
    let inventory = builder.finish();
    let parties: Vec<&String> = catalogue.records().organisations.keys().collect();
    let classes = ["hosted-service", "proprietary-software", "open-source-library", "operating-system"];
    let mut random = Rng::with_seed(7);
    let attributions = inventory
        .components
        .iter()
        .map(|_| {
            let party = random.usize(..50 * parties.len());
            let controller = parties.get(party).map(|id| Controller::Organisation(id.as_str().into()));
            let evidence = Evidence { matched: "m".into(), source: "s".into(), date: None, seen: None };
            let claim = |controller| Claim { role: Role::Maker, grade: Grade::Catalogue, controller, evidence };
            // One in fifty is held by somebody; the rest is known to be our own.
            let claim = claim(controller.unwrap_or(Controller::Own));
            let class = classes[random.usize(..4)];
            Attribution { product: None, product_grade: Grade::Unknown, class: Some(class.into()), claims: vec![claim] }
        })
        .collect();
    Attributed { inventory, attributions }
}

#[divan::bench(sample_count = 3)]
fn answer_with_causes(bencher: Bencher) {
    let catalogue = Catalogue::embedded();
    let attributed = attributed(&catalogue);
    let exposure = Exposure::new(&attributed, &catalogue);
    let cut = Cut::of(Term::from_name("US", &catalogue).expect("a jurisdiction"));
    bencher.bench_local(|| black_box(exposure.cut(&cut, &[0, 30, 365], Grade::Derived)));
}

#[divan::bench(sample_count = 1)]
fn answer_of_ranking(bencher: Bencher) {
    let catalogue = Catalogue::embedded();
    let attributed = attributed(&catalogue);
    let exposure = Exposure::new(&attributed, &catalogue);
    bencher.bench_local(|| black_box(exposure.rank(365, Grade::Derived)));
}

#[divan::bench(sample_count = 5)]
fn cut(bencher: Bencher) {
    let case = case();
    // One supplier in four withdraws.
    let mut days = vec![Days::NEVER; case.days_of.len() + 1];
    for (supplier, of) in case.days_of.iter().enumerate().step_by(4) {
        days[supplier + 1] = of[supplier + 1];
    }
    bencher.bench_local(|| black_box(solve(&case.graph, &case.profile_of, &days)));
}

#[divan::bench(sample_count = 2)]
fn rank_all_suppliers(bencher: Bencher) {
    let case = case();
    bencher.bench_local(|| black_box(rank(&case.graph, &case.profile_of, &case.days_of, case.services, 365)));
}
