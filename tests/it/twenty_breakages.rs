//! One right project, broken in one place at a time: each fault is one finding, of the rule that
//! names it, on the line where it is.

use std::path::Path;

use ecaforge::project::Files;

use crate::projects::check;

const PROJECT: &str = r#"{
    "packageDirectories": [{ "path": "force-app", "default": true }],
    "sourceApiVersion": "67.0"
}
"#;

const HEADER: &str = "externalClientApps/Billing.eca-meta.xml";
const GLOBAL: &str = "extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml";
const OAUTH: &str = "extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";
const POLICY: &str = "extlClntAppOauthPolicies/Billing_oauth_defaultPolicy.ecaOauthPlcy-meta.xml";
const APP_POLICY: &str = "extlClntAppPolicies/Billing_defaultPolicy.ecaPlcy-meta.xml";
const SFDX: &str = "sfdx-project.json";

/// Path below the package directory, root element, elements.
const FILES: &[(&str, &str, &[&str])] = &[
    (
        HEADER,
        "ExternalClientApplication",
        &[
            "<contactEmail>owner@example.com</contactEmail>",
            "<distributionState>Local</distributionState>",
            "<isProtected>false</isProtected>",
            "<label>Billing Export</label>",
        ],
    ),
    (
        GLOBAL,
        "ExtlClntAppGlobalOauthSettings",
        &[
            "<callbackUrl>https://app.example.com/callback</callbackUrl>",
            "<externalClientApplication>Billing</externalClientApplication>",
            "<isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>",
            "<isPkceRequired>true</isPkceRequired>",
            "<label>Billing_glbloauth</label>",
        ],
    ),
    (
        OAUTH,
        "ExtlClntAppOauthSettings",
        &[
            "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>",
            "<customAttributes>",
            "    <formula>$User.Country</formula>",
            "    <key>country</key>",
            "</customAttributes>",
            "<externalClientApplication>Billing</externalClientApplication>",
            "<label>Billing_oauth</label>",
        ],
    ),
    (
        POLICY,
        "ExtlClntAppOauthConfigurablePolicies",
        &[
            "<externalClientApplication>Billing</externalClientApplication>",
            "<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>",
            "<label>Billing_oauth_defaultPolicy</label>",
            "<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>",
            "<refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>",
            "<refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>",
            "<refreshTokenValidityUnit>Days</refreshTokenValidityUnit>",
        ],
    ),
    (
        APP_POLICY,
        "ExtlClntAppConfigurablePolicies",
        &[
            "<externalClientApplication>Billing</externalClientApplication>",
            "<isEnabled>true</isEnabled>",
            "<label>Billing_defaultPolicy</label>",
        ],
    ),
];

fn path(file: &str) -> String {
    if file == SFDX { SFDX.to_owned() } else { format!("force-app/main/default/{file}") }
}

/// The right project as paths and texts.
fn texts() -> Vec<(String, String)> {
    let file = |(file, root, elements): &(&str, &str, &[&str])| {
        let lines = elements.join("\n    ");
        let namespace = ecaforge::schema::NAMESPACE;
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{namespace}\">\n    {lines}\n</{root}>\n"
        );
        (path(file), text)
    };
    let mut texts: Vec<(String, String)> = FILES.iter().map(file).collect();
    texts.push((SFDX.to_owned(), PROJECT.to_owned()));
    texts
}

/// The rules and lines of what is found in the project with one text of one file replaced.
fn broken(file: &str, from: &str, to: &str) -> Vec<(String, usize, &'static str)> {
    let mut texts = texts();
    let (_, text) = texts.iter_mut().find(|(at, _)| *at == path(file)).expect("the file is there");
    assert!(text.contains(from), "{file} does not hold {from}");
    *text = text.replacen(from, to, 1);
    found(&Files::in_memory(texts))
}

