//! Rules that read several files: a whole app is silent, each change of it is found where it is,
//! and what a fix changes is no longer found.

use ecaforge::change::{Edit, apply};
use ecaforge::check::Checker;
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Finding, Severity};
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::rules::isv::{Verdict, evidence};
use ecaforge::rules::{all_rules, groups, profile};
use ecaforge::schema::{NAMESPACE, schema};

const GLOBAL: &str = "ExtlClntAppGlobalOauthSettings";
const OAUTH: &str = "ExtlClntAppOauthSettings";
const POLICIES: &str = "ExtlClntAppOauthConfigurablePolicies";
const HEADER: &str = "ExternalClientApplication";

/// A machine app as the generator would write it.
const APP: &[(&str, &[(&str, &str)])] = &[
    (
        HEADER,
        &[
            ("contactEmail", "team@corp.example"),
            ("distributionState", "Local"),
            ("isProtected", "false"),
            ("label", "Billing"),
        ],
    ),
    (
        GLOBAL,
        &[
            ("callbackUrl", "https://billing.corp.example/callback"),
            ("externalClientApplication", "Billing"),
            ("isClientCredentialsFlowEnabled", "true"),
            ("isCodeCredFlowEnabled", "false"),
            ("isCodeCredPostOnly", "false"),
            ("isConsumerSecretOptional", "false"),
            ("isDeviceFlowEnabled", "false"),
            ("isIntrospectAllTokens", "false"),
            ("isNamedUserJwtEnabled", "false"),
            ("isPkceRequired", "true"),
            ("isRefreshTokenRotationEnabled", "true"),
            ("isSecretRequiredForRefreshToken", "true"),
            ("isSecretRequiredForTokenExchange", "true"),
            ("isTokenExchangeEnabled", "false"),
            ("label", "Billing_glbloauth"),
            ("shouldRotateConsumerKey", "false"),
            ("shouldRotateConsumerSecret", "false"),
        ],
    ),
    (
        OAUTH,
        &[
            ("commaSeparatedOauthScopes", "Api, RefreshToken"),
            ("externalClientApplication", "Billing"),
            ("isFirstPartyAppEnabled", "false"),
            ("label", "Billing_oauth"),
        ],
    ),
    (
        POLICIES,
        &[
            ("clientCredentialsFlowUser", "bot@corp.example"),
            ("commaSeparatedPermissionSet", "Billing_Access"),
            ("externalClientApplication", "Billing"),
            ("ipRelaxationPolicyType", "Enforce"),
            ("isClientCredentialsFlowEnabled", "true"),
            ("isGuestCodeCredFlowEnabled", "false"),
            ("isTokenExchangeFlowEnabled", "false"),
            ("label", "Billing_oauthPlcy"),
            ("permittedUsersPolicyType", "AdminApprovedPreAuthorized"),
            ("refreshTokenPolicyType", "SpecificInactivity"),
            ("refreshTokenValidityPeriod", "30"),
            ("refreshTokenValidityUnit", "Days"),
            ("requiredSessionLevel", "STANDARD"),
        ],
    ),
];

/// What fills the placeholders of the files.
const REPLACEMENTS: &str = ", \"replacements\": [{\"glob\": \"force-app/**/*.xml\", \
    \"regexToReplace\": \"\\\\$\\\\{[A-Z]+\\\\}\", \"replaceWithEnv\": \"VALUE\"}]";

