//! The controls, and what the files of an app show for each.

use crate::diagnostic::Place;
use crate::project::facts::AppFacts;
use crate::project::{Field, MetadataFile, ParsedUrl, Project, UrlClass};
use crate::rules::plugins::{Reach, address_ranges};
use crate::rules::urls::is_org_or_local;
use crate::schema::{Distribution, Mandate, names, schema};

/// What Salesforce requires of partner apps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// PKCE is required.
    Pkce,
    /// A refresh token is replaced at each use.
    Rotation,
    /// A refresh token expires after 30 days without use.
    IdleLimit,
    /// Refresh tokens work from listed addresses only.
    TokenIpAllowlist,
}

/// What the files say about a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The files show that it is met.
    Met,
    /// The files show that it is not met, or do not show that it is.
    Missing,
    /// It does not apply to this app.
    Exempt,
}

/// One row of the evidence table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// API name of the app.
    pub app: String,
    /// The control.
    pub control: Control,
    /// What the files say about it.
    pub verdict: Verdict,
    /// The files are silent: another org or a deploy knows the value. Then the verdict is `Missing`.
    pub is_silent: bool,
    /// Where the files say so.
    pub place: Option<Place>,
    /// What is written there.
    pub value: Option<String>,
    /// Why the verdict is what it is.
    pub reason: String,
}

/// The switch of the idle limit. It is part of the app; the refresh token policies are not.
const IDLE_SWITCH: &str = "isEnforceRefreshTokenTTL";

/// The evidence table of a project: each control of each packaged app, in the order of app names.
#[must_use]
pub fn evidence(project: &Project) -> Vec<Evidence> {
    let facts = project.apps.iter().map(|app| AppFacts::of(project, app));
    facts.flat_map(|facts| Control::ALL.iter().filter_map(move |c| c.judge(&facts))).collect()
}

/// A row without its app and control.
struct Row {
    verdict: Verdict,
    is_silent: bool,
    place: Option<Place>,
    value: Option<String>,
    reason: String,
}

impl Row {
    fn new(verdict: Verdict, place: Option<Place>, reason: impl Into<String>) -> Self {
        Self { verdict, is_silent: false, place, value: None, reason: reason.into() }
    }

    fn silent(place: Option<Place>, reason: impl Into<String>) -> Self {
        Self { is_silent: true, ..Self::new(Verdict::Missing, place, reason) }
    }

    fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
}

impl Control {
    /// Every control.
    pub const ALL: &'static [Self] =
        &[Self::Pkce, Self::Rotation, Self::IdleLimit, Self::TokenIpAllowlist];

    /// Its name in a table.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pkce => "PKCE required",
            Self::Rotation => "Refresh token rotation",
            Self::IdleLimit => "Refresh tokens expire after 30 idle days",
            Self::TokenIpAllowlist => "Refresh Token IP Allowlist",
        }
    }

    /// The mandate that asks for it.
    #[must_use]
    pub fn mandate(self) -> Option<&'static Mandate> {
        schema().mandate(match self {
            Self::Pkce => "partner-pkce",
            Self::Rotation => "partner-rotation",
            Self::IdleLimit => "partner-idle-limit",
            Self::TokenIpAllowlist => "partner-ip-allowlist",
        })
    }

    /// What the files of an app show for it; none for an app that is not packaged.
    #[must_use]
    pub fn judge(self, facts: &AppFacts<'_>) -> Option<Evidence> {
        if facts.distribution() != Some(Distribution::Packaged) {
            return None;
        }
        let row = exempt(self, facts).unwrap_or_else(|| match self {
            Self::Pkce => switch(facts, "isPkceRequired", "a packaged app must require PKCE"),
            Self::Rotation => switch(
                facts,
                "isRefreshTokenRotationEnabled",
                "a packaged app must replace its refresh tokens at each use",
            ),
            Self::IdleLimit => switch(
                facts,
                IDLE_SWITCH,
                "refresh tokens of a packaged app must expire after 30 days without use; \
                 the policies of this org do not travel in the package",
            ),
            Self::TokenIpAllowlist => allowlist(facts),
        });
        let Row { verdict, is_silent, place, value, reason } = row;
        let app = facts.app.name.clone();
        Some(Evidence { app, control: self, verdict, is_silent, place, value, reason })
    }
}