fn found(files: &Files) -> Vec<(String, usize, &'static str)> {
    check(files, Path::new(".")).into_iter().map(|f| (f.path, f.line, f.rule)).collect()
}

#[test]
fn the_right_project_is_right() {
    assert_eq!(found(&Files::in_memory(texts())), []);
}

/// File, what is replaced, by what, line of the finding, rule.
const BREAKAGES: &[(&str, &str, &str, usize, &str)] = &[
    (HEADER, "</label>", "</lable>", 6, "malformed-xml"),
    (HEADER, "2006/04", "2006/04/", 2, "wrong-namespace"),
    (HEADER, " xmlns=\"http://soap.sforce.com/2006/04/metadata\"", "", 2, "wrong-namespace"),
    (HEADER, "    <contactEmail>owner@example.com</contactEmail>\n", "", 2, "missing-element"),
    (HEADER, "owner@example.com", "", 3, "missing-element"),
    (HEADER, ">Local<", ">Packageable<", 4, "unknown-enum-value"),
    (HEADER, ">Local<", ">Managed<", 4, "internal-element"),
    (HEADER, ">false<", ">False<", 5, "invalid-boolean"),
    (
        HEADER,
        "    <isProtected>",
        "    <infoUrl>https://x.example</infoUrl>\n    <isProtected>",
        5,
        "reserved-element",
    ),
    (
        GLOBAL,
        "isPkceRequired>true</isPkceRequired",
        "isPKCERequired>true</isPKCERequired",
        6,
        "unknown-element",
    ),
    (GLOBAL, ">true<", "> true\n<", 6, "whitespace-around-value"),
    (GLOBAL, "<label>", "<label>Billing_glbloauth</label>\n    <label>", 8, "repeated-element"),
    (
        GLOBAL,
        "<externalClientApplication>Billing<",
        "<externalClientApplication>Billing Export<",
        4,
        "unknown-app",
    ),
    (
        GLOBAL,
        "<externalClientApplication>Billing<",
        "<externalClientApplication>Biling<",
        4,
        "unknown-app",
    ),
    (
        GLOBAL,
        "<externalClientApplication>Billing</externalClientApplication>\n",
        "\n",
        2,
        "missing-app-reference",
    ),
    (
        GLOBAL,
        "    <isClient",
        "    <idTokenConfig>\n        <idTokenValidityInMinutes>800</idTokenValidityInMinutes>\n    </idTokenConfig>\n    <isClient",
        6,
        "invalid-integer",
    ),
    (GLOBAL, "    <label>", "    <!-- l --><label>x</label>\n    <label>", 8, "repeated-element"),
    (
        HEADER,
        "    <contactEmail>",
        "    <description>x</description>\n    <contactEmail>",
        4,
        "unsorted-elements",
    ),
    (OAUTH, "        <key>country</key>\n", "", 4, "missing-element"),
    (
        OAUTH,
        "        <key>country</key>\n",
        "        <name>c</name>\n        <key>country</key>\n",
        6,
        "unknown-element",
    ),
    (
        OAUTH,
        "<label>",
        "<isAdminApproved>true</isAdminApproved>\n    <label>",
        9,
        "unknown-element",
    ),
    (OAUTH, "<commaSep", ";<commaSep", 3, "stray-content"),
    (OAUTH, "<label>", "<label xml:lang=\"en\" name=\"x\">", 9, "stray-content"),
    (POLICY, ">30<", ">30 days<", 8, "invalid-integer"),
    (
        POLICY,
        "    <label>",
        "    <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>\n    <label>",
        5,
        "element-not-available",
    ),
    (APP_POLICY, "    <isEnabled>true</isEnabled>\n", "", 2, "missing-element"),
    (APP_POLICY, ">true<", ">on<", 4, "invalid-boolean"),
    (SFDX, "\"67.0\"", "67", 3, "broken-project-file"),
    (SFDX, "],", "", 2, "broken-project-file"),
    (SFDX, "}],", "}, { \"path\": \"gone\" }],", 2, "misplaced-package-directory"),
];

