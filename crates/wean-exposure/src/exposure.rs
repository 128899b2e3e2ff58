//! An attributed inventory on the graph, ready for any number of cuts.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use wean_catalogue::{Attributed, Catalogue, Control, Held};
use wean_model::{Act, Attribution, Component, Controller, Effect, Grade, Hold, HoldKind, Jurisdiction, Node, Role};

use crate::cut::{Certainty, Cut, On, names};
use crate::graph::{Graph, GraphBuilder, NodeIndex};
use crate::solve::{Days, Solution, solve};

/// What a component is held by: components with the same holds share one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Profile {
    pub(crate) held: Vec<Held>,
    pub(crate) hosted_in: Option<Jurisdiction>,
    /// Purl without version, of a package that a cut may name.
    pub(crate) package: Option<Box<str>>,
    /// Nothing was found that it needs: whether anything bites is unknown, whatever is cut.
    pub(crate) blank: bool,
}

/// Profile of services and groups: nothing of their own is held.
const NOTHING: u32 = 0;
/// Profile of services of which nothing was found.
const BLANK: u32 = 1;

impl Profile {
    fn new(held: Vec<Held>, hosted_in: Option<Jurisdiction>, package: Option<Box<str>>) -> Self {
        Self { held, hosted_in, package, blank: false }
    }

    /// A service that needs nothing is one of which nothing is known, not one that runs for ever.
    fn blank() -> Self {
        let worst = Hold {
            kind: HoldKind::Service,
            act: Act::Withdrawal,
            effect: Effect::Stops,
            onset: 0,
            text: "nothing was found that it needs: counted as stopped".into(),
            assumption: true,
        };
        let held = vec![Held::new(worst, None, Grade::Unknown, Role::Maker, None, "")];
        Self { held, hosted_in: None, package: None, blank: true }
    }
}

/// The holds on a component, those of whoever made it among them where only who sold it is known.
fn holds(catalogue: &Catalogue, component: &Component, attribution: &Attribution) -> Vec<Held> {
    let mut held = catalogue.holds(component, attribution);
    if attribution.best(Role::Maker).is_none() {
        let sold =
            held.iter().filter(|held| held.role == Role::Maker && held.product.is_none() && held.party.is_some());
        let made: Vec<Held> = sold.map(|held| Held { party: None, grade: Grade::Unknown, ..held.clone() }).collect();
        held.extend(made);
    }
    held
}

/// An attributed inventory on the graph. Nodes: services, then components, then groups.
#[derive(Debug)]
pub struct Exposure<'a> {
    pub(crate) attributed: &'a Attributed,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) graph: Graph,
    pub(crate) profile_of: Vec<u32>,
    pub(crate) profiles: Vec<Profile>,
    /// Control of each organisation that holds something.
    pub(crate) control: FxHashMap<Arc<str>, Control>,
}

impl<'a> Exposure<'a> {
    /// Builds the graph.
    pub fn new(attributed: &'a Attributed, catalogue: &'a Catalogue) -> Self {
        Self::naming(attributed, catalogue, std::iter::empty())
    }

