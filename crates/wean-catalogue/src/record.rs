//! The records of `catalogue/` as they stand in their files. The format is described in catalogue/README.md.
//!
//! `build.rs` includes this file too: it parses the records at build time and embeds them, so that start-up parses no TOML.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRecord {
    /// Enough to find it again.
    pub title: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// What it proves.
    pub says: Option<String>,
    /// False: nobody has looked it up yet.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

fn yes() -> bool {
    true
}

/// `organisations/ID.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationRecord {
    /// Legal name.
    pub name: String,
    /// Other names in use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What sort of party.
    pub kind: PartyKind,
    /// ISO 3166-1 code of the legal seat.
    pub seat: Option<String>,
    /// Domains it runs.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Accounts it runs at forges and registries.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// Who controls it.
    #[serde(default)]
    pub parent: Vec<ParentRecord>,
    /// Where it sat before.
    #[serde(default, rename = "former-seat")]
    pub former_seat: Vec<FormerSeatRecord>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// What sort of party an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A firm or other legal person with owners or members.
    Company,
    /// A foundation, association or trust that holds a project.
    Foundation,
    /// No one party decides.
    Community,
    /// A state or an authority of it.
    Government,
}

/// One party that controls an organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentRecord {
    /// Its id.
    pub organisation: String,
    /// Per cent owned, where known.
    pub share: Option<f64>,
    /// When control began, where known.
    pub since: Option<String>,
    /// When it ended, if it did.
    pub until: Option<String>,
}

/// Where an organisation sat before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerSeatRecord {
    /// ISO 3166-1 code.
    pub seat: String,
    /// When it came to sit there, where known.
    pub since: Option<String>,
    /// When it left.
    pub until: String,
}

/// Who made a product before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerMakerRecord {
    /// The organisation's id.
    pub maker: String,
    /// When it took it over, where known.
    pub since: Option<String>,
    /// When it gave it away.
    pub until: String,
}

/// A release cycle of a product and the days on which its updates end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRecord {
    /// The cycle: `8` stands for 8 and every 8.x.
    pub version: String,
    /// Day on which the updates everyone gets end.
    pub ends: String,
    /// Day on which those end that are paid for, if there are any.
    pub extended: Option<String>,
}

/// `products/ID.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductRecord {
    /// Name.
    pub name: String,
    /// Names as they stand in purchases.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Class whose holds it has unless it says otherwise.
    pub class: String,
    /// Who makes it.
    pub maker: String,
    /// Who made it before.
    #[serde(default, rename = "former-maker")]
    pub former_maker: Vec<FormerMakerRecord>,
    /// Its release cycles and the days on which their updates end.
    #[serde(default)]
    pub release: Vec<ReleaseRecord>,
    /// SPDX expression, for open source.
    pub licence: Option<String>,
    /// Products it cannot work without.
    #[serde(default)]
    pub requires: Vec<String>,
    /// How it is recognised.
    #[serde(default, rename = "match")]
    pub matches: MatchRecord,
    /// What bites, by kind in place of the class's.
    #[serde(default)]
    pub hold: Vec<HoldRecord>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// `[match]` of a product: exact rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchRecord {
    /// purls without version; one `*`, at the end.
    #[serde(default)]
    pub purl: Vec<String>,
    /// Names of components that have no purl, in any case.
    #[serde(default)]
    pub name: Vec<String>,
    /// Host names, with every name below.
    #[serde(default)]
    pub domain: Vec<String>,
    /// Image names without tag, or their start up to a `/`.
    #[serde(default)]
    pub image: Vec<String>,
    /// Resource types; one `*`, at the end.
    #[serde(default)]
    pub terraform: Vec<String>,
    /// Provider source addresses.
    #[serde(default)]
    pub provider: Vec<String>,
    /// purl types that come from this registry by default.
    #[serde(default)]
    pub serves: Vec<String>,
    /// Top-level domains this registry runs.
    #[serde(default)]
    pub tld: Vec<String>,
}

/// `[[hold]]` of a class or product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldRecord {
    /// Kind of hold.
    pub kind: String,
    /// `frozen`, `degrades`, `stops`, or `none` to take the class's away.
    pub effect: String,
    /// Days.
    #[serde(default)]
    pub onset: u32,
    /// What its party does: `withdrawal` unless said, `revocation` or `delivery`.
    pub act: Option<String>,
    /// What a user sees.
    #[serde(default)]
    pub text: String,
    /// The onset is an estimate.
    #[serde(default)]
    pub assumption: bool,
    /// Who can exercise it, if not the maker.
    pub party: Option<String>,
}

/// `classes/ID.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRecord {
    /// Name.
    pub name: String,
    /// What belongs to it, in a sentence or two.
    pub about: String,
    /// purl types that have it by default.
    #[serde(default, rename = "purl-types")]
    pub purl_types: Vec<String>,
    /// Component kinds that have it by default.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// What bites.
    #[serde(default)]
    pub hold: Vec<HoldRecord>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// `jurisdictions/countries.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountriesRecord {
    /// ISO 3166-1 code to name.
    pub country: BTreeMap<String, String>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// Any other file of `jurisdictions/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlocRecord {
    /// Name.
    pub name: String,
    /// Other names in use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Who belongs to it, and when.
    pub member: Vec<MemberRecord>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// One membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberRecord {
    /// ISO 3166-1 code.
    pub code: String,
    /// In force from.
    pub since: Option<String>,
    /// In force until.
    pub until: Option<String>,
}

