//! Elements whose effect depends on other elements (`schemas/effects.toml`).

use super::{Demand, List, Text};

/// An element that has no effect unless another element says so.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Metadata type.
    pub metadata_type: Text,
    /// Element at the top of that type.
    pub element: Text,
    /// The value that has no effect; none where that holds for every value.
    pub value: Option<Text>,
    /// Whoever writes it most likely expects a protection or a login that is not there.
    pub misleads: bool,
    /// What gives it an effect: any one of these is enough.
    pub needs: List<Demand>,
    /// Why it matters, in sentences.
    pub why: Text,
    /// What to do instead, after the message.
    pub instead: Text,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// A value of an element with which other elements must have certain values.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Metadata type.
    pub metadata_type: Text,
    /// Element at the top of that type.
    pub element: Text,
    /// The value that needs the others.
    pub value: Text,
    /// What an app with that value is called.
    pub called: Text,
    /// What it needs: all of these.
    pub needs: List<Demand>,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// The idle limit of refresh tokens, which an app can switch on.
#[derive(Clone, Debug)]
pub struct IdleLimit {
    /// Days after the last use.
    pub days: i64,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// An element whose loss from a file breaks or weakens the app without a word.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Metadata type.
    pub metadata_type: Text,
    /// Element at the top of that type.
    pub element: Text,
    /// The keys from the app to the value in a spec, separated by dots.
    pub key: Text,
    /// Id of the rule that reports the loss.
    pub rule: Text,
    /// What the loss leads to, after a colon.
    pub effect: Text,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// The elements of the OAuth policies that say how long JWT access tokens are valid.
#[derive(Clone, Debug)]
pub struct JwtLifetime {
    /// Element with the minutes.
    pub minutes: Text,
    /// Element that says whether the minutes count.
    pub kind: Text,
    /// The value of `kind` with which they do.
    pub own: Text,
    /// The value of `kind` with which the session of the user counts.
    pub session: Text,
    /// Id of the flow that issues the tokens.
    pub flow: Text,
    /// Element of the same file that turns the flow on, where it has one of its own.
    pub switch: Option<Text>,
    /// Key of the minutes in a spec.
    pub key: Text,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

#[cfg(test)]
mod tests {
    use super::super::{Demand, Expect, schema};

    fn has(type_name: &str, element: &str, value: Option<&str>) {
        let known = schema().types.get(type_name).and_then(|t| t.element(element));
        let known = known.unwrap_or_else(|| panic!("{type_name} has no element {element}"));
        if let Some(value) = value.filter(|_| !known.values.is_empty()) {
            assert!(known.value(value).is_some(), "{element} has no value {value}");
        }
    }

    fn can_be_judged(needs: &[Demand]) {
        assert!(!needs.is_empty());
        for need in needs {
            let value = match &need.expect {
                Expect::Is(value) | Expect::Not(value) => Some(value.as_str()),
                _ => None,
            };
            has(&need.metadata_type, &need.element, value);
            assert!(need.why.ends_with('.'), "{}", need.why);
        }
    }

    #[test]
    fn what_is_kept_are_elements_that_there_are() {
        for kept in &schema().kept {
            has(&kept.metadata_type, &kept.element, None);
            assert!(kept.source.iter().all(|key| schema().sources.contains_key(key)), "{kept:?}");
        }
    }

    #[test]
    fn lifetimes_of_tokens_are_elements_of_the_policies() {
        const POLICIES: &str = "ExtlClntAppOauthConfigurablePolicies";
        assert_eq!(schema().jwt_lifetimes.len(), 2);
        for lifetime in &schema().jwt_lifetimes {
            has(POLICIES, &lifetime.minutes, None);
            has(POLICIES, &lifetime.kind, Some(&lifetime.own));
            has(POLICIES, &lifetime.kind, Some(&lifetime.session));
            assert!(schema().flow(&lifetime.flow).is_some(), "{}", lifetime.flow);
            if let Some(switch) = &lifetime.switch {
                has(POLICIES, switch, None);
            }
            assert!(lifetime.source.iter().all(|key| schema().sources.contains_key(key)));
        }
    }

    #[test]
    fn the_table_speaks_of_elements_that_there_are() {
        for effect in &schema().effects {
            has(&effect.metadata_type, &effect.element, effect.value.as_deref());
            can_be_judged(&effect.needs);
            assert!(effect.why.ends_with('.') && !effect.instead.ends_with('.'), "{}", effect.why);
            assert!(effect.source.iter().all(|key| schema().sources.contains_key(key)));
        }
        for requirement in &schema().requirements {
            has(&requirement.metadata_type, &requirement.element, Some(&requirement.value));
            can_be_judged(&requirement.needs);
            assert!(requirement.source.iter().all(|key| schema().sources.contains_key(key)));
        }
        assert!(schema().idle_limit.source.iter().all(|key| schema().sources.contains_key(key)));
    }
}
