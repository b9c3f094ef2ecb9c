//! What the generator writes is silent; each change of one element is found by its rule, there.

use ecaforge::check::Checker;
use ecaforge::clock::Clock;
use ecaforge::diagnostic::Finding;
use ecaforge::generate::PlannedFile;
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::rules::profile;
use ecaforge::schema::schema;
use ecaforge::spec::{Client, Distribution, Spec, SpecText, read};

use crate::generate;
use crate::generate_flows::spec;

/// 2027-01-15.
const NOW: Clock = Clock { now: 1_800_000_000 };

/// What a project is generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    People,
    Phones,
    Machines,
    SignedLogins,
    Sites,
    Exchange,
    Devices,
    Package,
    Everything,
}

use For::{Devices, Everything, Exchange, Machines, Package, People, Phones, SignedLogins, Sites};

fn project(purpose: For) -> Vec<PlannedFile> {
    let newest = schema().versions.default;
    let of = |flows: &[&str], client| spec(flows, client, newest);
    let spec: Spec = match purpose {
        People => of(&["authorization-code", "refresh-token"], Client::Confidential),
        Phones => of(&["authorization-code", "refresh-token"], Client::Public),
        Machines => of(&["client-credentials"], Client::Confidential),
        SignedLogins => of(&["jwt-bearer"], Client::Confidential),
        Sites => of(&["code-and-credentials", "guest"], Client::Confidential),
        Exchange => of(&["token-exchange"], Client::Confidential),
        Devices => of(&["authorization-code", "asset-token"], Client::Confidential),
        Package => {
            let mut spec = of(&["authorization-code", "refresh-token"], Client::Confidential);
            spec.apps[0].distribution = Distribution::Packaged;
            spec.project.namespace = Some("acme".into());
            spec
        }
        Everything => {
            let text = include_str!("../data/everything.toml");
            read(&SpecText::new("spec.toml", text)).expect("the spec can be read")
        }
    };
    generate::files(&spec).unwrap_or_else(|faults| panic!("{purpose:?}: {faults:#?}"))
}

fn is_of(file: &PlannedFile, suffix: &str) -> bool {
    file.path.ends_with(&format!(".{suffix}-meta.xml"))
}

/// Makes the first element of a file hold a value; an empty one takes the element away.
fn set(files: &mut [PlannedFile], suffix: &str, element: &str, value: &str) {
    let file = files.iter_mut().find(|file| is_of(file, suffix)).expect("there is such a file");
    let new = match value {
        "" => String::new(),
        value => format!("<{element}>{value}</{element}>"),
    };
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let range = if let Some(start) = file.text.find(&open) {
        start..file.text[start..].find(&close).expect("it ends") + start + close.len()
    } else {
        let end = file.text.rfind("</").expect("there is a root");
        end..end
    };
    assert_ne!(file.text[range.clone()], new, "{element} stays as it is");
    file.text.replace_range(range, &new);
}

fn findings(files: &[PlannedFile], profile_id: &str) -> Vec<Finding> {
    let files = Files::in_memory(files.iter().map(|file| (&file.path, file.text.clone())));
    let scope = Scope { paths: vec![".".into()] };
    let workspace = load(&files, &scope, &LoadOptions::default()).expect("the project loads");
    let profile = profile(profile_id).expect("a profile");
    let mut found = Checker::for_profile(profile, NOW).check(&workspace).findings;
    // Elements are put at the end of a file, where an org would not write them.
    found.retain(|finding| finding.rule != "unsorted-elements");
    found.retain(|finding| !crate::generate::OF_OTHERS.contains(&finding.rule));
    found
}

/// Project, suffix of the file and element that change, its value, the rule, and where it points:
/// at the element itself, or at another one of another file.
type Case = (For, &'static str, &'static str, &'static str, &'static str, At);

#[derive(Clone, Copy, Debug)]
enum At {
    /// The element that was changed.
    It,
    /// The file from which the element was taken.
    Head,
    /// An element of a file with that suffix.
    Other(&'static str, &'static str),
}

use At::{Head, It, Other};

const GLOBAL: &str = "ecaGlblOauth";
const OAUTH: &str = "ecaOauth";
const POLICY: &str = "ecaOauthPlcy";

