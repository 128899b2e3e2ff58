//! How much each component that nobody is known to stand behind could change an answer: what to find out first.

use rayon::prelude::*;
use wean_model::Grade;

use crate::cut::{Certainty, Cut, Term};
use crate::exposure::Exposure;
use crate::ranking::{BATCH, Impact, Order, pass};
use crate::solve::Days;

/// What one component alone would bring about if whoever stands behind it withdrew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Influence {
    /// Index of the component.
    pub component: u32,
    /// Services it would hit by the horizon.
    pub impact: Impact,
}

impl Exposure<'_> {
    /// What each of these components could bring about by `day`, the one that could do most first: services it would stop,
    /// weighted by their criticality, then those it would degrade, then those it would freeze; of equals the first. What
    /// bites on its day anyway is for [`Exposure::undated`] to leave out.
    pub fn influence(&self, components: &[u32], day: u32, minimum: Grade) -> Vec<Influence> {
        // Whoever is not known may be the one that withdraws.
        let nobody = Cut::of(Term::Organisation("".into()));
        let days = self.days(&nobody, minimum, Certainty::Maybe);
        let order = Order::new(&self.graph);
        let mut all: Vec<Influence> = components
            .par_chunks(BATCH)
            .flat_map_iter(|batch| {
                // Each has a profile of its own, and all else is held by nobody.
                let mut profile_of = vec![0; self.profile_of.len()];
                let mut days_of = vec![vec![Days::NEVER; batch.len() + 1]; batch.len()];
                for (at, component) in batch.iter().enumerate() {
                    let node = (self.services() + component) as usize;
                    profile_of[node] = u32::try_from(at + 1).expect("a batch is small");
                    days_of[at][at + 1] = days[self.profile_of[node] as usize];
                }
                let impacts = pass(&self.graph, &order, &profile_of, &days_of, self.services(), day);
                batch.iter().zip(impacts).map(|(component, impact)| Influence { component: *component, impact })
            })
            .collect();
        all.sort_by_cached_key(|influence| (std::cmp::Reverse(self.weight(&influence.impact)), influence.component));
        all
    }
}
