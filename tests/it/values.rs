//! The rules on scopes, URLs, secrets and certificates: what they say of values as people and orgs
//! write them.

use ecaforge::change::apply;
use ecaforge::check::{Checker, Report};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Finding, Severity};
use ecaforge::emit;
use ecaforge::project::{Files, LoadOptions, Scope, Workspace, load};
use ecaforge::rules::{Rule, groups};

/// 2026-01-01, so that certificates do not age.
const NOW: Clock = Clock { now: 1_767_225_600 };

const ROOT: &str = "force-app/main/default";

fn rules() -> Vec<&'static Rule> {
    let own = ["scopes", "urls", "secrets", "certificates"];
    let groups = groups().iter().filter(|group| own.contains(&group.id));
    groups.flat_map(|group| group.rules).copied().collect()
}

fn workspace(files: &Files) -> Workspace {
    let scope = Scope { paths: vec![".".into()] };
    load(files, &scope, &LoadOptions::default()).expect("the project loads")
}

fn report(workspace: &Workspace) -> Report {
    Checker::with_rules(rules(), NOW).check(workspace)
}

/// A project of one app from `suffix` and body of each file.
fn project(bodies: &[(&str, &str)]) -> Files {
    let named = |suffix: &str, body: &str| {
        let metadata_type = ecaforge::schema::schema().by_suffix(suffix).expect("a suffix");
        let name = &metadata_type.name;
        let path =
            format!("{ROOT}/{}/{}", metadata_type.folder, metadata_type.file_name("Billing"));
        let reference = if suffix == "eca" {
            ""
        } else {
            "<externalClientApplication>Billing</externalClientApplication>"
        };
        let namespace = ecaforge::schema::NAMESPACE;
        (path, format!("<{name} xmlns=\"{namespace}\">{body}{reference}</{name}>\n"))
    };
    let sfdx =
        "{\"packageDirectories\": [{\"path\": \"force-app\"}], \"sourceApiVersion\": \"67.0\"}";
    let files = bodies.iter().map(|(suffix, body)| named(suffix, body));
    Files::in_memory(files.chain([("sfdx-project.json".to_owned(), sfdx.to_owned())]))
}

/// Rule and marked text of each finding.
fn found(bodies: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let workspace = workspace(&project(bodies));
    let text = |finding: &Finding| {
        let text = workspace.text_of(&finding.place.path).unwrap_or_default();
        finding.place.span.of(text).to_owned()
    };
    report(&workspace).findings.iter().map(|finding| (finding.rule, text(finding))).collect()
}

fn assert_found(bodies: &[(&str, &str)], expected: &[(&str, &str)]) {
    let found = found(bodies);
    let found: Vec<_> = found.iter().map(|(rule, text)| (*rule, text.as_str())).collect();
    assert_eq!(found, expected, "{bodies:?}");
}

fn scopes(list: &str) -> String {
    format!("<commaSeparatedOauthScopes>{list}</commaSeparatedOauthScopes>")
}

fn callbacks(list: &str) -> String {
    format!("<callbackUrl>{list}</callbackUrl>")
}

#[test]
fn each_scope_is_found_at_its_own_place() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("Api, RefreshToken", &[]),
        ("RefreshToken,MCP", &[]),
        ("CDPQuery, DataCloudUserClaims, Api", &[]),
        ("Api,\n        RefreshToken", &[]),
        ("Api, ${MORE_SCOPES}", &[]),
        ("${SCOPES}", &[]),
        ("api", &[("unknown-scope", "api")]),
        ("API, ChatterApi", &[("unknown-scope", "API"), ("unknown-scope", "ChatterApi")]),
        ("Api, Einstein GPT", &[("unknown-scope", "Einstein GPT")]),
        ("Api;Web", &[("wrong-scope-separator", ";")]),
        ("Api\nWeb", &[("wrong-scope-separator", "\n")]),
        (
            "Api | refresh_token",
            &[("wrong-scope-separator", " | "), ("unknown-scope", "refresh_token")],
        ),
        ("Api, Web, Api", &[("repeated-scope", "Api")]),
        ("Api, <!-- x -->Full, RefreshToken", &[("broad-scope", "Full")]),
        (" , ", &[("no-scope", ",")]),
        ("<![CDATA[Api, SFAP]]>", &[("unknown-scope", "SFAP")]),
        ("Api, Chatter", &[("redundant-scope", "Chatter")]),
        ("Api, OfflineAccess, RefreshToken", &[("redundant-scope", "RefreshToken")]),
        ("Api, A2A", &[("unavailable-scope", "A2A")]),
    ];
    for (list, expected) in cases {
        assert_found(&[("ecaOauth", &scopes(list))], expected);
    }
}

#[test]
fn a_list_cut_short_by_broken_xml_is_not_called_incomplete() {
    let body = "<commaSeparatedOauthScopes>MCP, Chatbot<label>x</label>";
    let found = found(&[("ecaOauth", body)]);
    assert_eq!(found, [], "only the broken XML is to be reported");
}

