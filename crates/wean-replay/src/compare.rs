//! One rule for all events: when a prediction agrees with what is documented.

use wean_exposure::Days;
use wean_model::{Effect, State};

/// How a prediction compares with what is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As documented.
    Agrees,
    /// It is predicted to come, but too early.
    Early,
    /// It is predicted to come, but too late.
    Late,
    /// It is not predicted at all.
    Missed,
    /// On the documented day something worse is predicted.
    Worse,
    /// It went on, and is predicted not to.
    Wrong,
}

impl Verdict {
    /// Whether it agrees.
    pub const fn agrees(self) -> bool {
        matches!(self, Self::Agrees)
    }

    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agrees => "as documented",
            Self::Early => "too early",
            Self::Late => "too late",
            Self::Missed => "not predicted",
            Self::Worse => "predicted worse",
            Self::Wrong => "it went on",
        }
    }
}

/// Whether a predicted day agrees with a documented one. What came at once, or the day after, must be predicted for that
/// day; what came later for half to twice as many days. Sources say at best in which month a licence ran out, and an
/// onset is one number for all who hold a thing.
pub const fn tolerates(documented: u32, predicted: u32) -> bool {
    if documented <= 1 {
        return predicted == documented;
    }
    predicted >= documented.div_ceil(2) && predicted <= documented.saturating_mul(2)
}

/// A state that was reached: it must be predicted for about that day, and nothing worse by then.
pub(crate) fn bite(days: Days, effect: Effect, documented: u32) -> Verdict {
    let Some(predicted) = days.day(effect) else { return Verdict::Missed };
    if !tolerates(documented, predicted) {
        return if predicted < documented { Verdict::Early } else { Verdict::Late };
    }
    if days.state(documented) > State::from(effect) { Verdict::Worse } else { Verdict::Agrees }
}

/// A state that was not reached: it must not be predicted, up to the last documented day or for good.
pub(crate) fn went_on(days: Days, effect: Effect, until: Option<u32>) -> Verdict {
    match days.day(effect) {
        Some(day) if until.is_none_or(|until| day <= until) => Verdict::Wrong,
        _ => Verdict::Agrees,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_day_or_half_to_double() {
        assert!(tolerates(0, 0) && !tolerates(0, 1) && tolerates(1, 1) && !tolerates(1, 0) && !tolerates(1, 2));
        assert!(tolerates(30, 15) && !tolerates(30, 14) && tolerates(30, 60) && !tolerates(30, 61));
        assert!(!tolerates(3, 1) && tolerates(3, 2));
    }

    #[test]
    fn a_prediction_may_be_worse_than_what_happened() {
        let days = Days([0, 0, 200]);
        assert_eq!(bite(days, Effect::Degrades, 0), Verdict::Agrees);
        assert_eq!(bite(days, Effect::Frozen, 0), Verdict::Worse);
        assert_eq!(bite(days, Effect::Stops, 365), Verdict::Agrees);
        assert_eq!(bite(days, Effect::Stops, 30), Verdict::Late);
        assert_eq!(bite(Days::NEVER, Effect::Stops, 30), Verdict::Missed);
        assert_eq!(went_on(days, Effect::Stops, Some(199)), Verdict::Agrees);
        assert_eq!(went_on(days, Effect::Stops, None), Verdict::Wrong);
    }
}
