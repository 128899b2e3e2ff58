//! How control bites, and what state a thing is in once it has.

use crate::words;

words! {
    /// How control bites.
    pub enum HoldKind {
        /// It runs at the supplier's.
        Service = "service",
        /// Licence check, subscription renewal, call home.
        Activation = "activation",
        /// Packages, images, firmware come from there.
        Registry = "registry",
        /// Security patches end.
        Updates = "updates",
        /// Certificates, names, roots, identity provider.
        Trust = "trust",
        /// A scheme or network clears it.
        Payment = "payment",
        /// New units and spares.
        Hardware = "hardware",
        /// Somebody answers.
        Support = "support",
        /// Who decides about an open project.
        Stewardship = "stewardship",
    }
}

words! {
    /// What a party does when a hold bites.
    pub enum Act {
        /// It gives no more: no service, no renewal, no sale, no fix. What was given stays until it ends by itself.
        Withdrawal = "withdrawal",
        /// It takes back what was given: certificates revoked, names taken out of a zone, licences switched off.
        Revocation = "revocation",
        /// It harms by what it goes on delivering: an update that stops machines.
        Delivery = "delivery",
    }
}

words! {
    /// State of a component or service on a day, from best to worst.
    pub enum State {
        /// As usual.
        Runs = "runs",
        /// Runs, but cannot be rebuilt, patched or extended.
        Frozen = "frozen",
        /// Works in part, slower, or with growing risk.
        Degrades = "degrades",
        /// Does not work.
        Stops = "stops",
    }
}

words! {
    /// The state a hold brings about: a [`State`] worse than `runs`.
    pub enum Effect {
        /// Cannot be rebuilt, patched or extended.
        Frozen = "frozen",
        /// Works in part, or with growing risk.
        Degrades = "degrades",
        /// Does not work.
        Stops = "stops",
    }
}

impl Effect {
    /// Index into a list of days by effect: frozen 0, degrades 1, stops 2.
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl From<Effect> for State {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Frozen => Self::Frozen,
            Effect::Degrades => Self::Degrades,
            Effect::Stops => Self::Stops,
        }
    }
}

/// One way in which a party's withdrawal bites, as a class or product record states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hold {
    /// How.
    pub kind: HoldKind,
    /// What its party has to do for it.
    pub act: Act,
    /// What it brings about.
    pub effect: Effect,
    /// Days from the withdrawal's entry into force to the effect.
    pub onset: u32,
    /// What a user sees.
    pub text: Box<str>,
    /// The onset is our estimate; nobody documented it.
    pub assumption: bool,
}
