//! The catalogue of who stands behind what, and attribution by it.
//!
//! [`Catalogue::embedded`] holds the records of `catalogue/`; [`Catalogue::with_folder`] adds a user's own.
//! [`Catalogue::attribute`] says who stands behind a component, [`Catalogue::holds`] what bites when they withdraw,
//! [`Catalogue::control`] from where a party is controlled.
//!
//! Invariant: no attribution without evidence. What nothing points to stays unknown and is counted as unknown.

mod attribute;
mod catalogue;
mod control;
mod holds;
mod lint;
mod matchers;
mod reading;
mod record;
mod release;

pub use attribute::Attributed;
pub use catalogue::{Bloc, Catalogue, Place};
pub use control::Control;
pub use holds::{Held, overrides};
pub use lint::{lint, lint_records};
pub use matchers::bare_purl;
pub use reading::{Day, Reading};
pub use record::{
    BiteRecord, BlocRecord, ClassRecord, EventCutRecord, EventRecord, FormerMakerRecord, FormerSeatRecord, HoldRecord,
    MatchRecord, MemberRecord, OrganisationRecord, PackagesRecord, ParentRecord, PartyKind, ProductRecord, Records,
    RegionsRecord, ReleaseRecord, SourceRecord, WentOnRecord,
};
pub use release::Cycle;
