//! The controls, and how an app stands to each.

use crate::diagnostic::Place;
use crate::project::facts::AppFacts;
use crate::project::{Field, Item, MetadataFile, ParsedUrl, Project, UrlClass, callback_list};
use crate::schema::{Distribution, names};

/// What Salesforce asks of a packaged app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// PKCE is required.
    Pkce,
    /// A refresh token is replaced at each use.
    Rotation,
    /// A refresh token ends after 30 days without use.
    IdleLifetime,
    /// Tokens work from listed addresses only.
    TokenIpList,
}

/// How an app stands to a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The files show that it is met.
    Met,
    /// The files show that it is not.
    Unmet,
    /// It does not apply to the flows of this app.
    Exempt,
    /// The files that would show it are not in the project.
    Unknown,
}

/// One line of the evidence table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// API name of the app.
    pub app: String,
    /// The control.
    pub control: Control,
    /// How the app stands to it.
    pub standing: Standing,
    /// What shows it.
    pub place: Option<Place>,
    /// The same in words.
    pub note: String,
}

/// The most days that an unused refresh token may live.
const MOST_IDLE_DAYS: i64 = 30;

/// The evidence table of a project: each control of each packaged app, in the order of app names.
#[must_use]
pub fn evidence(project: &Project) -> Vec<Evidence> {
    let facts = project.apps.iter().map(|app| AppFacts::of(project, app));
    facts.flat_map(|facts| Control::ALL.iter().filter_map(move |c| c.judge(&facts))).collect()
}

/// Standing, what shows it, and the same in words.
type Verdict = (Standing, Option<Place>, String);

impl Control {
    /// Every control.
    pub const ALL: &'static [Self] =
        &[Self::Pkce, Self::Rotation, Self::IdleLifetime, Self::TokenIpList];

    /// What it asks for, as a heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pkce => "PKCE required",
            Self::Rotation => "Refresh token rotation",
            Self::IdleLifetime => "Refresh tokens end after 30 idle days",
            Self::TokenIpList => "Token IP allow-list",
        }
    }

    /// How an app stands to it; none for an app that is not packaged.
    #[must_use]
    pub fn judge(self, facts: &AppFacts<'_>) -> Option<Evidence> {
        if facts.distribution() != Some(Distribution::Packaged) {
            return None;
        }
        let (standing, place, note) = match self {
            Self::Pkce => switch(facts, "isPkceRequired", "PKCE"),
            Self::Rotation => exempt_without_refresh(facts).unwrap_or_else(|| {
                switch(
                    facts,
                    "isRefreshTokenRotationEnabled",
                    "that refresh tokens are replaced at each use",
                )
            }),
            Self::IdleLifetime => exempt_without_refresh(facts).unwrap_or_else(|| idle(facts)),
            Self::TokenIpList => token_ip_list(facts),
        };
        Some(Evidence { app: facts.app.name.clone(), control: self, standing, place, note })
    }
}

fn switch(facts: &AppFacts<'_>, element: &str, what: &str) -> Verdict {
    let Some(file) = facts.file(names::GLOBAL_OAUTH) else {
        return unknown("global OAuth settings");
    };
    let place = Some(shown(file, file.field(element)));
    match file.flag(element) {
        Some(true) => (Standing::Met, place, format!("`{element}` is on")),
        Some(false) => (Standing::Unmet, place, format!("a packaged app must require {what}")),
        None => (Standing::Unknown, place, format!("`{element}` is filled in at deploy")),
    }
}

fn idle(facts: &AppFacts<'_>) -> Verdict {
    let global = facts.file(names::GLOBAL_OAUTH);
    if let Some(field) = global.and_then(|file| file.field("isEnforceRefreshTokenTTL"))
        && field.boolean() == Some(true)
    {
        let note = "`isEnforceRefreshTokenTTL` is on".to_owned();
        return (Standing::Met, Some(field.place()), note);
    }
    let Some(file) = facts.file(names::OAUTH_POLICIES) else { return unknown("OAuth policies") };
    let place = Some(shown(file, file.field("refreshTokenPolicyType")));
    let Some(policy) = facts.refresh_policy() else {
        return (Standing::Unknown, place, "the refresh token policy is not given".to_owned());
    };
    let idle = policy.ends_unused();
    match policy.days() {
        _ if policy.ends_at_once() => {
            (Standing::Met, place, "refresh tokens end at once".to_owned())
        }
        Some(days) if idle && days <= MOST_IDLE_DAYS => {
            (Standing::Met, place, format!("refresh tokens end after {days} idle days"))
        }
        None if idle => {
            (Standing::Unknown, place, "the idle time of refresh tokens is not given".to_owned())
        }
        _ => (
            Standing::Unmet,
            place,
            format!("refresh tokens of a packaged app must end after {MOST_IDLE_DAYS} idle days"),
        ),
    }
}

fn token_ip_list(facts: &AppFacts<'_>) -> Verdict {
    if let Some(callback) = facts.field(names::GLOBAL_OAUTH, "callbackUrl")
        && is_mobile_only(&callback)
    {
        let note = "every callback has a scheme of its own, as mobile apps do".to_owned();
        return (Standing::Exempt, Some(callback.place()), note);
    }
    let missing = "a packaged app must list the addresses from which its tokens may be used";
    match facts.file(names::OAUTH_SECURITY) {
        Some(file) => match file.field("tokenIpRanges") {
            Some(range) => {
                let note = format!("{} ranges listed", file.fields("tokenIpRanges").count());
                (Standing::Met, Some(file.place(range.element.name.span)), note)
            }
            None => (Standing::Unmet, Some(file.head()), missing.to_owned()),
        },
        // Both files live in the owner org; where one is kept here, the other would be too.
        None => match facts.file(names::GLOBAL_OAUTH) {
            Some(global) => (Standing::Unmet, Some(global.head()), missing.to_owned()),
            None => unknown("OAuth security settings"),
        },
    }
}

fn exempt_without_refresh(facts: &AppFacts<'_>) -> Option<Verdict> {
    (facts.has_refresh_scope() == Some(false)).then(|| {
        let scopes = facts.field(names::OAUTH_SETTINGS, "commaSeparatedOauthScopes");
        let note = "the app may not ask for refresh tokens".to_owned();
        (Standing::Exempt, scopes.map(|field| field.place()), note)
    })
}

/// Whether each callback goes to an app on the device by a scheme of its own.
fn is_mobile_only(callback: &Field<'_>) -> bool {
    let list = callback_list(&callback.element.value()).items;
    let own_scheme = |item: &Item| ParsedUrl::of(&item.text).class == UrlClass::Custom;
    !callback.is_unknown() && !list.is_empty() && list.iter().all(own_scheme)
}

fn unknown(what: &str) -> Verdict {
    (Standing::Unknown, None, format!("the project has no {what} for the app"))
}

fn shown(file: &MetadataFile, field: Option<Field<'_>>) -> Place {
    field.map_or_else(|| file.head(), |field| field.place())
}
