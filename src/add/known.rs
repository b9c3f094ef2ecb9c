//! What the files of an app say, as a spec, as far as a plan depends on it.
//!
//! The spec is used to compare two plans, and what both contain is never written. Where a plan does
//! not depend on a value, [`UNKNOWN`] replaces it: a placeholder passes every check of values.

use crate::generate::{self, NEVER_USED};
use crate::project::facts::{self, AppFacts, FlowFacts};
use crate::project::{App as Known, MetadataFile, Project, comma_list};
use crate::schema::{ApiVersion, Expect, Flow, Part, names, schema};
use crate::spec::{
    App, Asked, AssetToken, Canvas, Client, Distribution, Mobile, Mtls, Notification, Oauth,
    PermittedUsers, Push, RefreshToken, Saml, TokenExchange, UNKNOWN,
};
use crate::values;

/// An address that stands for one that is not known.
const UNKNOWN_KEYS: &str = "https://unknown.example/keys";
/// The session level that an action of the policies is for.
const HIGH_ASSURANCE: &str = "HIGH_ASSURANCE";
/// Most characters of a label that is taken over.
const LONGEST_LABEL: usize = 80;

/// Whether the app has a file of the OAuth plugin.
pub(super) fn has_oauth(project: &Project, known: &Known) -> bool {
    let of_oauth = |file: &MetadataFile| file.metadata_type.part == Part::Oauth;
    known.files.iter().filter_map(|&index| project.files.get(index)).any(of_oauth)
}

/// The app as its files say. Without the OAuth plugin, what plans write for it cancels out, unless
/// the run is to add it.
pub(super) fn app(
    project: &Project,
    known: &Known,
    version: ApiVersion,
    adds_oauth: bool,
    asked: &[Asked],
) -> App {
    let facts = AppFacts::of(project, known);
    let packaged = facts.distribution() == Some(Distribution::Packaged);
    let label = facts.field(names::HEADER, "label").map(|field| field.text().into_owned());
    let has = |type_name: &str| facts.file(type_name).is_some();
    let saml = facts.file(names::SAML_POLICIES).filter(|_| !packaged);
    let saml = saml.map(|file| saml_of(file, is_asked(asked, &["saml"])));
    let oauth = if has_oauth(project, known) {
        let mut oauth = oauth(&facts, version, packaged);
        sharpen(&facts, asked, &mut oauth);
        Some(oauth)
    } else {
        (!adds_oauth && saml.is_none()).then(|| unknown(PermittedUsers::SelfAuthorized))
    };
    App {
        name: known.name.clone(),
        label: label.filter(|label| {
            let is_plain = generate::odd_variable(label).is_none();
            !label.is_empty() && label.chars().count() <= LONGEST_LABEL && is_plain
        }),
        contact_email: UNKNOWN.to_owned(),
        distribution: if packaged { Distribution::Packaged } else { Distribution::Local },
        oauth,
        saml,
        mobile: mobile(&facts),
        push: known.files_of(&project.files, names::PUSH_SETTINGS).map(push).collect(),
        notification: facts
            .file(names::NOTIFICATION_SETTINGS)
            .map(|file| notification(file, has(names::PUSH_SETTINGS), asked)),
        canvas: has(names::CANVAS_SETTINGS)
            .then(|| Canvas { url: UNKNOWN.to_owned(), ..Canvas::default() }),
        ..App::default()
    }
}

/// An OAuth plugin of which nothing is known.
fn unknown(permitted_users: PermittedUsers) -> Oauth {
    Oauth { callbacks: vec![UNKNOWN.to_owned()], permitted_users, ..Oauth::default() }
}

/// The SAML plugin; where one of its values is given, with those that others go together with.
fn saml_of(file: &MetadataFile, is_asked: bool) -> Saml {
    let text = |element: &str| {
        let field = file.field(element).filter(|field| is_asked && !field.is_empty())?;
        Some(carried(field.text().into_owned()))
    };
    Saml {
        acs_url: UNKNOWN.to_owned(),
        entity_id: UNKNOWN.to_owned(),
        subject: text("subjectType"),
        subject_attribute: text("subjectCustomAttribute"),
        encryption_certificate: text("encryptionCertificate"),
        encryption: text("encryptionType"),
        logout_url: text("singleLogoutUrl"),
        logout_binding: text("singleLogoutBindingType"),
        ..Saml::default()
    }
}

/// Whether the command line gives a value of that table of an app.
fn is_asked(asked: &[Asked], keys: &[&str]) -> bool {
    asked.iter().any(|one| one.is_at(keys))
}

