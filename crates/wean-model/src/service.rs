//! What the organisation does for people, and the organisation itself.

use crate::{Id, Occurrence, words};

words! {
    /// How bad it is when a service stops.
    pub enum Criticality {
        /// Can wait for weeks.
        Low = "low",
        /// Can wait for days.
        Medium = "medium",
        /// Can wait for hours.
        High = "high",
        /// Lives, rights or money depend on it at once.
        Critical = "critical",
    }
}

/// What the organisation does for people: payroll, e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// `service:NAME`.
    pub id: Id,
    /// Name, as declared.
    pub name: Box<str>,
    /// How bad it is when it stops.
    pub criticality: Criticality,
    /// People who use it.
    pub users: Option<u64>,
    /// Where it is declared; none when the scan made it because nothing was declared.
    pub occurrence: Option<Occurrence>,
}

impl Service {
    /// The identity of a service of that name.
    pub fn id_of(name: &str) -> Id {
        format!("service:{name}").into()
    }
}

/// Whose inventory it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Name.
    pub name: Option<Box<str>>,
    /// Home: a jurisdiction or bloc.
    pub home: Option<Box<str>>,
    /// Its own registrable domains: what is served there is its own.
    pub domains: Vec<Box<str>>,
}