/// `regions/PROVIDER.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionsRecord {
    /// Organisation whose regions they are.
    pub maker: String,
    /// Region name to ISO 3166-1 code.
    pub region: BTreeMap<String, String>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// `packages/ID.toml`: where the packages of one purl type say that they are made. A lock file names them and says no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackagesRecord {
    /// purl type.
    #[serde(rename = "type")]
    pub purl_type: String,
    /// Accounts at forges, `github.com/NAME`, each with the packages, named as in a purl, that name it as theirs.
    pub account: BTreeMap<String, Vec<String>>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// `events/ID.toml`: a withdrawal that happened, what it hit and what it did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventRecord {
    /// What happened, in a sentence.
    pub title: String,
    /// The day it took effect, which is day 0: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: String,
    /// When it was made known.
    pub announced: Option<String>,
    /// Who withdrew.
    pub actor: String,
    /// By whose order or by what right.
    pub authority: String,
    /// Whom it hit.
    pub affected: String,
    /// What was withdrawn.
    #[serde(default)]
    pub cut: Vec<EventCutRecord>,
    /// What somebody ran at that time: file name to text, scanned like a folder.
    #[serde(default)]
    pub stack: BTreeMap<String, String>,
    /// What is documented to have been hit.
    #[serde(default)]
    pub bites: Vec<BiteRecord>,
    /// What is documented not to have been.
    #[serde(default)]
    pub went_on: Vec<WentOnRecord>,
    /// How it ended.
    pub outcome: String,
    /// What the sources do not say.
    pub not_confirmed: Option<String>,
    /// Days until it was given back; none if it was not.
    pub days_to_restore: Option<u32>,
    /// Nobody wanted it: a fault.
    #[serde(default)]
    pub involuntary: bool,
    /// What in the records was wrong before this event was replayed.
    pub mended: Option<String>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: Vec<SourceRecord>,
}

/// `[[cut]]` of an event: what was withdrawn at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventCutRecord {
    /// In words.
    pub what: String,
    /// Names as for `--from`.
    pub from: Vec<String>,
    /// Places as for `--hosted-in`; none means all.
    #[serde(default)]
    pub hosted_in: Vec<String>,
    /// Kinds of hold; none means all.
    #[serde(default)]
    pub hold: Vec<String>,
    /// What the actor did, as for `--act`; none means as `wean cut` does by default.
    #[serde(default)]
    pub act: Vec<String>,
    /// In force this many days after the event's date.
    #[serde(default)]
    pub day: u32,
    /// Services the actor chose to hit, where it chose; none means all.
    #[serde(default)]
    pub hits: Vec<String>,
}

/// `[[bites]]` of an event: a service or a component, and the day on which it reached a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BiteRecord {
    /// Name of a service of the stack.
    pub service: Option<String>,
    /// Name or purl of a component of the stack.
    pub component: Option<String>,
    /// Counted from the event's date.
    pub day: u32,
    /// `frozen`, `degrades` or `stops`.
    pub state: String,
    /// What was seen.
    pub what: String,
}

/// `[[went-on]]` of an event: a service or a component, and the state it did not reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WentOnRecord {
    /// Name of a service of the stack.
    pub service: Option<String>,
    /// Name or purl of a component of the stack.
    pub component: Option<String>,
    /// `frozen`, `degrades` or `stops`: neither this nor a worse state.
    pub never: String,
    /// Last day for which that is documented; none means for good.
    pub until: Option<u32>,
    /// What was seen.
    pub what: String,
}

/// All records of one catalogue folder, by id, each with the path of its file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// `organisations/`.
    pub organisations: BTreeMap<String, (String, OrganisationRecord)>,
    /// `products/`.
    pub products: BTreeMap<String, (String, ProductRecord)>,
    /// `classes/`.
    pub classes: BTreeMap<String, (String, ClassRecord)>,
    /// `jurisdictions/countries.toml`.
    pub countries: CountriesRecord,
    /// The rest of `jurisdictions/`.
    pub blocs: BTreeMap<String, (String, BlocRecord)>,
    /// `regions/`.
    pub regions: BTreeMap<String, (String, RegionsRecord)>,
    /// `events/`.
    pub events: BTreeMap<String, (String, EventRecord)>,
    /// `packages/`.
    pub packages: BTreeMap<String, (String, PackagesRecord)>,
}

impl Records {
    /// Takes in the text of one file. `folder` is its folder's name, `path` how to name it.
    ///
    /// # Errors
    /// What is wrong with it and, where known, at which byte range.
    pub fn add(
        &mut self,
        folder: &str,
        id: &str,
        path: &str,
        text: &str,
    ) -> Result<(), (String, Option<std::ops::Range<usize>>)> {
        fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, (String, Option<std::ops::Range<usize>>)> {
            toml::from_str(text).map_err(|error| (error.message().trim_end().replace('\n', "; "), error.span()))
        }
        let (id, path) = (id.to_owned(), path.to_owned());
        match folder {
            "organisations" => _ = self.organisations.insert(id, (path, parse(text)?)),
            "products" => _ = self.products.insert(id, (path, parse(text)?)),
            "classes" => _ = self.classes.insert(id, (path, parse(text)?)),
            "jurisdictions" if id == "countries" => self.countries = parse(text)?,
            "jurisdictions" => _ = self.blocs.insert(id, (path, parse(text)?)),
            "regions" => _ = self.regions.insert(id, (path, parse(text)?)),
            "events" => _ = self.events.insert(id, (path, parse(text)?)),
            "packages" => _ = self.packages.insert(id, (path, parse(text)?)),
            _ => return Err((format!("`{folder}` is no folder of a catalogue"), None)),
        }
        Ok(())
    }
}

/// The folders of a catalogue.
pub(crate) const FOLDERS: &[&str] =
    &["organisations", "products", "classes", "jurisdictions", "regions", "events", "packages"];
