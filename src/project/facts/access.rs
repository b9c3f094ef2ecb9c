//! Who gets in through an app, from where and for how long, and whether a change admits more.
//!
//! The tables say which elements decide that (`schemas/access.toml`, `schemas/flows.toml`). Files
//! are read by what they plainly mean, see [`meant`].

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::meant::{Setting, Settings, meant};
use crate::project::Project;
use crate::schema::{
    AccessElement, Expect, Flow, JwtLifetime, Literal, Text, Wider, Without, names, schema,
};

/// The access that an app gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    facts: BTreeMap<Fact, Reach>,
    settings: Settings,
}

/// Something that decides about access.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// A flow, by its id.
    Flow(&'static str),
    /// An element, by its type and name.
    Element(&'static str, &'static str),
    /// How long a refresh token lasts, used or not, in hours.
    RefreshLifetime,
    /// How long an unused refresh token lasts, in hours.
    RefreshIdle,
    /// How long a JWT access token lasts, in minutes; the element that says so.
    JwtLifetime(&'static str),
    /// What happens to sessions below the required level.
    SessionAction,
}

/// How far a fact reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Open or closed.
    Open(bool),
    /// What is admitted; everything if there is no list.
    Entries(Option<BTreeSet<String>>),
    /// At most this much; without limit if there is no number.
    AtMost(Option<u64>),
    /// A step, a higher one admitting more.
    Step(usize),
}

/// A fact that reaches further than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widening {
    /// What it is about.
    pub fact: Fact,
    /// What would be so, as the end of a sentence.
    pub message: String,
}

/// The access that each app of a project gives, by the name of the app in small letters and digits.
#[must_use]
pub fn access(project: &Project) -> BTreeMap<String, Access> {
    meant(project).into_iter().map(|(app, settings)| (app, Access::of(settings))).collect()
}

impl Access {
    fn of(settings: Settings) -> Self {
        let reading = Reading { settings: &settings };
        let mut facts = BTreeMap::new();
        let formats = &schema().access.formats;
        for flow in schema().flows.iter().filter(|f| f.supported && !formats.contains(&f.id)) {
            facts.insert(Fact::Flow(flow.id.as_str()), Reach::Open(reading.is_on(flow)));
        }
        for element in &schema().access.elements {
            let fact = Fact::Element(element.metadata_type.as_str(), element.element.as_str());
            facts.insert(fact, reading.reach(element));
        }
        let (lifetime, idle) = reading.refresh();
        facts.insert(Fact::RefreshLifetime, Reach::AtMost(lifetime));
        facts.insert(Fact::RefreshIdle, Reach::AtMost(idle));
        for lifetime in &schema().jwt_lifetimes {
            let reach = Reach::AtMost(reading.jwt(lifetime));
            facts.insert(Fact::JwtLifetime(lifetime.minutes.as_str()), reach);
        }
        facts.insert(Fact::SessionAction, Reach::Step(reading.session_action()));
        Self { facts, settings }
    }

    /// The facts that reach further in `after` than here.
    #[must_use]
    pub(crate) fn widened(&self, after: &Self) -> Vec<Widening> {
        let wider = after.facts.iter().filter(|(fact, reach)| {
            self.facts.get(fact).is_none_or(|before| reach.exceeds(before))
        });
        wider
            .map(|(fact, reach)| Widening { fact: fact.clone(), message: message(fact, reach) })
            .collect()
    }

    /// The first element whose meaning is not the same in `after`.
    #[must_use]
    pub fn changed(&self, after: &Self) -> Option<Setting> {
        let all = self.settings.keys().chain(after.settings.keys());
        all.copied().find(|key| self.settings.get(key) != after.settings.get(key))
    }
}

/// The first app of which `after` admits more than `before`, with what it is.
#[must_use]
pub fn first_widening(
    before: &BTreeMap<String, Access>,
    after: &BTreeMap<String, Access>,
) -> Option<(String, Widening)> {
    let closed = Access::of(Settings::new());
    after.iter().find_map(|(app, after)| {
        let before = before.get(app).unwrap_or(&closed);
        Some((app.clone(), before.widened(after).into_iter().next()?))
    })
}

impl Reach {
    /// Whether it reaches further than `before`.
    #[must_use]
    pub(crate) fn exceeds(&self, before: &Self) -> bool {
        match (before, self) {
            (Self::Open(before), Self::Open(after)) => *after && !before,
            (Self::Step(before), Self::Step(after)) => after > before,
            (Self::AtMost(before), Self::AtMost(after)) => {
                let number = |limit: &Option<u64>| limit.unwrap_or(u64::MAX);
                number(after) > number(before)
            }
            (Self::Entries(None), Self::Entries(_)) => false,
            (Self::Entries(Some(before)), Self::Entries(Some(after))) => {
                after.iter().any(|entry| !is_admitted(entry, before))
            }
            _ => true,
        }
    }
}

