//! What a team allows: the `[policy]` table, as the configuration reads it.

use regex::Regex;

use super::HostPattern;
use crate::diagnostic::{Place, Severity};
use crate::schema::Distribution;

/// What a team allows. A key that is not set allows everything.
#[derive(Clone, Debug, Default)]
pub struct TeamPolicy {
    /// The severity of findings against the policy.
    pub severity: Option<PolicyKey<Severity>>,
    /// Where callback URLs may lead.
    pub callback_hosts: Option<PolicyKey<Vec<HostPattern>>>,
    /// The only scopes that apps may have.
    pub scopes: Option<PolicyKey<Vec<&'static str>>>,
    /// Scopes that no app may have.
    pub forbidden_scopes: Option<PolicyKey<Vec<&'static str>>>,
    /// Where apps may be used.
    pub distribution: Option<PolicyKey<Distribution>>,
    /// What the API names of apps look like.
    pub name_pattern: Option<PolicyKey<Regex>>,
    /// After how many days refresh tokens expire at the latest.
    pub refresh_token_days: Option<PolicyKey<u32>>,
    /// After how many minutes sessions and JWT access tokens expire at the latest.
    pub session_minutes: Option<PolicyKey<u32>>,
    /// The IP relaxation that apps may have.
    pub ip_relaxation: Option<PolicyKey<Vec<&'static str>>>,
    /// The fewest bits of RSA keys.
    pub key_bits: Option<PolicyKey<u32>>,
    /// Whether each app needs a description.
    pub description: Option<PolicyKey<bool>>,
    /// The domains of contact e-mail addresses.
    pub contact_domains: Option<PolicyKey<Vec<HostPattern>>>,
}

/// A key of the policy that is set.
#[derive(Clone, Debug)]
pub struct PolicyKey<T> {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: T,
    /// Where the value is written.
    pub place: Place,
}

impl TeamPolicy {
    /// The same, with the keys of another policy where this one does not set them.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            severity: self.severity.or(other.severity),
            callback_hosts: self.callback_hosts.or(other.callback_hosts),
            scopes: self.scopes.or(other.scopes),
            forbidden_scopes: self.forbidden_scopes.or(other.forbidden_scopes),
            distribution: self.distribution.or(other.distribution),
            name_pattern: self.name_pattern.or(other.name_pattern),
            refresh_token_days: self.refresh_token_days.or(other.refresh_token_days),
            session_minutes: self.session_minutes.or(other.session_minutes),
            ip_relaxation: self.ip_relaxation.or(other.ip_relaxation),
            key_bits: self.key_bits.or(other.key_bits),
            description: self.description.or(other.description),
            contact_domains: self.contact_domains.or(other.contact_domains),
        }
    }

    /// The keys that are set: name, value as it is compared, and place.
    #[must_use]
    pub fn keys(&self) -> Vec<(&'static str, Limit, Place)> {
        fn one<T>(key: Option<&PolicyKey<T>>, value: impl Fn(&T) -> Limit) -> Option<Entry> {
            let key = key?;
            Some((key.name, value(&key.value), key.place.clone()))
        }
        fn texts<T: AsRef<str>>(list: &[T]) -> Vec<String> {
            list.iter().map(|item| item.as_ref().to_owned()).collect()
        }
        let all = [
            one(self.severity.as_ref(), |severity| Limit::Severity(*severity)),
            one(self.callback_hosts.as_ref(), |hosts| Limit::Allowed(texts(hosts))),
            one(self.scopes.as_ref(), |scopes| Limit::Allowed(texts(scopes))),
            one(self.forbidden_scopes.as_ref(), |scopes| Limit::Forbidden(texts(scopes))),
            one(self.distribution.as_ref(), |one| Limit::Text(one.token().to_owned())),
            one(self.name_pattern.as_ref(), |pattern| Limit::Text(pattern.as_str().to_owned())),
            one(self.refresh_token_days.as_ref(), |days| Limit::Most(*days)),
            one(self.session_minutes.as_ref(), |minutes| Limit::Most(*minutes)),
            one(self.ip_relaxation.as_ref(), |values| Limit::Allowed(texts(values))),
            one(self.key_bits.as_ref(), |bits| Limit::Least(*bits)),
            one(self.description.as_ref(), |wanted| Limit::Required(*wanted)),
            one(self.contact_domains.as_ref(), |domains| Limit::Allowed(texts(domains))),
        ];
        all.into_iter().flatten().collect()
    }

    /// The keys that allow more than those of an earlier policy: name, and place where it is set.
    #[must_use]
    pub(crate) fn milder_than(&self, old: &Self) -> Vec<(&'static str, Option<Place>)> {
        let now = self.keys();
        let milder = |(name, value, _): &Entry| {
            let new = now.iter().find(|(other, ..)| other == name);
            match new {
                None => (*value != Limit::Required(false)).then_some((*name, None)),
                Some((_, new, place)) => {
                    new.is_milder_than(value).then(|| (*name, Some(place.clone())))
                }
            }
        };
        old.keys().iter().filter_map(milder).collect()
    }
}

type Entry = (&'static str, Limit, Place);

/// The value of a key, by how it limits apps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Only these.
    Allowed(Vec<String>),
    /// None of these.
    Forbidden(Vec<String>),
    /// At most so many.
    Most(u32),
    /// At least so many.
    Least(u32),
    /// Whether it must be there.
    Required(bool),
    /// Exactly this, or of this form.
    Text(String),
    /// How bad it is.
    Severity(Severity),
}

impl Limit {
    /// Whether apps that another value refuses may pass.
    fn is_milder_than(&self, old: &Self) -> bool {
        match (self, old) {
            (Self::Allowed(new), Self::Allowed(old)) => new.iter().any(|item| !old.contains(item)),
            (Self::Forbidden(new), Self::Forbidden(old)) => {
                old.iter().any(|item| !new.contains(item))
            }
            (Self::Most(new), Self::Most(old)) => new > old,
            (Self::Least(new), Self::Least(old)) => new < old,
            (Self::Required(new), Self::Required(old)) => !new && *old,
            (Self::Severity(new), Self::Severity(old)) => new < old,
            // Nobody can say which of two patterns is the milder one.
            (new, old) => new != old,
        }
    }
}
