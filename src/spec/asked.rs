//! Values that the command line gives for one app: a run writes them, or refuses.

use super::{SpecPath, Step};

/// A value that the command line gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The keys from the app to the value.
    pub keys: Vec<String>,
    /// Whether a list is to contain nothing else.
    pub is_whole: bool,
    /// The argument, as messages name it.
    pub shown: String,
}

/// How much of an element a given value decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// The part of its structure with that key.
    Inner(String),
}

impl Asked {
    /// The value at the end of these keys, separated by dots.
    #[must_use]
    pub fn new(keys: &str, is_whole: bool, shown: impl Into<String>) -> Self {
        let keys = keys.split('.').map(str::to_owned).collect();
        Self { keys, is_whole, shown: shown.into() }
    }

    /// Whether the value is in the table at the end of these keys, or contains it.
    #[must_use]
    pub fn is_at(&self, keys: &[&str]) -> bool {
        self.keys.iter().zip(keys).all(|(own, key)| own == key)
    }

    /// How much of an element it decides, where a key of the spec gives that element.
    #[must_use]
    pub(crate) fn reach(&self, place: &SpecPath) -> Option<Extent> {
        let mut keys = place.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(*key),
            Step::Item(_) => None,
        });
        // The first is the list of apps.
        keys.next();
        let keys: Vec<&str> = keys.collect();
        if !self.is_at(&keys) {
            return None;
        }
        Some(match self.keys.get(keys.len()) {
            Some(inner) => Extent::Inner(inner.clone()),
            None => Extent::Whole,
        })
    }

    /// How much of an element it decides, where one of several keys gives that element.
    #[must_use]
    pub(crate) fn reach_of(&self, places: &[SpecPath]) -> Option<Extent> {
        let all: Vec<Extent> = places.iter().filter_map(|place| self.reach(place)).collect();
        let whole = all.iter().find(|reach| **reach == Extent::Whole);
        whole.or(all.first()).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_reaches_what_its_keys_lead_to() {
        let place = SpecPath::app(0).key("oauth").key("id-token");
        let reach = |keys: &str| Asked::new(keys, true, "").reach(&place);
        assert_eq!(reach("oauth.id-token.minutes"), Some(Extent::Inner("minutes".into())));
        assert_eq!(reach("oauth.id-token"), Some(Extent::Whole));
        assert_eq!(reach("oauth"), Some(Extent::Whole));
        assert_eq!(reach("oauth.pkce"), None);
        let item = place.item(1).key("start");
        assert_eq!(Asked::new("oauth.id-token", true, "").reach(&item), Some(Extent::Whole));
    }
}
