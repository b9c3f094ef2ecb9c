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
