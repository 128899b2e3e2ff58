//! Laws of cuts, on small random graphs with cycles and groups.

#![allow(clippy::unwrap_used, clippy::needless_range_loop, reason = "a test, written from the equations")]

use proptest::prelude::*;
use wean_exposure::{Days, Graph, GraphBuilder, NEVER, rank, solve};
use wean_model::{Effect, Relation};

const NODES: u32 = 9;

#[derive(Clone, Debug)]
struct Case {
    edges: Vec<(u32, u32, Relation)>,
    groups: Vec<(u32, Vec<u32>, Relation)>,
    own: Vec<Days>,
}

fn relation() -> impl Strategy<Value = Relation> {
    prop_oneof![3 => Just(Relation::Requires), 1 => Just(Relation::Uses), 1 => Just(Relation::BuildsWith)]
}

fn days() -> impl Strategy<Value = Days> {
    let hit = prop::option::weighted(0.3, (prop::sample::select(Effect::ALL.to_vec()), 0u32..5));
    prop::collection::vec(hit, 2).prop_map(|hits| {
        let mut days = Days::NEVER;
        hits.into_iter().flatten().for_each(|(effect, day)| days.hit(effect, day));
        days
    })
}

fn case() -> impl Strategy<Value = Case> {
    let node = 0..NODES;
    let edges = prop::collection::vec((node.clone(), node.clone(), relation()), 0..20);
    let members = prop::collection::btree_set(node.clone(), 1..4).prop_map(|set| set.into_iter().collect());
    let groups = prop::collection::vec((node, members, relation()), 0..4);
    (edges, groups, prop::collection::vec(days(), NODES as usize)).prop_map(|(edges, groups, own)| Case {
        edges,
        groups,
        own,
    })
}

fn graph(case: &Case) -> Graph {
    let mut builder = GraphBuilder::new(NODES);
    for (from, to, relation) in &case.edges {
        builder.edge(*from, *to, *relation);
    }
    for (from, members, relation) in &case.groups {
        builder.group(*from, members, *relation);
    }
    builder.finish()
}

fn solved(case: &Case) -> Vec<Days> {
    let profiles: Vec<u32> = (0..NODES).collect();
    let solution = solve(&graph(case), &profiles, &case.own);
    (0..NODES).map(|node| solution.days(node)).collect()
}

/// The equations of the documentation, applied until nothing changes: slow, and written from the text alone.
fn brute_force(case: &Case) -> Vec<Days> {
    let mut all = vec![[NEVER; 3]; NODES as usize];
    loop {
        let before = all.clone();
        for n in 0..NODES as usize {
            let mut needs: Vec<([u32; 3], Relation)> = Vec::new();
            for (from, to, relation) in &case.edges {
                if *from as usize == n {
                    needs.push((before[*to as usize], *relation));
                }
            }
            for (from, members, relation) in &case.groups {
                if *from as usize == n {
                    let latest = |level: usize| members.iter().map(|m| before[*m as usize][level]).max().unwrap();
                    needs.push(([latest(0), latest(1), latest(2)], *relation));
                }
            }
            let [mut frozen, mut degrades, mut stops] = case.own[n].0;
            for ([f, d, s], relation) in needs {
                match relation {
                    Relation::Requires => {
                        stops = stops.min(s);
                        degrades = degrades.min(d);
                        frozen = frozen.min(f);
                    }
                    Relation::Uses => degrades = degrades.min(s),
                    Relation::BuildsWith => frozen = frozen.min(f),
                }
            }
            degrades = degrades.min(stops);
            frozen = frozen.min(degrades);
            all[n] = [frozen, degrades, stops];
        }
        if all == before {
            return all.into_iter().map(Days).collect();
        }
    }
}

fn no_later(a: &[Days], b: &[Days]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.0.iter().zip(b.0).all(|(a, b)| *a <= b))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_pass_agrees_with_brute_force(case in case()) {
        prop_assert_eq!(solved(&case), brute_force(&case));
    }

    /// A bigger cut is more holds that bite; the possible bound is a bigger cut than the known one.
    #[test]
    fn a_bigger_cut_never_stops_less(case in case(), more in prop::collection::vec(days(), NODES as usize)) {
        let mut bigger = case.clone();
        for (own, more) in bigger.own.iter_mut().zip(more) {
            for effect in Effect::ALL {
                if let Some(day) = more.day(*effect) {
                    own.hit(*effect, day);
                }
            }
        }
        prop_assert!(no_later(&solved(&bigger), &solved(&case)));
    }

    #[test]
    fn another_alternative_never_makes_it_worse(case in case(), which in 0usize..4, member in 0..NODES) {
        let mut wider = case.clone();
        if let Some((_, members, _)) = wider.groups.get_mut(which)
            && !members.contains(&member)
        {
            members.push(member);
        }
        prop_assert!(no_later(&solved(&case), &solved(&wider)));
    }

    /// Ranking 300 candidates at once says the same as asking for each on its own.
    #[test]
    fn ranking_agrees_with_one_cut_after_the_other(
        case in case(),
        candidates in prop::collection::vec(prop::collection::vec(days(), NODES as usize), 1..300),
        day in 0u32..6,
    ) {
        let graph = graph(&case);
        let profiles: Vec<u32> = (0..NODES).collect();
        let impacts = rank(&graph, &profiles, &candidates, NODES, day);
        for (candidate, impact) in candidates.iter().zip(impacts) {
            let solution = solve(&graph, &profiles, candidate);
            for node in 0..NODES {
                let state = solution.days(node).state(day);
                prop_assert_eq!(impact.stops.contains(&node), state == wean_model::State::Stops);
                prop_assert_eq!(impact.degrades.contains(&node), state == wean_model::State::Degrades);
                prop_assert_eq!(impact.frozen.contains(&node), state == wean_model::State::Frozen);
            }
        }
    }
}