#[rustfmt::skip]
const CASES: &[Case] = &[
    (People, "eca", "contactEmail", "nobody", "invalid-contact-email", It),
    (People, "eca", "contactEmail", "", "missing-element", Head),
    (People, "eca", "distributionState", "Packageable", "unknown-enum-value", It),
    (People, "eca", "distributionState", "Managed", "internal-element", It),
    (People, "eca", "isProtected", "no", "invalid-boolean", It),
    (People, "eca", "orgScopedExternalApp", "00D:Billing", "malformed-org-link", It),
    (People, "eca", "orgScopedExternalApp", "00D5g000004SGtF:Other", "foreign-owner-name", It),
    (People, GLOBAL, "callbackUrl", "http://billing.acme.io/callback", "insecure-callback", It),
    (People, GLOBAL, "callbackUrl", "/callback", "invalid-callback", It),
    (People, GLOBAL, "callbackUrl", "https://*.acme.io/callback", "callback-wildcard", It),
    (People, GLOBAL, "callbackUrl", "https://acme.io/#/callback", "callback-fragment", It),
    (People, GLOBAL, "callbackUrl", "https://10.1.2.3/callback", "callback-ip-literal", It),
    (People, GLOBAL, "callbackUrl", "https://example.com/callback", "example-callback", It),
    (People, GLOBAL, "callbackUrl", "javascript:alert(1)", "dangerous-url-scheme", It),
    (People, GLOBAL, "callbackUrl", "https://me@acme.io/callback", "url-with-user-info", It),
    (People, GLOBAL, "callbackUrl", "https://acme.io/c\nhttps://acme.io/c", "repeated-callback", It),
    (People, GLOBAL, "isPkceRequired", "false", "pkce-off", It),
    (People, GLOBAL, "isPkceRequired", "", "implicit-reset", Head),
    (People, GLOBAL, "isIntrospectAllTokens", "true", "introspects-all-tokens", It),
    (People, GLOBAL, "isCodeCredPostOnly", "true", "element-without-effect", It),
    (People, GLOBAL, "shouldRotateConsumerKey", "true", "rotates-credentials-on-deploy", It),
    (People, GLOBAL, "consumerSecret", "1955279925675241571", "committed-secret", It),
    (People, GLOBAL, "consumerKey", "3MVG9abcdefghijklmnopqrstuvwxyz0123456789", "committed-consumer-key", It),
    (People, GLOBAL, "certificate", "bm90IGEgY2VydGlmaWNhdGU=", "invalid-certificate", It),
    (People, GLOBAL, "externalClientApplication", "Biling", "unknown-app", It),
    (People, OAUTH, "externalClientApplication", "", "missing-app-reference", Head),
    (People, OAUTH, "commaSeparatedOauthScopes", "refresh_token, Api", "unknown-scope", It),
    (People, OAUTH, "commaSeparatedOauthScopes", "Api RefreshToken", "wrong-scope-separator", It),
    (People, OAUTH, "commaSeparatedOauthScopes", "Api, RefreshToken, Api", "repeated-scope", It),
    (People, OAUTH, "commaSeparatedOauthScopes", "Api, RefreshToken, Chatter", "redundant-scope", It),
    (People, OAUTH, "commaSeparatedOauthScopes", "Api, MCP", "missing-refresh-scope", It),
    (People, OAUTH, "commaSeparatedOauthScopes", "RefreshToken, Full", "broad-scope", It),
    (People, OAUTH, "commaSeparatedOauthScopes", "Api, RefreshToken, UserRegistration", "headless-only-scope", It),
    (People, OAUTH, "isFirstPartyAppEnabled", "true", "first-party-without-certificate", It),
    (People, OAUTH, "oauthLink", "00D5g000004SGtF:888J1000000XkiL", "local-oauth-link", It),
    (People, OAUTH, "scopes", "Api", "unknown-element", It),
    (People, OAUTH, "singleLogoutUrl", "http://acme.io/logout", "insecure-url", It),
    (People, POLICY, "refreshTokenPolicyType", "Infinite", "never-expiring-refresh-token", It),
    (People, POLICY, "refreshTokenPolicyType", "Zero", "refresh-tokens-expire-immediately", It),
    (People, POLICY, "refreshTokenValidityPeriod", "", "refresh-policy-without-period", Other(POLICY, "refreshTokenPolicyType")),
    (People, POLICY, "refreshTokenValidityPeriod", "a month", "invalid-integer", It),
    (People, POLICY, "ipRelaxationPolicyType", "Bypass", "ip-relaxation-bypassed", It),
    (People, POLICY, "requiredSessionLevel", "HIGH_ASSURANCE", "session-level-mismatch", It),
    (People, POLICY, "commaSeparatedPermissionSet", "", "nobody-preauthorized", Other(POLICY, "permittedUsersPolicyType")),
    (People, POLICY, "commaSeparatedPermissionSet", "Others", "permission-set-not-in-project", It),
    (People, POLICY, "commaSeparatedPermissionSet", "0PS5g000001AbCdGAK", "record-id-for-name", It),
    (People, POLICY, "permittedUsersPolicyType", "AllSelfAuthorized", "ignored-user-list", Other(POLICY, "commaSeparatedPermissionSet")),
    (People, POLICY, "namedUserJwtTimeout", "20", "invalid-integer", It),
    (People, "ecaPlcy", "isOauthPluginEnabled", "false", "plugin-off", It),
    (People, "ecaPlcy", "isEnabled", "false", "disabled-app", It),
    (People, "ecaPlcy", "startPage", "Custom", "start-page-without-url", It),
    (Phones, GLOBAL, "isPkceRequired", "false", "public-client-without-pkce", It),
    (Phones, GLOBAL, "isSecretRequiredForRefreshToken", "true", "public-client-needs-secret", It),
    (Machines, GLOBAL, "isClientCredentialsFlowEnabled", "false", "half-enabled-flow", Other(GLOBAL, "isClientCredentialsFlowEnabled")),
    (Machines, POLICY, "isClientCredentialsFlowEnabled", "false", "half-enabled-flow", It),
    (Machines, POLICY, "clientCredentialsFlowUser", "", "missing-run-as-user", Other(POLICY, "isClientCredentialsFlowEnabled")),
    (Machines, POLICY, "clientCredentialsFlowUser", "Integration User", "invalid-run-as-user", It),
    (SignedLogins, POLICY, "permittedUsersPolicyType", "AllSelfAuthorized", "self-authorized-machine-flow", It),
    (Sites, GLOBAL, "isNamedUserJwtEnabled", "false", "incomplete-guest-flow", It),
    (Sites, "settings", "oAuthCdCrdtFlowEnable", "false", "headless-login-off-in-org", It),
    (Exchange, POLICY, "isTokenExchangeFlowEnabled", "false", "half-enabled-flow", It),
    (Devices, OAUTH, "assetTokenAudiences", "", "incomplete-asset-token", Other(OAUTH, "assetTokenSigningCertificate")),
    (Package, "eca", "orgScopedExternalApp", "", "missing-owner-org", Head),
    (Everything, "ecaSamlPlcy", "signingAlgorithmType", "SHA1", "sha1-signature", It),
    (Everything, "ecaSamlPlcy", "acsUrl", "http://wiki.acme.io/acs", "insecure-url", It),
    (Everything, "ecaPlcy", "isSamlPluginEnabled", "false", "plugin-off", It),
    (Everything, "ecaMobile", "isScreenLockEnabled", "false", "mobile-lock-without-timeout", Other("ecaMobilePlcy", "")),
    (Everything, "ecaCanvas", "canvasUrl", "http://acme.io/canvas", "insecure-url", It),
];