/// The app with some elements set to other values, or omitted where the value is empty.
fn app(changes: &[(&str, &str, &str)]) -> Files {
    let filled = changes.iter().any(|(.., value)| value.contains("${"));
    let project = format!(
        "{{\"packageDirectories\": [{{\"path\": \"force-app\"}}], \"sourceApiVersion\": \
         \"65.0\"{}}}",
        if filled { REPLACEMENTS } else { "" }
    );
    let mut files = Files::in_memory([
        ("sfdx-project.json", project.as_str()),
        ("force-app/permissionsets/Billing_Access.permissionset-meta.xml", "<PermissionSet/>"),
    ]);
    for (name, elements) in APP {
        let mut elements: Vec<(&str, &str)> = elements.to_vec();
        for (_, element, value) in changes.iter().filter(|(type_name, ..)| type_name == name) {
            elements.retain(|(known, _)| known != element);
            if !value.is_empty() {
                elements.push((element, value));
            }
        }
        elements.sort_unstable();
        let lines: Vec<String> =
            elements.iter().map(|(n, value)| format!("    <{n}>{value}</{n}>\n")).collect();
        let text = format!("<{name} xmlns=\"{NAMESPACE}\">\n{}</{name}>\n", lines.concat());
        let known = &schema().types[*name];
        let path = format!("force-app/{}/{}", known.folder, known.file_name("Billing"));
        files.plan(path.as_ref(), Some(text.into_bytes()));
    }
    files
}

/// The groups whose rules read what the files of an app say together.
const GROUPS: &[&str] =
    &["flows", "policies", "distribution", "plugins", "project", "hardening", "isv"];

fn is_of_group(rule: &str) -> bool {
    let of_these = groups().iter().filter(|group| GROUPS.contains(&group.id));
    of_these.flat_map(|group| group.rules).any(|known| known.id == rule)
}

fn findings(files: &Files, profile_id: &str) -> Vec<Finding> {
    let scope = Scope { paths: vec![".".into()] };
    let workspace = load(files, &scope, &LoadOptions::default()).expect("the project loads");
    let profile = profile(profile_id).expect("there is such a profile");
    let all = Checker::for_profile(profile, Clock::default()).check(&workspace).findings;
    all.into_iter().filter(|finding| is_of_group(finding.rule)).collect()
}

#[test]
fn a_whole_app_is_silent_even_under_strict() {
    assert_eq!(findings(&app(&[]), "strict"), []);
}