/// What the files say of values that only mean something together, where one of them is given.
fn sharpen(facts: &AppFacts<'_>, asked: &[Asked], oauth: &mut Oauth) {
    let policies = |element: &str| {
        facts.file(names::OAUTH_POLICIES).and_then(|file| facts::effective(file, element))
    };
    let global = |element: &str| {
        facts.file(names::GLOBAL_OAUTH).and_then(|file| facts::effective(file, element))
    };
    if is_asked(asked, &["oauth", "refresh-token"]) {
        let mut refresh = RefreshToken::default();
        if let Some(known) = facts.refresh_policy() {
            refresh.policy = known.kind;
            let period = known.period.and_then(|period| u32::try_from(period).ok());
            refresh.period = period.unwrap_or(refresh.period);
            refresh.unit = known.unit.unwrap_or(refresh.unit);
        }
        refresh.rotation = global("isRefreshTokenRotationEnabled").as_deref() != Some("false");
        refresh.enforce_idle = global("isEnforceRefreshTokenTTL").as_deref() == Some("true");
        oauth.refresh_token = Some(refresh);
    }
    if is_asked(asked, &["oauth", "mtls"]) {
        let part = |element: &str| {
            let field = facts.field(names::OAUTH_SECURITY, element)?;
            Some(carried(field.text().into_owned()))
        };
        let of = part("tlsClientAuthCertParamType").zip(part("tlsClientAuthCertParamValue"));
        oauth.mtls = of.map(|(part, value)| Mtls { part, value });
    }
    if ["session-level", "session-action"].iter().any(|key| is_asked(asked, &["oauth", key])) {
        oauth.session_level = policies("requiredSessionLevel");
        let is_high = oauth.session_level.as_deref() == Some(HIGH_ASSURANCE);
        oauth.session_action = policies("policyAction").filter(|_| is_high);
    }
}

/// The notification types of a file, where one of its values is given.
fn notification(file: &MetadataFile, has_push: bool, asked: &[Asked]) -> Notification {
    let mut notification = Notification::default();
    if is_asked(asked, &["notification"]) {
        for field in file.fields("notificationTypes") {
            let text = |name: &str| {
                let child = field.element.child(name);
                child.map(|child| child.value().trimmed().to_owned())
            };
            let Some(name) = text("notificationType").filter(|name| !name.is_empty()) else {
                continue;
            };
            if has_push && text("pushByDefault").as_deref() == Some("true") {
                notification.pushed.push(name.clone());
            }
            notification.types.push(name);
        }
    }
    notification
}

/// Leaves out what only adds to flows that are not there: an app can have such switches and scopes for
/// another reason, and they stay in its files all the same.
fn retain_useful(flows: &mut Vec<&'static Flow>) {
    let login = flows.iter().any(|flow| !flow.capability);
    let refreshes = flows.iter().any(|flow| !flow.capability && flow.refresh_token);
    flows.retain(|flow| !flow.capability || if flow.refresh_token { refreshes } else { login });
}

fn oauth(facts: &AppFacts<'_>, version: ApiVersion, packaged: bool) -> Oauth {
    let on = |flow: &FlowFacts<'_>| {
        flow.is_on() && flow.flow.since <= version && (flow.flow.packaged || !packaged)
    };
    let mut flows: Vec<_> = facts.flows().filter(on).map(|facts| facts.flow).collect();
    if redirects(facts) {
        let by_browser = schema().flows.iter().find(|flow| flow.supported && flow.redirects);
        flows.splice(0..0, by_browser);
    }
    retain_useful(&mut flows);
    // Where a flow that needs the secret is on, the client keeps one, whatever the switches say.
    let keeps_secret = flows.iter().any(|flow| flow.needs_secret);
    let public = facts.is_public_client() == Some(true) && !keeps_secret;
    let decided = facts.file(names::OAUTH_POLICIES).is_some();
    let everyone =
        facts.permitted_users().is_none_or(|users| users == PermittedUsers::SelfAuthorized)
            && !placeholder(facts, names::OAUTH_POLICIES, "permittedUsersPolicyType");
    let has = |id: &str| flows.iter().any(|flow| flow.id == id);
    let acts_alone = has("client-credentials") || has("token-exchange");
    let scopes = facts.scopes().unwrap_or_default().into_iter();
    let usable = |token: &&str| schema().scope(token).is_some_and(|s| s.since <= version);
    let certificate = facts.field(names::GLOBAL_OAUTH, "certificate");
    let mut oauth = Oauth {
        client: if public { Client::Public } else { Client::Confidential },
        scopes: scopes.filter(usable).map(str::to_owned).collect(),
        run_as: acts_alone.then(|| run_as(facts).unwrap_or_else(|| UNKNOWN.to_owned())),
        certificate: certificate.map(|_| UNKNOWN.to_owned()),
        token_exchange: has("token-exchange").then(exchange),
        asset_token: has("asset-token").then(|| AssetToken {
            audiences: UNKNOWN.to_owned(),
            signing_certificate: UNKNOWN.to_owned(),
            validity: 1,
            ..AssetToken::default()
        }),
        flows: flows.iter().map(|flow| flow.id.to_string()).collect(),
        ..unknown(PermittedUsers::SelfAuthorized)
    };
    if !decided && flows.iter().any(|flow| needs_grant(flow)) {
        // Policies that are written anew come with a permission set.
        oauth.permitted_users = PermittedUsers::PreAuthorized;
    } else if !everyone {
        pre_authorized(facts, &mut oauth);
    }
    oauth
}

