//! `package.json`, read for who made a package and what a product needs directly; and JSON whose types vary.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use wean_model::{Component, Relation};

use crate::tree::Tree;

/// The part of `package.json` that is of use here.
#[derive(Default, serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::catalogers) struct Manifest {
    pub(in crate::catalogers) name: Option<String>,
    pub(in crate::catalogers) version: Option<String>,
    homepage: Option<Text>,
    repository: Option<Text>,
    bugs: Option<Text>,
    funding: Option<Text>,
    author: Option<Text>,
    maintainers: Option<Text>,
    contributors: Option<Text>,
    license: Option<Text>,
    pub(in crate::catalogers) workspaces: Option<IgnoredAny>,
    dependencies: Pairs<Text>,
    dev_dependencies: Pairs<Text>,
    optional_dependencies: Pairs<Text>,
    peer_dependencies: Pairs<Text>,
}

impl Manifest {
    /// Nothing when there is no such file or it is no JSON: what it adds is not worth a word.
    pub(in crate::catalogers) fn read(tree: &Tree, path: &str) -> Option<Self> {
        serde_json::from_slice(&tree.read(path).ok()?).ok()
    }

    /// Fills in who stands behind the package.
    pub(in crate::catalogers) fn describe(self, component: &mut Component) {
        let hints = &mut component.hints;
        hints.homepage = self.homepage.as_ref().and_then(Text::address);
        hints.maker = self.author.and_then(Text::person);
        hints.maintainer = self.maintainers.or(self.contributors).and_then(Text::person);
        if hints.funding.is_none() {
            hints.funding = self.funding.as_ref().and_then(Text::address);
        }
        if hints.repository.is_none() {
            // Issues lie beside the repository.
            let repository = self.repository.as_ref().and_then(Text::address);
            let repository = repository.or_else(|| self.bugs.as_ref().and_then(Text::address));
            hints.repository = repository.map(|address| {
                let address = address.strip_prefix("git+").unwrap_or(&address);
                // `OWNER/NAME` is npm's short form for GitHub.
                let short = !address.contains(':') && address.matches('/').count() == 1;
                if short { format!("https://github.com/{address}").into() } else { address.into() }
            });
        }
        if component.licences.is_empty() {
            component.licences.extend(self.license.map(|licence| licence.as_str().into()));
        }
    }

    /// What the product itself needs: name, range of versions, how.
    pub(in crate::catalogers) fn direct(&self) -> impl Iterator<Item = (&str, &str, Relation)> {
        [
            (&self.dependencies, Relation::Requires),
            (&self.peer_dependencies, Relation::Requires),
            (&self.optional_dependencies, Relation::Uses),
            (&self.dev_dependencies, Relation::BuildsWith),
        ]
        .into_iter()
        .flat_map(|(pairs, relation)| {
            pairs.0.iter().map(move |(name, range)| (name.as_str(), range.as_str(), relation))
        })
    }
}

/// A text, or an object that stands for one: `{"name": …, "email": …}`, `{"type": …, "url": …}`; of a list the first.
/// Anything else is empty.
#[derive(Default)]
pub(super) struct Text {
    value: String,
    mail: Option<String>,
    url: Option<String>,
}

impl Text {
    pub(super) fn as_str(&self) -> &str {
        &self.value
    }

    pub(super) fn address(&self) -> Option<Box<str>> {
        self.url.as_ref().or(Some(&self.value)).filter(|text| !text.is_empty()).map(|text| text.as_str().into())
    }

    fn person(self) -> Option<Box<str>> {
        match (self.value.is_empty(), self.mail) {
            (true, mail) => mail.map(Into::into),
            (false, Some(mail)) => Some(format!("{} <{mail}>", self.value).into()),
            (false, None) => Some(self.value.into()),
        }
    }
}

/// Names of an object, without its values; anything else has none.
#[derive(Default)]
pub(super) struct Keys(Vec<String>);

impl Keys {
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// An object in the order of the file; anything else has no members.
pub(super) struct Pairs<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text { value: text.to_owned(), ..Text::default() })
            }
            fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
                Ok(Text::default())
            }
            fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
                Ok(Text::default())
            }
            fn visit_u64<E>(self, _: u64) -> Result<Text, E> {
                Ok(Text::default())
            }
            fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
                Ok(Text::default())
            }
            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text, A::Error> {
                let first = list.next_element::<Text>()?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(first.unwrap_or_default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                let mut text = Text::default();
                while let Some(key) = map.next_key::<String>()? {
                    let value = map.next_value::<Text>()?.value;
                    match key.as_str() {
                        "name" | "type" => text.value = value,
                        "email" => text.mail = Some(value),
                        "url" => text.url = Some(value),
                        _ => {}
                    }
                }
                Ok(text)
            }
        }
        deserializer.deserialize_any(Visit)
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = Pairs::<IgnoredAny>::deserialize(deserializer)?;
        Ok(Self(pairs.0.into_iter().map(|(key, _)| key).collect()))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = Pairs<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_bool<E>(self, _: bool) -> Result<Pairs<T>, E> {
                Ok(Pairs::default())
            }
            fn visit_unit<E>(self) -> Result<Pairs<T>, E> {
                Ok(Pairs::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Pairs<T>, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Pairs::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_any(Visit(PhantomData))
    }
}