/// Whether a finding lies in the first such element of the file, or at the file's head.
fn is_at(finding: &Finding, file: &PlannedFile, element: Option<&str>) -> bool {
    if finding.place.path.as_ref() != file.path {
        return false;
    }
    let Some(element) = element else { return true };
    let start = file.text.find(&format!("<{element}>")).expect("the element is there");
    let end = file.text.find(&format!("</{element}>")).expect("it ends") + element.len() + 3;
    (start..=end).contains(&finding.place.span.start)
}

#[test]
fn each_change_of_a_generated_project_is_found_where_it_is() {
    let mut faults = Vec::new();
    for (purpose, suffix, element, value, rule, at) in CASES {
        let mut files = project(*purpose);
        set(&mut files, suffix, element, value);
        let found = findings(&files, "default");
        let (suffix, named) = match at {
            It => (*suffix, Some(*element)),
            Head | Other(_, "") => (*suffix, None),
            Other(suffix, element) => (*suffix, Some(*element)),
        };
        let suffix = if let Other(other, "") = at { *other } else { suffix };
        let file = files.iter().find(|file| is_of(file, suffix)).expect("there is such a file");
        if !found.iter().any(|f| f.rule == *rule && is_at(f, file, named)) {
            let ids: Vec<_> = found.iter().map(|f| (f.rule, &f.place)).collect();
            faults.push(format!("{purpose:?}: {element}={value} without `{rule}` there: {ids:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A change is found by its own rule and not by a crowd: at most by one other rule.
#[test]
fn one_change_does_not_cascade() {
    let mut faults = Vec::new();
    for (purpose, suffix, element, value, rule, _) in CASES {
        let mut files = project(*purpose);
        set(&mut files, suffix, element, value);
        let mut others: Vec<&str> = findings(&files, "default").iter().map(|f| f.rule).collect();
        others.retain(|other| other != rule);
        others.dedup();
        if others.len() > 1 {
            faults.push(format!("{purpose:?}: {element}={value}: `{rule}` and {others:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn generated_projects_are_silent_under_every_profile_of_their_kind() {
    let all =
        [People, Phones, Machines, SignedLogins, Sites, Exchange, Devices, Package, Everything];
    for purpose in all {
        for profile in ["default", "strict"] {
            assert_eq!(findings(&project(purpose), profile), [], "{purpose:?} under {profile}");
        }
    }
}