/// What a token exchange handler that is there trusts.
pub(super) fn exchange() -> TokenExchange {
    TokenExchange {
        issuer: UNKNOWN.to_owned(),
        keys_url: UNKNOWN_KEYS.to_owned(),
        audience: UNKNOWN.to_owned(),
        ..TokenExchange::default()
    }
}

/// Whether nobody sees an approval page in that flow, so that users must be granted the app.
pub(super) fn needs_grant(flow: &Flow) -> bool {
    let granted = Expect::Is(PermittedUsers::PreAuthorized.token().into());
    flow.demands.iter().any(|demand| demand.expect == granted)
}

/// Whoever may use the app stays as the policies say.
fn pre_authorized(facts: &AppFacts<'_>, oauth: &mut Oauth) {
    let list = |element: &str| -> Vec<String> {
        let field = facts.field(names::OAUTH_POLICIES, element);
        let items = field.map(|field| comma_list(&field.element.value())).unwrap_or_default();
        items.into_iter().map(|item| item.text).filter(|text| !text.is_empty()).collect()
    };
    oauth.permitted_users = PermittedUsers::PreAuthorized;
    oauth.permission_sets = list("commaSeparatedPermissionSet");
    let profiles = schema().types.get(names::OAUTH_POLICIES);
    let profiles = profiles.and_then(|t| t.element("commaSeparatedProfile"));
    if profiles.is_some_and(|element| facts.project.api_version.is_none_or(|v| element.since <= v))
    {
        oauth.profiles = list("commaSeparatedProfile");
    }
    if oauth.permission_sets.is_empty() && oauth.profiles.is_empty() {
        oauth.permission_sets.push(UNKNOWN.to_owned());
    }
}

/// Whether a browser comes back to the app: it has a callback URL other than the one for apps that
/// need none.
fn redirects(facts: &AppFacts<'_>) -> bool {
    let Some(field) = facts.field(names::GLOBAL_OAUTH, "callbackUrl") else {
        return facts.file(names::GLOBAL_OAUTH).is_none();
    };
    field.callback_list().items.iter().any(|item| item.text != NEVER_USED)
}

fn placeholder(facts: &AppFacts<'_>, type_name: &str, element: &str) -> bool {
    facts.field(type_name, element).is_some_and(|field| field.is_unknown())
}

/// The user as whom an app acts, or would if the flow were on.
pub(super) fn run_as(facts: &AppFacts<'_>) -> Option<String> {
    let field = facts.field(names::OAUTH_POLICIES, names::RUN_AS)?;
    let text = field.text().into_owned();
    let sound = values::flaw(field.schema, &text).is_none();
    (sound || field.is_unknown()).then(|| carried(text))
}

/// A text of the project's own as a plan takes it. A placeholder that only this project's replacements
/// know is good where it is, and no value for another file.
fn carried(text: String) -> String {
    if generate::odd_variable(&text).is_some() { UNKNOWN.to_owned() } else { text }
}

fn mobile(facts: &AppFacts<'_>) -> Option<Mobile> {
    let settings = facts.file(names::MOBILE_SETTINGS);
    let policies = facts.file(names::MOBILE_POLICIES);
    settings.or(policies)?;
    let locks = settings.is_some_and(|file| file.flag("isScreenLockEnabled") == Some(true));
    let minutes = policies.and_then(|file| facts::effective(file, "screenLockTimeout"));
    Some(Mobile { screen_lock: minutes.filter(|_| locks) })
}

/// Whether a push settings file that only links to its configuration could be for these devices.
#[must_use]
pub(crate) fn may_be(known: &Push, push: &Push) -> bool {
    match (known, push) {
        (Push::Android { project }, Push::Android { .. }) => project == UNKNOWN,
        (
            Push::AppleCertificate { bundle, .. },
            Push::AppleToken { .. } | Push::AppleCertificate { .. },
        ) => bundle == UNKNOWN,
        _ => false,
    }
}

/// What a push settings file is for.
fn push(file: &MetadataFile) -> Push {
    let text = |structure: &str, element: &str| {
        let child = file.field(structure).and_then(|field| field.element.child(element));
        let text = child.map(|child| carried(child.value().trimmed().to_owned()));
        text.filter(|text| !text.is_empty())
    };
    let apple = |element: &str| text("applePushConfig", element);
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
    let service = facts::effective(file, "pushServiceType");
    if file.field("applePushConfig").is_none() && service.as_deref() != Some("Apple") {
        return Push::Android { project: or_unknown(text("androidPushConfig", "fcmProject")) };
    }
    let bundle = or_unknown(apple("applicationBundle"));
    let environment = or_unknown(apple("environment"));
    match (apple("keyIdentifier"), apple("teamIdentifier")) {
        (Some(key_id), Some(team_id)) => Push::AppleToken { bundle, environment, key_id, team_id },
        _ => Push::AppleCertificate { bundle, environment },
    }
}