#[test]
fn each_fault_is_one_finding_where_it_stands() {
    assert!(BREAKAGES.len() >= 20);
    for (file, from, to, line, rule) in BREAKAGES {
        let wanted = [(path(file), *line, *rule)];
        assert_eq!(broken(file, from, to), wanted, "{file}: {from} -> {to}");
    }
}

/// What is found with one file moved and others added.
fn rearranged(
    moved: Option<(&str, &str)>,
    added: &[(&str, String)],
) -> Vec<(String, usize, String)> {
    let mut texts = texts();
    if let Some((from, to)) = moved {
        let (at, _) = texts.iter_mut().find(|(at, _)| *at == path(from)).expect("it is there");
        *at = path(to);
    }
    texts.extend(added.iter().map(|(at, text)| (path(at), text.clone())));
    let found = found(&Files::in_memory(texts));
    found.into_iter().map(|(path, line, rule)| (path, line, rule.to_owned())).collect()
}

fn text_of(file: &str) -> String {
    texts().into_iter().find(|(at, _)| *at == path(file)).expect("it is there").1
}

#[test]
fn each_misplaced_or_misnamed_file_is_one_finding() {
    let moves = [
        (HEADER, "externalClientApps/Billing.externalClientApp-meta.xml", "unknown-suffix"),
        (
            GLOBAL,
            "extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlobalOauth-meta.xml",
            "unknown-suffix",
        ),
        (
            APP_POLICY,
            "extlClntAppPolicies/Billing_defaultPolicy.ecaPolicy-meta.xml",
            "unknown-suffix",
        ),
        (OAUTH, "extlClntAppOauthSettings/Billing_oauth.xml", "unknown-suffix"),
        (OAUTH, "extlClntAppOauthSettings/Billing_oauth-meta.xml", "unknown-suffix"),
        (
            POLICY,
            "extlClntAppOauthConfigurablePolicies/Billing_oauth.ecaOauthPlcy-meta.xml",
            "unusual-folder",
        ),
        (OAUTH, "extlClntAppOauthSettings/Billing_oauth.ecaPush-meta.xml", "wrong-root"),
        (OAUTH, "extlClntAppOauthSettings/Billing oauth.ecaOauth-meta.xml", "invalid-api-name"),
        (OAUTH, "extlClntAppOauthSettings/Billing__oauth_.ecaOauth-meta.xml", "invalid-api-name"),
    ];
    for (from, to, rule) in moves {
        let wanted = [(path(to), 2, rule.to_owned())];
        assert_eq!(rearranged(Some((from, to)), &[]), wanted, "{to}");
    }
    let with_id = "externalClientApps/00D000000000004AAA:Billing.eca-meta.xml";
    assert_eq!(
        rearranged(Some((HEADER, with_id)), &[]),
        [(path(with_id), 2, "invalid-api-name".to_owned())],
        "the files that name the app rightly are not to blame"
    );
    let second = "extlClntAppOauthPolicies/Billing_policy.ecaOauthPlcy-meta.xml";
    assert_eq!(
        rearranged(None, &[(second, text_of(POLICY))]),
        [(path(second), 2, "more-than-one-file".to_owned())]
    );
    let copy = "more/externalClientApps/Billing.eca-meta.xml";
    assert_eq!(
        rearranged(None, &[(copy, text_of(HEADER))]),
        [(path(copy), 2, "more-than-one-file".to_owned())]
    );
}

#[test]
fn limits_of_lists_are_counted() {
    let one = "    <customAttributes>\n        <formula>$User.Id</formula>\n        <key>k</key>\n    </customAttributes>\n";
    let found =
        broken(OAUTH, "    <externalClient", &format!("{}    <externalClient", one.repeat(128)));
    // The first of them is in the right project; each takes four lines.
    assert_eq!(found, [(path(OAUTH), 4 + 128 * 4, "limit-exceeded")]);
}
