//! How the records are read: as of which day, and what a foundation counts as.
//!
//! Parties are bought, sold and moved. The records keep that with dates, and a [`Reading`] picks what held on one day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use wean_model::Foundations;

use crate::catalogue::{Catalogue, is_date};
use crate::record::{OrganisationRecord, PartyKind, ProductRecord};

/// How the records are read. By default as they stand: what has no end counts, and foundations sit where they sit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The day that is asked about. None: what the records call present, whatever the clock says.
    pub as_of: Option<Day>,
    /// What foundations count as.
    pub foundations: Foundations,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Today, by the machine's clock, in UTC.
    pub fn today() -> Self {
        Self(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// Days from `self` to `other`; none when that day has passed.
    pub fn until(self, other: Self) -> Option<u32> {
        u32::try_from(self.0.duration_until(other.0).as_hours() / 24).ok()
    }

    /// First day of a date of the records: `2021` is the first of January.
    pub fn first(text: &str) -> Option<Self> {
        Self::of(text).map(|(day, _)| Self(day))
    }

    /// Last day of a date of the records: `2021` is the last of December.
    pub fn last(text: &str) -> Option<Self> {
        let (day, parts) = Self::of(text)?;
        Some(Self(match parts {
            1 => day.last_of_year(),
            2 => day.last_of_month(),
            _ => day,
        }))
    }

    /// The day a date begins with, and of how many parts it has.
    fn of(text: &str) -> Option<(Date, usize)> {
        is_date(text).then_some(())?;
        let mut parts = text.split('-').map(|part| part.parse::<i16>().ok());
        let (year, month, day) = (parts.next()??, parts.next(), parts.next());
        let given = 1 + usize::from(month.is_some()) + usize::from(day.is_some());
        let small = |part: Option<Option<i16>>| part.map_or(Some(1), |part| part.and_then(|n| i8::try_from(n).ok()));
        Some((Date::new(year, small(month)?, small(day)?).ok()?, given))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = String;

    /// A whole date, or `today`.
    ///
    /// # Errors
    /// What a date looks like.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "today" {
            return Ok(Self::today());
        }
        let whole = text.len() == "YYYY-MM-DD".len();
        Self::first(text)
            .filter(|_| whole)
            .ok_or_else(|| format!("`{text}` is no date such as 2026-01-31, nor `today`"))
    }
}

impl Reading {
    /// Whether something with these dates held on the day that is asked about. What has no beginning on record is taken
    /// to have held from ever; a date that is no more than a year counts for the whole of it.
    pub(crate) fn holds(self, since: Option<&str>, until: Option<&str>) -> bool {
        let Some(day) = self.as_of else { return until.is_none() };
        since.and_then(Day::first).is_none_or(|since| since <= day)
            && until.and_then(Day::last).is_none_or(|until| day <= until)
    }
}

impl Reading {
    /// Who made a product.
    pub(crate) fn maker_of(self, product: &ProductRecord) -> &str {
        let former = self
            .as_of
            .and_then(|_| product.former_maker.iter().find(|f| self.holds(f.since.as_deref(), Some(&f.until))));
        former.map_or(&product.maker, |former| &former.maker)
    }

    /// Whether an organisation counts as one that no one party decides for.
    pub(crate) fn is_community(self, organisation: &OrganisationRecord) -> bool {
        organisation.kind == PartyKind::Community
            || organisation.kind == PartyKind::Foundation && self.foundations == Foundations::Community
    }
}

impl Catalogue {
    /// The same records, read otherwise.
    #[must_use]
    pub fn with_reading(mut self, reading: Reading) -> Self {
        if reading != self.reading {
            self.reading = reading;
            self.ground();
        }
        self
    }

    /// How the records are read.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// Seat of an organisation on the day that is asked about.
    pub fn seat_of<'a>(&self, organisation: &'a OrganisationRecord) -> Option<&'a str> {
        let former = self.reading.as_of.and_then(|_| {
            organisation.former_seat.iter().find(|f| self.reading.holds(f.since.as_deref(), Some(&f.until)))
        });
        former.map(|former| former.seat.as_str()).or(organisation.seat.as_deref())
    }

    /// Who made a product on the day that is asked about.
    pub fn maker_of<'a>(&self, product: &'a ProductRecord) -> &'a str {
        self.reading.maker_of(product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> Reading {
        Reading { as_of: Some(day.parse().expect("a date")), ..Reading::default() }
    }

    #[test]
    fn dates_begin_and_end_where_they_say() {
        let hours = [("2021", "2021-01-01", "2021-12-31"), ("2024-02", "2024-02-01", "2024-02-29")];
        for (text, first, last) in hours {
            assert_eq!(Day::first(text).map(|d| d.to_string()).as_deref(), Some(first));
            assert_eq!(Day::last(text).map(|d| d.to_string()).as_deref(), Some(last));
        }
        assert_eq!(Day::first("2023-02-30"), None);
        assert!("2023-02".parse::<Day>().is_err() && "today".parse::<Day>().is_ok());
    }

    #[test]
    fn days_are_counted_forward_only() {
        let day = |text: &str| text.parse::<Day>().expect("a date");
        assert_eq!(day("2024-02-28").until(day("2024-03-01")), Some(2));
        assert_eq!(day("2024-03-01").until(day("2024-02-28")), None);
    }

    #[test]
    fn what_is_past_held_then() {
        assert!(!Reading::default().holds(None, Some("2020")));
        assert!(on("2020-06-01").holds(None, Some("2020")));
        assert!(!on("2021-01-01").holds(None, Some("2020")));
        assert!(!on("2019-12-31").holds(Some("2020"), None));
        assert!(on("2020-01-01").holds(Some("2020"), None));
    }
}
