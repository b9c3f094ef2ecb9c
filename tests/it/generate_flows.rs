//! Every flow, as a reviewer reads it, and what it asks for. Their combinations are in the matrix.

use std::fmt::Write as _;

use ecaforge::schema::{ApiVersion, Flow, schema};
use ecaforge::spec::{AssetToken, Client, Spec, TokenExchange};

use crate::generate::{faults, files, refused, tree, web_app};

/// A self-signed certificate for tests; its key was thrown away.
pub(crate) const CERTIFICATE: &str = include_str!("../data/certificate.pem");

/// A spec with everything that any flow asks for.
pub(crate) fn spec(flows: &[&str], client: Client, version: ApiVersion) -> Spec {
    let mut spec = web_app();
    spec.project.api_version = Some(version.to_string());
    let oauth = spec.apps[0].oauth_mut();
    oauth.flows = flows.iter().map(|flow| (*flow).to_owned()).collect();
    oauth.client = client;
    if flows.iter().any(|flow| ["client-credentials", "token-exchange"].contains(flow)) {
        oauth.run_as = Some("robot@company.example".into());
    }
    oauth.certificate = Some(CERTIFICATE.trim().into());
    if !flows.contains(&"jwt-bearer") {
        oauth.certificate = None;
    }
    if flows.contains(&"token-exchange") {
        oauth.token_exchange = Some(TokenExchange {
            issuer: "https://login.acme.io".into(),
            keys_url: "https://login.acme.io/keys".into(),
            audience: "billing".into(),
            ..TokenExchange::default()
        });
    }
    if flows.contains(&"asset-token") {
        oauth.asset_token = Some(AssetToken {
            audiences: "https://assets.acme.io".into(),
            signing_certificate: "${ASSET_CERTIFICATE_ID}".into(),
            validity: 600,
            ..AssetToken::default()
        });
    }
    spec
}

pub(crate) fn supported() -> impl Iterator<Item = &'static Flow> {
    schema().flows.iter().filter(|flow| flow.supported)
}

/// The flow, beside a login where it is none itself.
pub(crate) fn with_login(flow: &'static Flow) -> Vec<&'static str> {
    let login = flow.capability.then_some("authorization-code");
    login.into_iter().chain([flow.id.as_str()]).collect()
}

#[test]
fn each_flow_as_a_reviewer_reads_it() {
    let mut all = String::new();
    for flow in supported() {
        let spec = spec(&with_login(flow), Client::Confidential, schema().versions.default);
        let metadata = files(&spec).expect("a plan").into_iter().filter(|file| {
            file.path.starts_with("force-app") && !file.path.contains("permissionsets")
        });
        let metadata: Vec<_> = metadata.collect();
        let _ = writeln!(all, "######## {}\n\n{}", flow.id, tree(&metadata));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_a_flow_lacks_is_asked_for() {
    let version = schema().versions.default;
    let mut all = String::new();
    for flow in [
        "client-credentials",
        "jwt-bearer",
        "token-exchange",
        "asset-token",
        "code-and-credentials",
    ] {
        let flow = schema().flow(flow).expect("a flow");
        let mut spec = spec(&with_login(flow), Client::Confidential, version);
        let oauth = spec.apps[0].oauth_mut();
        (oauth.run_as, oauth.certificate, oauth.token_exchange, oauth.asset_token) =
            Default::default();
        oauth.callbacks.clear();
        let _ = writeln!(all, "## {}\n{}", flow.id, refused(&spec));
    }
    let mut spec = spec(&["jwt-bearer"], Client::Confidential, version);
    spec.apps[0].oauth_mut().certificate = Some("-----BEGIN PRIVATE KEY-----\nMIIE".into());
    let said = refused(&spec);
    assert!(said.contains("there is a private key where a certificate belongs"), "{said}");
    assert!(!said.contains("MIIE"), "{said}");
    insta::assert_snapshot!(all);
}

#[test]
fn values_of_each_org_are_filled_in_at_deploy() {
    let mut spec = spec(
        &["client-credentials", "jwt-bearer"],
        Client::Confidential,
        schema().versions.default,
    );
    let app = &mut spec.apps[0];
    app.contact_email = "${CONTACT_EMAIL}".into();
    app.oauth_mut().run_as = Some("${RUN_AS_USER}".into());
    app.oauth_mut().certificate = Some("${CERTIFICATE}".into());
    app.oauth_mut().callbacks = vec!["https://${APP_HOST}/callback".into()];
    let files = files(&spec).expect("a plan");
    assert_eq!(faults(&files), []);
    let text = |path: &str| files.iter().find(|f| f.path == path).expect("the file").text.clone();
    insta::assert_snapshot!(text("sfdx-project.json") + &text(".env.example"));
}

#[test]
fn variables_outside_of_metadata_types_are_filled_in_too() {
    let mut spec = spec(&["token-exchange"], Client::Confidential, schema().versions.default);
    let app = &mut spec.apps[0];
    app.label = Some("${LABEL}".into());
    let exchange = app.oauth_mut().token_exchange.as_mut().expect("an issuer");
    exchange.issuer = "${ISSUER}".into();
    exchange.audience = "${AUDIENCE}".into();
    let files = files(&spec).expect("a plan");
    let project = files.iter().find(|f| f.path == "sfdx-project.json").expect("the file");
    let project: serde_json::Value = serde_json::from_str(&project.text).expect("JSON");
    let replacements = project["replacements"].as_array().expect("replacements");
    let is_replaced = |path: &str, token: &str| {
        replacements.iter().any(|one| one["filename"] == path && one["stringToReplace"] == token)
    };
    let mut seen = 0;
    for file in files.iter().filter(|file| file.path.starts_with("force-app")) {
        for token in ["${LABEL}", "${ISSUER}", "${AUDIENCE}"] {
            let holds = file.text.contains(token);
            assert_eq!(is_replaced(&file.path, token), holds, "{} {token}", file.path);
            seen += usize::from(holds);
        }
    }
    assert!(seen > 4, "{seen}");
    let example = files.iter().find(|f| f.path == ".env.example").expect("the file");
    assert!(
        example.text.contains("\n# Issuer of the tokens that are taken.\n"),
        "{}",
        example.text
    );
}

#[test]
fn only_what_a_deploy_fills_in_stands_for_a_value() {
    for value in ["${contact}", "${1A}", "${RUN-AS}@acme.io", "${}"] {
        let mut spec =
            spec(&["authorization-code"], Client::Confidential, schema().versions.default);
        spec.apps[0].contact_email = value.into();
        let said = refused(&spec);
        assert!(said.contains("app[0].contact-email"), "{value}: {said}");
    }
}

/// What is beside a certificate can be its key in another form.
#[test]
fn a_certificate_stands_alone() {
    let version = schema().versions.default;
    let pem = CERTIFICATE.trim();
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    for text in [format!("{pem}\nMIIEvQIBADAN"), format!("MIIEvQIBADAN\n{pem}"), "abc".into()] {
        let mut spec = spec(&["jwt-bearer"], Client::Confidential, version);
        spec.apps[0].oauth_mut().certificate = Some(text.clone());
        let said = refused(&spec);
        assert!(said.contains("the text is not one certificate"), "{text}: {said}");
        assert!(!said.contains("MIIEvQ"), "{said}");
    }
    let mut spec = spec(&["jwt-bearer"], Client::Confidential, version);
    spec.apps[0].oauth_mut().certificate = Some(body);
    assert!(files(&spec).is_ok(), "the bare base64 of one is taken");
}
