//! What an organisation runs and who controls it: the types every other crate speaks.
//!
//! An [`Inventory`] holds [`Component`]s (anything found), [`Service`]s (what the organisation does for people) and the
//! [`Dependency`] edges between them. An [`Attribution`] says who stands behind a component, with [`Evidence`].
//!
//! Invariant: no I/O, no clock, no JSON. The same parts give the same inventory whatever order they came in: everything
//! is sorted when an [`InventoryBuilder`] finishes. Formats live in `wean-report`, so that they can change apart.

mod attribution;
mod component;
mod hold;
mod inventory;
mod jurisdiction;
mod release;
mod service;

pub use attribution::{Attribution, Claim, Controller, Evidence, Foundations, Grade, Role};
pub use component::{Component, ComponentKind, Declaration, Hints, Id, Occurrence, Purchase, Scope};
pub use hold::{Act, Effect, Hold, HoldKind, State};
pub use inventory::{Dependency, Group, Inventory, InventoryBuilder, Node, Relation};
pub use jurisdiction::{Jurisdiction, JurisdictionError};
pub use release::{Ends, Release};
pub use service::{Criticality, Organisation, Service};

/// Words of a closed set: their names in files, flags, columns and JSON.
///
/// One macro, so that a word is spelt in one place: the enum, `ALL`, `as_str` and `FromStr` come from the same line.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in files, flags and columns.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            /// # Errors
            /// The words that would have been right, when `s` is none of them.
            fn from_str(s: &str) -> Result<Self, String> {
                match s {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("`{s}` is none of {}", [$($word),+].join(", "))),
                }
            }
        }
    };
}