/// Whether an entry lets nothing in that `before` kept out. `https` in place of `http` is no gain,
/// nor is a range of addresses within others.
fn is_admitted(entry: &str, before: &BTreeSet<String>) -> bool {
    let plain = entry.strip_prefix("https:").map(|rest| format!("http:{rest}"));
    if before.contains(entry) || plain.is_some_and(|plain| before.contains(&plain)) {
        return true;
    }
    let Some((is_v4, first, last)) = range(entry) else { return false };
    let mut known: Vec<(bool, u128, u128)> = before.iter().filter_map(|it| range(it)).collect();
    known.sort_unstable();
    let mut reached = first;
    for (_, from, to) in known.into_iter().filter(|(v4, ..)| *v4 == is_v4) {
        if from <= reached && to >= reached {
            if to >= last {
                return true;
            }
            reached = to + 1;
        }
    }
    false
}

/// Both ends of a range of addresses, the lower one first.
fn range(entry: &str) -> Option<(bool, u128, u128)> {
    let (first, last) = entry.split_once(" - ")?;
    let number = |text: &str| match text.parse().ok()? {
        IpAddr::V4(address) => Some((true, u128::from(u32::from(address)))),
        IpAddr::V6(address) => Some((false, u128::from(address))),
    };
    let ((v4, first), (also_v4, last)) = (number(first)?, number(last)?);
    (v4 == also_v4).then_some((v4, first.min(last), first.max(last)))
}

fn message(fact: &Fact, reach: &Reach) -> String {
    match (fact, reach) {
        (Fact::Flow(id), _) => format!("the {id} flow would be on"),
        (Fact::Element(_, name), Reach::Open(_)) => {
            let off = schema()
                .access
                .elements
                .iter()
                .any(|element| element.element == *name && element.wider == Wider::Off);
            format!("`{name}` would be {}", if off { "off" } else { "on" })
        }
        (Fact::Element(_, name), Reach::Entries(None)) => format!("`{name}` would limit nothing"),
        (Fact::Element(_, name), Reach::Entries(_)) => format!("`{name}` would contain more"),
        (Fact::Element(_, name), Reach::AtMost(_)) | (Fact::JwtLifetime(name), _) => {
            format!("`{name}` would be longer")
        }
        (Fact::Element(_, name), Reach::Step(_)) => format!("`{name}` would be weaker"),
        (Fact::RefreshLifetime | Fact::RefreshIdle, _) => "refresh tokens would last longer".into(),
        (Fact::SessionAction, _) => "`policyAction` would be weaker".into(),
    }
}

/// The settings of one app, with the defaults of the tables.
struct Reading<'a> {
    settings: &'a Settings,
}