/// The exemption of an app from a control.
fn exempt(control: Control, facts: &AppFacts<'_>) -> Option<Row> {
    let [settings, global] = [names::OAUTH_SETTINGS, names::GLOBAL_OAUTH].map(|t| facts.file(t));
    if settings.is_none() && global.is_none() && !facts.is_perhaps_elsewhere(names::OAUTH_SETTINGS)
    {
        return Some(Row::new(Verdict::Exempt, None, "the app has no OAuth settings"));
    }
    let callback = facts.field(names::GLOBAL_OAUTH, "callbackUrl");
    if control == Control::Pkce {
        let machine = facts.flows().any(|flow| {
            let flow_type = flow.flow;
            !flow_type.redirects
                && !flow_type.capability
                && !flow_type.interactive
                && flow.is_meant()
        });
        return (machine && facts.has_only_stand_in_callbacks()).then(|| {
            let reason = "no user logs in with a browser: every callback is a stand-in";
            Row::new(Verdict::Exempt, callback.map(|field| field.place()), reason)
        });
    }
    if facts.has_refresh_scope() == Some(false) {
        let scopes = facts.field(names::OAUTH_SETTINGS, "commaSeparatedOauthScopes");
        let place = scopes.map(|field| field.place());
        return Some(Row::new(Verdict::Exempt, place, "the app has no scope for refresh tokens"));
    }
    let callback =
        callback.filter(|field| control == Control::TokenIpAllowlist && is_exempt(field));
    callback.map(|field| {
        let reason = "every callback is on localhost, in a Salesforce org, or has the app's own \
                      URL scheme";
        Row::new(Verdict::Exempt, Some(field.place()), reason)
    })
}

/// Whether Salesforce exempts all of these callbacks from the allowlist.
fn is_exempt(callback: &Field<'_>) -> bool {
    let list = &callback.callback_list().items;
    let exempt =
        |text: &str| ParsedUrl::of(text).class == UrlClass::Custom || is_org_or_local(text);
    !callback.is_unknown() && !list.is_empty() && list.iter().all(|item| exempt(&item.text))
}

fn switch(facts: &AppFacts<'_>, element: &str, missing: &str) -> Row {
    let Some(file) = facts.file(names::GLOBAL_OAUTH) else { return no_global_settings() };
    let field = file.field(element).filter(|field| !field.is_empty());
    let place = Some(field.map_or_else(|| file.head(), |field| field.place()));
    let row = match file.flag(element) {
        Some(true) => Row::new(Verdict::Met, place, format!("`{element}` is `true`")),
        None if field.is_some() => {
            return Row::silent(place, format!("the value of `{element}` is filled in at deploy"));
        }
        Some(false) | None => Row::new(Verdict::Missing, place, missing),
    };
    let written = field.and_then(|field| field.boolean());
    match (written, file.flag(element)) {
        (Some(on), _) => row.value(format!("{element} = {on}")),
        (None, Some(on)) => row.value(format!("{element} is not there; its default is {on}")),
        (None, None) => row.value(format!("{element} is not there")),
    }
}

fn allowlist(facts: &AppFacts<'_>) -> Row {
    const MISSING: &str = "a packaged app must limit refresh tokens to the IP addresses of its \
                           servers";
    let Some(file) = facts.file(names::OAUTH_SECURITY) else {
        if facts.is_perhaps_misnamed(names::OAUTH_SECURITY) {
            return Row::silent(None, "a file of OAuth security settings names no app");
        }
        // Both files belong to the owner org: a project that has one would have the other.
        return facts.file(names::GLOBAL_OAUTH).map_or_else(no_global_settings, |global| {
            Row::new(Verdict::Missing, Some(global.head()), MISSING)
                .value("no OAuth security settings")
        });
    };
    let count = file.fields("tokenIpRanges").count();
    if count == 0 {
        return Row::new(Verdict::Missing, Some(file.head()), MISSING).value("no tokenIpRanges");
    }
    listed(file, count)
}

/// What the listed addresses are worth.
fn listed(file: &MetadataFile, count: usize) -> Row {
    let ranges = address_ranges(file, "tokenIpRanges");
    if let Some(wide) = ranges.iter().find(|range| range.reach == Reach::Internet) {
        let reason =
            format!("the range {} contains most of the internet: it is no allowlist", wide.text);
        return Row::new(Verdict::Missing, Some(wide.place.clone()), reason).value(&*wide.text);
    }
    let Some(first) = ranges.first() else {
        let place = file.field("tokenIpRanges").map(|field| field.place());
        return Row::silent(place, "no range has two known IP addresses");
    };
    if ranges.iter().all(|range| range.reach == Reach::Private) {
        let reason =
            format!("the range {} is private, and Salesforce sees public addresses", first.text);
        return Row::new(Verdict::Missing, Some(first.place.clone()), reason).value(&*first.text);
    }
    let (noun, verb) = if count == 1 { ("range", "limits") } else { ("ranges", "limit") };
    let reason = format!("{count} {noun} of addresses {verb} refresh tokens");
    let all: Vec<&str> = ranges.iter().map(|range| range.text.as_str()).collect();
    Row::new(Verdict::Met, Some(first.place.clone()), reason).value(all.join(", "))
}

fn no_global_settings() -> Row {
    Row::silent(None, "the project has no global OAuth settings of the app")
}
