//! Team policy: what the `[policy]` table of `ecaforge.toml` allows.
//!
//! Each key has a rule, which finds nothing where the key is not set.

mod host;
mod team;

pub(crate) use host::HostPattern;
pub(crate) use team::PolicyKey;
pub use team::TeamPolicy;

use super::{Draft, declare_rule, rules_of_group};
use crate::diagnostic::Place;

rules_of_group!(
    policy_callback_host,
    policy_scope,
    policy_forbidden_scope,
    policy_distribution,
    policy_name,
    policy_refresh_token_lifetime,
    policy_session_lifetime,
    policy_ip_relaxation,
    policy_key_size,
    policy_description,
    policy_contact_domain,
);

/// Id of this group.
pub(crate) const GROUP: &str = "policy";

/// A finding that shows the line of the policy next to the place that is against it.
fn against<T>(
    key: &PolicyKey<T>,
    place: Place,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Draft {
    let name = key.name;
    Draft::new(place, message.into(), help.into())
        .related(key.place.clone(), format!("the team policy sets `{name}` here"))
}

/// Values for a sentence, each in backquotes; of many, the first.
fn listed<T: AsRef<str>>(values: &[T]) -> String {
    const SHOWN: usize = 8;
    let quoted: Vec<String> =
        values.iter().take(SHOWN).map(|value| format!("`{}`", value.as_ref())).collect();
    let more = if values.len() > SHOWN { ", …" } else { "" };
    quoted.join(", ") + more
}