impl Reading<'_> {
    /// The entries of an element, else its default, else none.
    fn entries(&self, owner: &str, name: &str) -> BTreeSet<String> {
        let found = self.settings.iter().find(|((o, n), _)| *o == owner && *n == name);
        let default = || {
            let element = schema().types.get(owner)?.element(name)?;
            Some(match element.default.as_ref()? {
                Literal::String(text) => text.to_string(),
                other => other.to_string(),
            })
        };
        found.map_or_else(|| default().into_iter().collect(), |(_, entries)| entries.clone())
    }

    fn is_on(&self, flow: &Flow) -> bool {
        let mut switches = flow.demands.iter().filter(|demand| demand.switch).peekable();
        switches.peek().is_some()
            && switches.all(|demand| {
                let entries = self.entries(&demand.metadata_type, &demand.element);
                match &demand.expect {
                    Expect::Is(wanted) => entries.contains(wanted.as_str()),
                    Expect::Present => !entries.is_empty(),
                    Expect::HoldsAny(any) => any.iter().any(|one| entries.contains(one.as_str())),
                    Expect::Absent | Expect::Not(_) | Expect::HoldsBeside(_) => false,
                }
            })
    }

    fn reach(&self, element: &AccessElement) -> Reach {
        let owner = element.metadata_type.as_str();
        let entries = self.entries(owner, &element.element);
        let is = |word: &str| entries.contains(word);
        match element.wider {
            Wider::On => Reach::Open(is("true")),
            Wider::Off => {
                let counts = |switch: &Text| self.entries(owner, switch).contains("true");
                let counts = element.while_on.as_ref().is_none_or(counts);
                Reach::Open(counts && (entries.is_empty() || is("false")))
            }
            Wider::Added => {
                let all = element.without == Without::Everything && entries.is_empty();
                Reach::Entries((!all).then_some(entries))
            }
            // A text that is no number is not to become a longer time.
            Wider::Longer => {
                let numbers = entries.iter().map(|entry| entry.parse().unwrap_or(0));
                Reach::AtMost(numbers.max())
            }
            Wider::Later => {
                let step = |entry: &String| element.order.iter().position(|known| known == entry);
                let steps = entries.iter().map(|entry| step(entry).unwrap_or(0));
                Reach::Step(steps.max().unwrap_or(element.order.len()))
            }
        }
    }

    fn policy(&self, name: &str) -> BTreeSet<String> {
        self.entries(names::OAUTH_POLICIES, name)
    }

    /// The lifetime of refresh tokens, and that of unused ones. A period without a unit counts as
    /// the shortest one.
    fn refresh(&self) -> (Option<u64>, Option<u64>) {
        let kinds = self.policy("refreshTokenPolicyType");
        let (periods, units) =
            (self.policy("refreshTokenValidityPeriod"), self.policy("refreshTokenValidityUnit"));
        let period = periods.iter().filter_map(|text| text.parse::<u64>().ok()).max().unwrap_or(0);
        let hours = units.iter().map(|unit| match unit.as_str() {
            "Days" => 24,
            "Months" => 24 * 30,
            _ => 1,
        });
        let time = period.saturating_mul(hours.max().unwrap_or(1));
        let of = |kind: &String| match kind.as_str() {
            "Infinite" => (None, None),
            "SpecificLifetime" => (Some(time), None),
            "SpecificInactivity" => (None, Some(time)),
            _ => (Some(0), Some(0)),
        };
        let number = |limit: &Option<u64>| limit.unwrap_or(u64::MAX);
        let all: Vec<_> = kinds.iter().map(of).collect();
        let lifetime = all.iter().map(|pair| pair.0).max_by_key(number);
        let idle = all.iter().map(|pair| pair.1).max_by_key(number);
        (lifetime.unwrap_or(None), idle.unwrap_or(None))
    }

    /// The lifetime of JWT access tokens; that of the session where there is none, or where the
    /// flow that issues them is off.
    fn jwt(&self, lifetime: &JwtLifetime) -> Option<u64> {
        let kinds = self.policy(&lifetime.kind);
        let numbers = self.policy(&lifetime.minutes);
        let longest = numbers.iter().map(|text| text.parse().unwrap_or(0)).max();
        let is_on = |switch: &Text| self.policy(switch).contains("true");
        let has_tokens = self.has_jwt_tokens() && lifetime.switch.as_ref().is_none_or(is_on);
        if kinds.contains(lifetime.session.as_str()) || !has_tokens {
            return None;
        }
        longest.or_else(|| kinds.contains(lifetime.own.as_str()).then_some(0))
    }

    /// Whether the app issues JWT access tokens, or may do so since its settings are not here. Up to
    /// API version 63.0 the policies have the switch.
    fn has_jwt_tokens(&self) -> bool {
        let switch = "isNamedUserJwtEnabled";
        let is_on = |owner: &str| self.entries(owner, switch).contains("true");
        is_on(names::GLOBAL_OAUTH)
            || is_on(names::OAUTH_POLICIES)
            || !self.settings.keys().any(|(owner, _)| *owner == names::GLOBAL_OAUTH)
    }

    fn session_action(&self) -> usize {
        let actions = self.policy("policyAction");
        if !self.policy("requiredSessionLevel").contains("HIGH_ASSURANCE") || actions.is_empty() {
            return 2;
        }
        usize::from(!actions.contains("Block") || actions.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(settings: &[(&'static str, &'static str, &str)]) -> Access {
        let mut all = Settings::new();
        for (owner, name, entry) in settings {
            all.entry((owner, name)).or_default().insert((*entry).to_owned());
        }
        Access::of(all)
    }

    fn policies(settings: &[(&'static str, &str)]) -> Access {
        let mut all = Settings::new();
        for (name, entry) in settings {
            all.entry((names::OAUTH_POLICIES, name)).or_default().insert((*entry).to_owned());
        }
        Access::of(all)
    }

    #[test]
    fn a_flow_that_comes_on_is_wider() {
        let switch = (names::GLOBAL_OAUTH, "isDeviceFlowEnabled", "true");
        let (off, on) = (app(&[]), app(&[switch]));
        assert_eq!(off.widened(&on)[0].message, "the device flow would be on");
        assert!(on.widened(&off).is_empty());
    }

    #[test]
    fn ranges_within_others_admit_nobody_new() {
        let range = |entry| app(&[(names::OAUTH_SECURITY, "tokenIpRanges", entry)]);
        let (whole, part) = (range("10.0.0.0 - 10.0.0.9"), range("10.0.0.4 - 10.0.0.5"));
        assert!(whole.widened(&part).is_empty());
        assert!(!part.widened(&whole).is_empty());
        assert!(!whole.widened(&app(&[])).is_empty(), "no list limits nothing");
    }

    #[test]
    fn lifetimes_are_compared_as_times() {
        let of = |kind, period, unit| {
            policies(&[
                ("refreshTokenPolicyType", kind),
                ("refreshTokenValidityPeriod", period),
                ("refreshTokenValidityUnit", unit),
            ])
        };
        let (month, day) =
            (of("SpecificLifetime", "1", "Months"), of("SpecificLifetime", "1", "Days"));
        assert!(month.widened(&day).is_empty() && !day.widened(&month).is_empty());
        let idle = of("SpecificInactivity", "1", "Days");
        assert!(!day.widened(&idle).is_empty(), "used tokens would last");
        assert!(of("Infinite", "1", "Days").widened(&idle).is_empty());
    }
}
