//! Every flow, for both kinds of client, alone and in pairs, at every API version.

use std::fmt::Write as _;

use ecaforge::generate::plan;
use ecaforge::schema::{ApiVersion, Expect, Flow, names, schema};
use ecaforge::spec::{AssetToken, Client, Spec, TokenExchange};

use crate::generate::{faults, files, refused, tree, web_app};
use crate::judges::judges;

/// A self-signed certificate for tests; its key was thrown away.
pub(crate) const CERTIFICATE: &str = include_str!("../data/certificate.pem");

/// A spec with everything that any flow asks for.
pub(crate) fn spec(flows: &[&str], client: Client, version: ApiVersion) -> Spec {
    let mut spec = web_app();
    spec.project.api_version = Some(version.to_string());
    let oauth = spec.apps[0].oauth_mut();
    oauth.flows = flows.iter().map(|flow| (*flow).to_owned()).collect();
    oauth.client = client;
    oauth.run_as = Some("robot@company.example".into());
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

/// Every set of one or two flows.
fn sets() -> Vec<Vec<&'static Flow>> {
    let all: Vec<&Flow> = supported().collect();
    let one = all.iter().map(|flow| vec![*flow]);
    let two = all
        .iter()
        .enumerate()
        .flat_map(|(index, flow)| all[index + 1..].iter().map(|other| vec![*flow, *other]));
    one.chain(two).collect()
}

#[test]
fn every_flow_and_pair_gives_a_sound_project_or_a_reason() {
    let versions = [59, 61, 63, 65, 67, schema().versions.newest.0].map(ApiVersion);
    let mut made = 0;
    for set in sets() {
        let ids: Vec<&str> = set.iter().map(|flow| flow.id.as_str()).collect();
        for (client, version) in [Client::Confidential, Client::Public]
            .into_iter()
            .flat_map(|c| versions.map(|v| (c, v)))
        {
            let spec = spec(&ids, client, version);
            let what = format!("{ids:?} {client:?} {version}");
            let too_old = set.iter().any(|flow| flow.since > version);
            let secret = client == Client::Public && set.iter().any(|flow| flow.needs_secret);
            if too_old || secret {
                let said = refused(&spec);
                assert!(
                    !too_old || said.contains("does not exist in API version"),
                    "{what}: {said}"
                );
                assert!(
                    too_old || !secret || said.contains("is not for public clients"),
                    "{what}: {said}"
                );
                continue;
            }
            let files = files(&spec).unwrap_or_else(|said| panic!("{what}: {said:#?}"));
            assert_eq!(faults(&files), [], "{what}");
            demands_are_met(&spec, &set, client, &what);
            made += 1;
        }
    }
    assert!(made > 300, "{made} projects");
}

/// Every demand of the table holds in the planned components, and nothing in them is too new.
fn demands_are_met(spec: &Spec, flows: &[&Flow], client: Client, what: &str) {
    let plan = plan(spec).expect("a plan");
    for component in plan.components() {
        assert!(component.metadata_type.since <= plan.api_version, "{what}");
        for field in &component.fields {
            let element = component.metadata_type.element(&field.name).expect("a known element");
            assert!(element.available_in(plan.api_version), "{what}: {}", field.name);
        }
    }
    let advised = |d: &&ecaforge::schema::Demand| !d.public_client || client == Client::Public;
    for demand in flows.iter().flat_map(|flow| &flow.demands).filter(advised) {
        let component =
            plan.components().into_iter().find(|c| c.metadata_type.name == demand.metadata_type);
        let Some(component) = component else {
            assert_eq!(demand.metadata_type, names::APP_POLICIES, "{what}");
            continue;
        };
        let element = component.metadata_type.element(&demand.element).expect("a known element");
        let value = component.value(&demand.element);
        let met = match &demand.expect {
            Expect::Present => value.is_some(),
            Expect::Absent => value.is_none(),
            Expect::Is(wanted) => {
                value == Some(wanted) || value.is_none() && !element.available_in(plan.api_version)
            }
            Expect::Not(wrong) => value != Some(wrong),
            Expect::HoldsAny(any) => {
                value.is_some_and(|value| value.split(", ").any(|one| any.iter().any(|a| a == one)))
            }
        };
        assert!(met, "{what}: {} {:?} {value:?}", demand.element, demand.expect);
    }
}

#[test]
fn each_flow_as_a_reviewer_reads_it() {
    let mut all = String::new();
    for flow in supported() {
        let spec = spec(&[&flow.id], Client::Confidential, schema().versions.default);
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
        let mut spec = spec(&[flow], Client::Confidential, version);
        let oauth = spec.apps[0].oauth_mut();
        (oauth.run_as, oauth.certificate, oauth.token_exchange, oauth.asset_token) =
            Default::default();
        oauth.callbacks.clear();
        let _ = writeln!(all, "## {flow}\n{}", refused(&spec));
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
fn salesforce_tools_read_what_our_manifests_say() {
    let root = tempfile::tempdir().expect("a directory");
    let mut dirs = Vec::new();
    for set in sets() {
        let ids: Vec<&str> = set.iter().map(|flow| flow.id.as_str()).collect();
        let spec = spec(&ids, Client::Confidential, schema().versions.newest);
        let dir = root.path().join(ids.join("+"));
        crate::generate::write(&files(&spec).expect("a plan"), &dir);
        dirs.push(dir);
    }
    for (answer, dir) in judges().members(&dirs).iter().zip(&dirs) {
        assert_eq!(
            answer["errors"].as_array().map(Vec::len),
            Some(0),
            "{}: {answer}",
            dir.display()
        );
        assert_eq!(answer["members"], answer["manifestMembers"], "{}", dir.display());
    }
}
