//! What stops, when: cuts over the graph of dependencies.
//!
//! Two layers. Below, [`Graph`], [`solve`] and [`rank`] know only nodes, edges and days: they are fast and can be tested
//! against brute force. Above, [`Exposure`] puts an attributed inventory on that graph: each component's holds become
//! days once a [`Cut`] is given, and the answers come back as services, causes and paths.
//!
//! Every answer has two bounds: *known* counts attributions of the asked grade or better, *possible* counts the unknown
//! as cut too. A bigger cut never stops less (tests/properties.rs).

mod answer;
mod cut;
mod exposure;
mod graph;
mod influence;
mod ranking;
mod solve;
mod stages;
mod why;

pub use answer::{Bounds, Cause, ComponentCounts, CutAnswer, ServiceAnswer};
pub use cut::{Certainty, Cut, CutError, On, Term};
pub use exposure::Exposure;
pub use graph::{Graph, GraphBuilder, NodeIndex};
pub use influence::Influence;
pub use ranking::{Candidate, Impact, RankAnswer, SinglePoint, rank};
pub use solve::{Days, NEVER, Solution, solve};
pub use stages::{Played, Stage};
pub use why::{Path, Step, WhyAnswer};
