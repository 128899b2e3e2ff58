//! Days on which the updates of software end.

/// What one file of a collection such as endoflife.date says of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Names of the product.
    pub names: Vec<String>,
    /// Its packages: purls, perhaps with a version or qualifiers.
    pub purls: Vec<String>,
    /// Its release cycles.
    pub releases: Vec<Release>,
    /// Path of the file.
    pub path: String,
}

/// A release cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The cycle: `8` stands for 8 and every 8.x.
    pub version: String,
    /// Day on which the updates everyone gets end: `YYYY-MM-DD`.
    pub ends: String,
    /// Day on which those end that are paid for, if there are any.
    pub extended: Option<String>,
}