    /// Builds the graph for cuts that name these packages: others of theirs would cut nothing.
    pub fn naming<'b>(
        attributed: &'a Attributed,
        catalogue: &'a Catalogue,
        packages: impl IntoIterator<Item = &'b str>,
    ) -> Self {
        let packages: Vec<&str> = packages.into_iter().collect();
        let inventory = &attributed.inventory;
        let services = inventory.services.len();
        let things = u32::try_from(services + inventory.components.len()).expect("fewer than 2^30 nodes");
        let mut profiles = vec![Profile::new(Vec::new(), None, None), Profile::blank()];
        let mut known: FxHashMap<Profile, u32> = profiles.iter().cloned().zip([NOTHING, BLANK]).collect();
        let mut profile_of = vec![BLANK; services];
        let needing = inventory.dependencies.iter().map(|edge| edge.from);
        for from in needing.chain(inventory.groups.iter().map(|group| group.from)) {
            if let Node::Service(i) = from {
                profile_of[i as usize] = NOTHING;
            }
        }
        let mut control = FxHashMap::default();
        for (component, attribution) in inventory.components.iter().zip(&attributed.attributions) {
            let held = holds(catalogue, component, attribution);
            let purl = component.purl.as_deref().map(wean_catalogue::bare_purl);
            let package = purl.filter(|purl| packages.iter().any(|package| names(package, purl)));
            let profile = Profile::new(held, catalogue.hosted_in(component, attribution), package.map(Into::into));
            let next = u32::try_from(profiles.len()).expect("no more profiles than components");
            let index = *known.entry(profile).or_insert_with_key(|profile| {
                for held in &profile.held {
                    for party in held.party.iter().chain(&held.rival) {
                        if let Controller::Organisation(id) = party {
                            control.entry(id.clone()).or_insert_with(|| catalogue.control(id));
                        }
                    }
                }
                profiles.push(profile.clone());
                next
            });
            profile_of.push(index);
        }
        let mut builder = GraphBuilder::new(things);
        let mut exposure =
            Self { attributed, catalogue, graph: GraphBuilder::new(0).finish(), profile_of, profiles, control };
        for edge in &inventory.dependencies {
            builder.edge(exposure.index(edge.from), exposure.index(edge.to), edge.relation);
        }
        for group in &inventory.groups {
            let members: Vec<NodeIndex> = group.members.iter().map(|member| exposure.index(*member)).collect();
            builder.group(exposure.index(group.from), &members, group.relation);
        }
        exposure.graph = builder.finish();
        exposure
    }

    /// The same without what bites on its day whatever is cut: what a withdrawal alone brings about.
    #[must_use]
    pub fn undated(mut self) -> Self {
        for profile in &mut self.profiles {
            profile.held.retain(|held| !held.dated);
        }
        self
    }

    /// The inventory and who stands behind it.
    pub fn attributed(&self) -> &'a Attributed {
        self.attributed
    }

    /// The catalogue it was attributed by.
    pub fn catalogue(&self) -> &'a Catalogue {
        self.catalogue
    }

    /// The graph below.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The graph's node of a service or component.
    pub fn index(&self, node: Node) -> NodeIndex {
        match node {
            Node::Service(i) => i,
            Node::Component(i) => self.services() + i,
        }
    }

    /// The service or component of a graph's node; none for a group.
    pub fn node(&self, index: NodeIndex) -> Option<Node> {
        let component = index.checked_sub(self.services());
        match component {
            None => Some(Node::Service(index)),
            Some(i) if (i as usize) < self.attributed.inventory.components.len() => Some(Node::Component(i)),
            Some(_) => None,
        }
    }

    pub(crate) fn services(&self) -> u32 {
        u32::try_from(self.attributed.inventory.services.len()).expect("fewer than 2^30 nodes")
    }

    /// The holds on a node; none on groups, and on services only the unknown one where nothing was found that they need.
    pub fn held(&self, index: NodeIndex) -> &[Held] {
        self.profile(index).map_or(&[], |profile| &profile.held)
    }

    pub(crate) fn profile(&self, index: NodeIndex) -> Option<&Profile> {
        self.profile_of.get(index as usize).map(|profile| &self.profiles[*profile as usize])
    }

    pub(crate) fn control_of(&self, held: &Held) -> Option<&Control> {
        match &held.party {
            Some(Controller::Organisation(id)) => self.control.get(id),
            _ => None,
        }
    }

    /// Whether a hold of a profile bites under a cut.
    pub(crate) fn bites(&self, cut: &Cut, profile: &Profile, held: &Held, minimum: Grade) -> Certainty {
        if profile.blank {
            return if cut.clauses.is_empty() { Certainty::No } else { Certainty::Maybe };
        }
        if held.dated {
            return if held.grade < minimum { Certainty::Maybe } else { Certainty::Yes };
        }
        if let Some(rival) = &held.rival {
            let of = |party: Option<Controller>| {
                self.bites(cut, profile, &Held { party, rival: None, ..held.clone() }, minimum)
            };
            let (one, other) = (of(held.party.clone()), of(Some(rival.clone())));
            return if one == other { one } else { Certainty::Maybe };
        }
        let control = self.control_of(held);
        cut.bites(held, On { control, hosted_in: profile.hosted_in, package: profile.package.as_deref() }, minimum)
    }

    /// Days of each profile under a cut, counting holds that bite with at least this certainty.
    pub(crate) fn days(&self, cut: &Cut, minimum: Grade, at_least: Certainty) -> Vec<Days> {
        let days = |profile: &Profile| {
            let mut days = Days::NEVER;
            for held in &profile.held {
                if self.bites(cut, profile, held, minimum) >= at_least {
                    days.hit(held.hold.effect, held.hold.onset);
                }
            }
            days
        };
        self.profiles.iter().map(days).collect()
    }

    /// Solves for a cut at one bound.
    pub fn solve(&self, cut: &Cut, minimum: Grade, at_least: Certainty) -> Solution {
        solve(&self.graph, &self.profile_of, &self.days(cut, minimum, at_least))
    }
}
