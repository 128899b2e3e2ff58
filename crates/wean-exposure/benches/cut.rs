//! Cuts and rankings over a generated graph: 1,000,000 components, 5,000,000 edges, 10,000 services, 2,000 suppliers.
//! `cargo bench -p wean-exposure`; set `WEAN_BENCH_SMALL=1` for a hundredth of it.

use divan::{Bencher, black_box};
use wean_exposure::{Days, Graph, GraphBuilder, rank, solve};
use wean_model::{Effect, Relation};

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

/// A small generator of our own, so that every machine measures the same graph (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32;
        u32::try_from((u64::from(high) * u64::from(n)) >> 32).expect("less than n")
    }
}

fn case() -> Case {
    let scale = if std::env::var_os("WEAN_BENCH_SMALL").is_some() { 100 } else { 1 };
    let (services, components, edges, suppliers) =
        (10_000 / scale, 1_000_000 / scale, 5_000_000 / scale, 2_000 / scale);
    let mut random = Random(42);
    let nodes = services + components;
    let mut builder = GraphBuilder::new(nodes);
    for _ in 0..edges {
        let (from, to) = if random.below(20) == 0 {
            (random.below(services), services + random.below(components))
        } else {
            // Mostly downwards, as packages depend; a few upwards, so that there are cycles.
            let (a, b) = (random.below(components), random.below(components));
            let (low, high) = (a.min(b), a.max(b));
            if random.below(1000) == 0 { (services + high, services + low) } else { (services + low, services + high) }
        };
        if from != to {
            let relation = match random.below(10) {
                0..=6 => Relation::Requires,
                7 => Relation::Uses,
                _ => Relation::BuildsWith,
            };
            builder.edge(from, to, relation);
        }
    }
    for _ in 0..edges / 100 {
        let from = random.below(nodes);
        let mut members = [services + random.below(components), services + random.below(components)];
        members.sort_unstable();
        if members[0] != members[1] {
            builder.group(from, &members, Relation::Requires);
        }
    }
    let graph = builder.finish();
    // One component in fifty is held by a supplier that can stop, degrade or freeze it.
    let profile_of = (0..nodes)
        .map(|node| if node >= services && random.below(50) == 0 { 1 + random.below(suppliers) } else { 0 })
        .collect();
    let days_of = (0..suppliers)
        .map(|supplier| {
            let mut days = vec![Days::NEVER; suppliers as usize + 1];
            let effect = Effect::ALL[random.below(3) as usize];
            days[supplier as usize + 1].hit(effect, random.below(400));
            days
        })
        .collect();
    Case { graph, profile_of, days_of, services }
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