/// An element of a file, set to a value, or omitted where the value is empty.
type Change = (&'static str, &'static str, &'static str);

/// The only rule that fires after some changes, and how grave it finds them.
type Case = (&'static str, Severity, &'static [Change]);

const CASES: &[Case] = &[
    ("half-enabled-flow", Severity::Error, &[(GLOBAL, "isClientCredentialsFlowEnabled", "false")]),
    (
        "half-enabled-flow",
        Severity::Error,
        &[(POLICIES, "isClientCredentialsFlowEnabled", "false")],
    ),
    (
        "half-enabled-flow",
        Severity::Warning,
        &[
            (GLOBAL, "callbackUrl", "https://billing.acme.io/callback"),
            (POLICIES, "clientCredentialsFlowUser", ""),
            (POLICIES, "isClientCredentialsFlowEnabled", "false"),
        ],
    ),
    (
        "half-enabled-flow",
        Severity::Error,
        &[
            (POLICIES, "isClientCredentialsFlowEnabled", ""),
            (POLICIES, "clientCredentialsFlowUser", ""),
        ],
    ),
    ("missing-run-as-user", Severity::Error, &[(POLICIES, "clientCredentialsFlowUser", "")]),
    ("invalid-run-as-user", Severity::Error, &[(POLICIES, "clientCredentialsFlowUser", "Bot")]),
    (
        "refresh-policy-without-period",
        Severity::Error,
        &[(POLICIES, "refreshTokenValidityPeriod", "")],
    ),
    (
        "refresh-policy-without-period",
        Severity::Error,
        &[(POLICIES, "refreshTokenValidityPeriod", ""), (POLICIES, "refreshTokenValidityUnit", "")],
    ),
    ("nobody-preauthorized", Severity::Warning, &[(POLICIES, "commaSeparatedPermissionSet", "")]),
    (
        "ignored-user-list",
        Severity::Warning,
        &[(POLICIES, "permittedUsersPolicyType", "AllSelfAuthorized")],
    ),
    (
        "record-id-for-name",
        Severity::Warning,
        &[(POLICIES, "commaSeparatedPermissionSet", "0PS5g000001AbCdGAK")],
    ),
    (
        "permission-set-not-in-project",
        Severity::Hint,
        &[(POLICIES, "commaSeparatedPermissionSet", "Other")],
    ),
    (
        "self-authorized-machine-flow",
        Severity::Warning,
        &[
            (GLOBAL, "certificate", "${CERTIFICATE}"),
            (POLICIES, "commaSeparatedPermissionSet", ""),
            (POLICIES, "permittedUsersPolicyType", "AllSelfAuthorized"),
        ],
    ),
    (
        "ip-relaxation-bypassed",
        Severity::Warning,
        &[(POLICIES, "ipRelaxationPolicyType", "Bypass")],
    ),
    (
        "public-client-without-pkce",
        Severity::Warning,
        &[
            (GLOBAL, "isConsumerSecretOptional", "true"),
            (GLOBAL, "isSecretRequiredForRefreshToken", "false"),
            (GLOBAL, "isPkceRequired", "false"),
        ],
    ),
    (
        "public-client-needs-secret",
        Severity::Warning,
        &[(GLOBAL, "isConsumerSecretOptional", "true")],
    ),
    ("pkce-off", Severity::Hint, &[(GLOBAL, "isPkceRequired", "false")]),
    (
        "pkce-off",
        Severity::Warning,
        &[
            (GLOBAL, "callbackUrl", "https://billing.acme.io/callback"),
            (GLOBAL, "isPkceRequired", "false"),
        ],
    ),
    ("introspects-all-tokens", Severity::Warning, &[(GLOBAL, "isIntrospectAllTokens", "true")]),
    (
        "rotates-credentials-on-deploy",
        Severity::Warning,
        &[(GLOBAL, "shouldRotateConsumerKey", "true")],
    ),
    ("implicit-reset", Severity::Hint, &[(GLOBAL, "isPkceRequired", "")]),
    (
        "local-oauth-link",
        Severity::Hint,
        &[(OAUTH, "oauthLink", "00D5g000004SGtF:888J1000000XkiL")],
    ),
    ("malformed-org-link", Severity::Error, &[(OAUTH, "oauthLink", "00D-XXXX:888")]),
    (
        "foreign-owner-name",
        Severity::Warning,
        &[(HEADER, "orgScopedExternalApp", "00D5g000004SGtF:Other")],
    ),
    ("session-level-mismatch", Severity::Hint, &[(POLICIES, "policyAction", "Block")]),
];

#[test]
fn each_change_is_found_once_by_its_rule() {
    for (rule, severity, changes) in CASES {
        let found = findings(&app(changes), "default");
        let ids: Vec<(&str, Severity)> = found.iter().map(|f| (f.rule, f.severity)).collect();
        assert_eq!(ids, [(*rule, *severity)], "{changes:?}: {found:#?}");
    }
}

#[test]
fn a_file_that_names_no_app_is_not_missed_as_well() {
    for type_name in [GLOBAL, OAUTH, POLICIES] {
        for reference in ["Biling", ""] {
            let found =
                findings(&app(&[(type_name, "externalClientApplication", reference)]), "default");
            assert_eq!(found, [], "{type_name} names `{reference}`");
        }
    }
}

#[test]
fn what_is_filled_in_at_deploy_is_never_wrong() {
    for (type_name, elements) in APP {
        for (element, _) in elements.iter().filter(|(n, _)| *n != "externalClientApplication") {
            let found = findings(&app(&[(type_name, element, "${VALUE}")]), "default");
            assert_eq!(found, [], "{element}");
        }
    }
}

#[test]
fn profiles_choose_rules_and_severities() {
    let year = app(&[(POLICIES, "refreshTokenValidityPeriod", "365")]);
    assert_eq!(findings(&year, "default"), []);
    let strict = findings(&year, "strict");
    assert_eq!(strict.iter().map(|f| f.rule).collect::<Vec<_>>(), ["long-refresh-lifetime"]);
    let omitted = findings(&app(&[(GLOBAL, "isPkceRequired", "")]), "strict");
    assert_eq!(omitted[0].severity, Severity::Warning);
}

#[test]
fn the_evidence_table_has_each_control_of_a_packaged_app() {
    let packaged = app(&[
        (HEADER, "distributionState", "Packaged"),
        (GLOBAL, "isRefreshTokenRotationEnabled", "false"),
    ]);
    let scope = Scope { paths: vec![".".into()] };
    let workspace = load(&packaged, &scope, &LoadOptions::default()).expect("the project loads");
    let table: Vec<Verdict> =
        evidence(&workspace.projects[0]).iter().map(|row| row.verdict).collect();
    // The callback of the app is a stand-in: no user logs in with a browser.
    assert_eq!(table, [Verdict::Exempt, Verdict::Missing, Verdict::Missing, Verdict::Missing]);
    let mut found = findings(&packaged, "isv");
    found.retain(|finding| {
        finding.rule.starts_with("packaged-without-") && finding.severity == Severity::Error
    });
    let rules: Vec<&str> = found.iter().map(|f| f.rule).collect();
    for id in [
        "packaged-without-rotation",
        "packaged-without-idle-limit",
        "packaged-without-token-ip-allowlist",
    ] {
        assert!(rules.contains(&id), "{id} is not an error: {rules:?}");
    }
    let local = load(&app(&[]), &scope, &LoadOptions::default()).expect("the project loads");
    assert_eq!(evidence(&local.projects[0]), []);
}

/// Where another rule of the gate reports the same fault at the same place, one finding is left.
#[test]
fn the_gate_reports_a_fault_once() {
    let people = app(&[
        (HEADER, "distributionState", "Packaged"),
        (GLOBAL, "callbackUrl", "https://billing.acme.io/callback"),
        (GLOBAL, "isPkceRequired", "false"),
    ]);
    let about = |profile: &str| {
        let mut found = findings(&people, profile);
        found.retain(|finding| finding.rule.contains("pkce"));
        found.iter().map(|finding| (finding.rule, finding.severity)).collect::<Vec<_>>()
    };
    assert_eq!(about("default"), [("pkce-off", Severity::Warning)]);
    assert_eq!(about("isv"), [("packaged-without-pkce", Severity::Error)]);
}

/// Each fix of each bad example removes its finding, and leaves files that can be read.
#[test]
fn fixes_remove_what_they_are_for() {
    let scope = Scope { paths: vec![".".into()] };
    for rule in all_rules() {
        for example in rule.examples().expect("the page is well formed").iter().filter(|e| e.bad) {
            let files = example.project();
            let look = |files: &Files| {
                let workspace = load(files, &scope, &LoadOptions::default()).expect("it loads");
                let checker = Checker::with_rules(vec![rule], Clock::default());
                (checker.check(&workspace).findings, workspace)
            };
            let (before, workspace) = look(&files);
            for finding in &before {
                let Some(fix) = finding.fix.as_ref().filter(|fix| fix.moves.is_empty()) else {
                    continue;
                };
                let mut fixed = files.clone();
                let mut paths: Vec<&str> = fix.edits.iter().map(|e| e.path.as_ref()).collect();
                paths.dedup();
                for path in paths {
                    let of_file = fix.edits.iter().filter(|e| e.path.as_ref() == path);
                    let edits: Vec<Edit> = of_file.map(|e| e.edit.clone()).collect();
                    let text =
                        workspace.text_of(path).expect("the fix edits a file of the project");
                    fixed.plan(path.as_ref(), Some(apply(text, &edits).into_bytes()));
                }
                let (after, workspace) = look(&fixed);
                let faults = workspace.projects[0].files.iter().map(|f| f.document.faults.len());
                assert_eq!(faults.sum::<usize>(), 0, "{}: the fix breaks XML", rule.id);
                assert!(after.len() < before.len(), "{}: {after:#?}", rule.id);
            }
        }
    }
}
