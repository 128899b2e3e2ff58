//! A jurisdiction: an ISO 3166-1 alpha-2 code. Blocs are dated lists of them and live in the catalogue.

use std::fmt;
use std::str::FromStr;

/// An ISO 3166-1 alpha-2 code, upper case. Whether the code is assigned is the catalogue's to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jurisdiction([u8; 2]);

/// Text that cannot be an ISO 3166-1 code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JurisdictionError(pub String);

impl fmt::Display for JurisdictionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no ISO 3166-1 code of two letters", self.0)
    }
}

impl std::error::Error for JurisdictionError {}

impl Jurisdiction {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters")
    }
}

impl FromStr for Jurisdiction {
    type Err = JurisdictionError;

    fn from_str(s: &str) -> Result<Self, JurisdictionError> {
        match s.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(JurisdictionError(s.to_owned())),
        }
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