#[test]
fn each_callback_is_found_at_its_own_line() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("https://a.io/cb\nhttp://localhost:1717/OauthRedirect\nsfdc://oauth/jwt/success", &[]),
        ("https://localhost", &[]),
        ("acme-desk://oauth/callback\nhttps://login.salesforce.com/x", &[]),
        ("${SF_INSTANCE_URL}/services/authcallback/x", &[]),
        ("https://a.io/cb\n__CALLBACK__", &[]),
        ("https://a.io/cb?a=1&amp;b=2,3", &[]),
        ("https://a.io/cb\nHTTP://b.io/cb", &[("insecure-callback", "HTTP://b.io/cb")]),
        (
            "http://localhost@b.io/cb",
            &[
                ("insecure-callback", "http://localhost@b.io/cb"),
                ("url-with-user-info", "http://localhost@b.io/cb"),
            ],
        ),
        ("http://10.0.0.5/cb", &[("insecure-callback", "http://10.0.0.5/cb")]),
        ("https://10.0.0.5/cb", &[("callback-ip-literal", "https://10.0.0.5/cb")]),
        ("https://a.io/cb\r\nb.io/cb", &[("invalid-callback", "b.io/cb")]),
        (
            "https://a.io/cb;http://b.io/cb",
            &[("invalid-callback", ";"), ("insecure-callback", "http://b.io/cb")],
        ),
        ("javascript:alert(1)", &[("dangerous-url-scheme", "javascript:alert(1)")]),
        ("https://*.a.io/cb", &[("callback-wildcard", "https://*.a.io/cb")]),
        ("https://a.io/#/cb", &[("callback-fragment", "https://a.io/#/cb")]),
        ("https://a.io/cb \nhttps://b.io/cb", &[("whitespace-around-callback", " ")]),
        ("https://a.io\nhttps://b.io\nhttps://a.io", &[("repeated-callback", "https://a.io")]),
    ];
    for (list, expected) in cases {
        assert_found(&[("ecaGlblOauth", &callbacks(list))], expected);
    }
}

#[test]
fn start_pages_may_be_paths_and_logins_must_be_safe() {
    let start = "<startUrl>/lightning/page/home</startUrl>";
    assert_found(&[("ecaPlcy", start)], &[]);
    let workspace = workspace(&project(&[(
        "ecaSamlPlcy",
        "<acsUrl>http://a.io/acs</acsUrl><singleLogoutUrl>http://a.io/out</singleLogoutUrl>",
    )]));
    let severities: Vec<_> = report(&workspace).findings.iter().map(|f| f.severity).collect();
    assert_eq!(severities, [Severity::Error, Severity::Warning]);
}

#[test]
fn secrets_are_found_and_never_shown() {
    let key = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3vVpguoRK9JLsEMREScVpezJpGXA7rAMcrn9g";
    let bodies = [
        (
            "ecaGlblOauth",
            format!("<certificate>{key}</certificate><consumerSecret>hunter2</consumerSecret>"),
        ),
        (
            "ecaPush",
            format!(
                "<applePushConfig><signingKey>-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----</signingKey><password>hunter2</password></applePushConfig>"
            ),
        ),
        ("ecaPlcy", "<startUrl>https://me:hunter2@a.io/</startUrl>".to_owned()),
    ];
    let bodies: Vec<_> = bodies.iter().map(|(suffix, body)| (*suffix, body.as_str())).collect();
    let workspace = workspace(&project(&bodies));
    let report = report(&workspace);
    let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
    let secret = "committed-secret";
    let expected = ["private-key", secret, "url-with-user-info", secret, secret];
    assert_eq!(rules, expected, "one finding for each");
    let places = emit::Places::of(&report, &workspace);
    let options = emit::HumanOptions { color: false, width: 200 };
    for shown in [
        emit::human(&report, &places, options),
        emit::json(&report, &places),
        emit::concise(&report, &places),
    ] {
        assert!(!shown.contains("hunter2") && !shown.contains("MC4CAQ"), "{shown}");
    }
}

/// Pairs of rules that rightly speak of the same example.
const TOGETHER: &[(&str, &str)] = &[
    ("no-scope", "redundant-scope"),
    ("insecure-callback", "url-with-user-info"),
    ("broad-scope", "missing-refresh-scope"),
    ("missing-refresh-scope", "broad-scope"),
    ("unknown-scope", "wrong-scope-separator"),
    ("certificate-too-large", "certificate-without-rsa-key"),
    ("certificate-also-component", "certificate-without-rsa-key"),
];

#[test]
fn one_fault_is_reported_by_one_rule() {
    for rule in rules() {
        for example in rule.examples().expect("examples name files").iter().filter(|e| e.bad) {
            for finding in &report(&workspace(&example.project())).findings {
                let fits = finding.rule == rule.id || TOGETHER.contains(&(rule.id, finding.rule));
                assert!(fits, "example of {}: {finding:#?}", rule.id);
            }
        }
    }
}

#[test]
fn fixes_remove_their_finding() {
    let key = |finding: &Finding| (finding.rule, finding.message.clone());
    let mut tried = 0;
    for rule in rules() {
        for example in rule.examples().expect("examples name files").iter().filter(|e| e.bad) {
            let files = example.project();
            let workspace_before = workspace(&files);
            let before = report(&workspace_before).findings;
            for finding in before.iter().filter(|finding| finding.rule == rule.id) {
                let Some(fix) = &finding.fix else { continue };
                let path = &fix.edits.first().expect("a fix has edits").path;
                assert!(fix.edits.iter().all(|edit| edit.path == *path));
                let edits: Vec<_> = fix.edits.iter().map(|edit| edit.edit.clone()).collect();
                let text = workspace_before.text_of(path).expect("the file was read");
                let mut fixed = files.clone();
                fixed.plan(path.as_ref().as_ref(), Some(apply(text, &edits).into_bytes()));
                let workspace_after = workspace(&fixed);
                let after = report(&workspace_after).findings;
                let count = |all: &[Finding]| all.iter().filter(|f| key(f) == key(finding)).count();
                assert!(count(&after) < count(&before), "{}: {fix:#?}", rule.id);
                let files = workspace_after.projects.iter().flat_map(|project| &project.files);
                assert!(files.clone().all(|f| f.document.faults.is_empty()), "{fix:#?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "only {tried} fixes were tried");
}
