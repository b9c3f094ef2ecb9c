//! The README of a project, read as the person who follows it does.

use std::io::Write as _;
use std::process::{Command, Stdio};

use ecaforge::schema::schema;
use ecaforge::spec::{
    Canvas, Ci, Client, CustomScope, Distribution, FirstParty, Notification, Saml, Spec,
};

use crate::generate::files;
use crate::generate_flows::{spec, supported, with_login};

fn readme(spec: &Spec) -> String {
    let files = files(spec).unwrap_or_else(|faults| panic!("{faults:#?}"));
    files.into_iter().find(|file| file.path == "README.md").expect("a README").text
}

pub(crate) fn of(flows: &[&str], client: Client) -> Spec {
    spec(flows, client, schema().versions.default)
}

/// The commands of a README, one block after another.
fn commands(readme: &str) -> String {
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block).collect()
}

/// What a shell says of commands that it only reads.
fn shell_complaint(commands: &str) -> String {
    let mut shell = Command::new("sh")
        .arg("-n")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell");
    shell.stdin.take().expect("its input").write_all(commands.as_bytes()).expect("commands");
    let output = shell.wait_with_output().expect("the shell ends");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn commands_can_be_pasted_and_paragraphs_stand_one_line_apart() {
    for flow in supported() {
        for client in [Client::Confidential, Client::Public] {
            if flow.needs_secret && client == Client::Public {
                continue;
            }
            let text = readme(&of(&with_login(flow), client));
            assert_eq!(shell_complaint(&commands(&text)), "", "{}", flow.id);
            assert!(!text.contains("\n\n\n"), "{}: {text}", flow.id);
            if client == Client::Public {
                assert!(!text.contains("SECRET="), "{}: {text}", flow.id);
            }
        }
    }
}

#[test]
fn the_requests_are_those_of_this_app() {
    let text = readme(&of(&["authorization-code", "refresh-token"], Client::Public));
    let asked = "response_type=code&client_id=$KEY&redirect_uri=https%3A%2F%2Fbilling.acme.io%2Foauth%2Fcallback\
                 &scope=api%20refresh_token&state=a-random-text&code_challenge=$CHALLENGE";
    assert!(text.contains(asked), "{text}");
    assert!(text.contains("--data \"code_verifier=$VERIFIER\""), "{text}");
    assert!(text.contains("the old one is no longer valid"), "{text}");
    assert!(!text.contains("client_secret"), "{text}");
    let text = readme(&of(&["code-and-credentials"], Client::Confidential));
    assert!(text.contains("curl --include \"$SITE/services/oauth2/authorize\""), "{text}");
    assert!(!text.contains("$HOST"), "{text}");
    let text = readme(&of(&["client-credentials"], Client::Confidential));
    assert!(text.contains("grant_type=client_credentials"), "{text}");
    // Nobody gets a refresh token here, so nothing is said of how long one lives.
    assert!(!text.contains("| refresh token |") && !text.contains("grant_type=refresh_token"));
    let text = readme(&of(&["jwt-bearer"], Client::Confidential));
    assert!(text.contains("The certificate expires on 2126-10-28"), "{text}");
    let text = readme(&of(&["token-exchange"], Client::Confidential));
    assert!(text.contains("grant-type:token-exchange"), "{text}");
    assert!(!text.contains("Write an Apex class"), "{text}");
}

#[test]
fn passwords_go_where_the_org_takes_them_and_visitors_have_an_id() {
    let mut headless = of(&["code-and-credentials"], Client::Confidential);
    let text = readme(&headless);
    assert!(text.contains("--data-urlencode \"password=$PASSWORD\""), "{text}");
    assert!(!text.contains("--user"), "{text}");
    let oauth = headless.apps[0].oauth.as_mut().expect("the OAuth plugin");
    oauth.post_only = Some(false);
    let text = readme(&headless);
    assert!(text.contains("--user \"$USERNAME:$PASSWORD\""), "{text}");
    assert!(!text.contains("password=$PASSWORD"), "{text}");

    let text = readme(&of(&["guest"], Client::Confidential));
    assert!(text.contains("--header \"Uvid-Hint: UVID $VISITOR\""), "{text}");
    assert!(text.contains("--header \"Uvid-Hint: $VISITOR\" --data grant_type="), "{text}");
    assert!(text.contains("is valid only at the address of the site"), "{text}");
    assert!(!text.contains("$HOST") && !text.contains("$PASSWORD"), "{text}");
}

#[test]
fn users_and_callbacks_become_words_of_a_shell() {
    let mut spec = of(&["client-credentials", "authorization-code"], Client::Confidential);
    let oauth = spec.apps[0].oauth_mut();
    oauth.run_as = Some("o'brien@company.example".into());
    oauth.flows = vec!["client-credentials".into()];
    let text = readme(&spec);
    assert!(text.contains(r"--on-behalf-of 'o'\''brien@company.example'"), "{text}");
    assert_eq!(shell_complaint(&commands(&text)), "");
    spec.apps[0].oauth_mut().run_as = Some("${RUN_AS}".into());
    assert!(readme(&spec).contains("--on-behalf-of \"${RUN_AS}\""));
}

/// Each step is before those that need it.
#[test]
fn steps_stand_in_the_order_in_which_they_are_done() {
    let mut spec = of(&["authorization-code", "client-credentials"], Client::Confidential);
    spec.apps[0].distribution = Distribution::Packaged;
    spec.project.namespace = Some("acme".into());
    let text = readme(&spec);
    let steps = [
        "sf org login web --alias my-org",
        "is an active user of the org, with the permission **API Only User**",
        "sf project retrieve start --target-org my-org",
        "cp -n .env.example .env",
        "sf project deploy start",
        "sf org assign permset",
        "sf package create",
        "## Change",
    ];
    let places: Vec<Option<usize>> = steps.iter().map(|step| text.find(step)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{text}");
}

/// Until a package registry has the program, a workflow can only build it from its source.
#[test]
fn checks_on_each_change_install_the_program_that_wrote_them() {
    let mut spec = of(&["client-credentials"], Client::Confidential);
    spec.apps[0].oauth_mut().run_as = Some("${RUN_AS}".into());
    spec.project.ci = vec![Ci::Github, Ci::PreCommit];
    let files = files(&spec).expect("a plan");
    let text = |path: &str| &files.iter().find(|file| file.path == path).expect("the file").text;
    let workflow = text(".github/workflows/check.yml");
    let install = format!("TAG: v{}\n", env!("CARGO_PKG_VERSION"));
    assert!(workflow.contains(&install), "{workflow}");
    let install = "cargo install --locked --git \"$SOURCE\" --tag \"$TAG\" ecaforge";
    assert!(workflow.contains(install), "{workflow}");
    assert!(workflow.contains("RUN_AS: ${{ secrets.RUN_AS }}"), "{workflow}");
    assert!(text(".pre-commit-config.yaml").contains("sh -c 'set -a; . ./.env; set +a; exec sf "));
    let readme = text("README.md");
    for name in
        ["ECAFORGE_SOURCE", "SF_USERNAME", "SF_LOGIN_URL", "SF_CLIENT_ID", "SF_JWT_KEY", "RUN_AS"]
    {
        assert!(
            workflow.contains(name) && readme.contains(&format!("`{name}`")),
            "{name}: {readme}"
        );
    }
    assert_eq!(shell_complaint(&commands(readme)), "");
    let action = include_str!("../../action.yml");
    assert!(!action.contains("cargo install --locked ecaforge"), "{action}");
}

/// What an org must have before the first deploy.
fn first(readme: &str) -> &str {
    let (_, rest) = readme.split_once("## Before the first deploy").expect("a section");
    rest.split_once("\n## ").expect("a next section").0
}

#[test]
fn the_org_must_have_what_the_files_name_and_the_project_does_not_hold() {
    let mut spec = of(&["token-exchange", "asset-token"], Client::Confidential);
    spec.custom_scopes = vec![CustomScope {
        name: "own".into(),
        description: "Own".into(),
        ..CustomScope::default()
    }];
    let app = &mut spec.apps[0];
    app.notification = Some(Notification { types: vec!["News".into()], ..Notification::default() });
    app.canvas = Some(Canvas {
        url: "https://app.acme.io".into(),
        handler: Some("CanvasHandler".into()),
        ..Canvas::default()
    });
    app.saml = Some(Saml {
        acs_url: "https://wiki.acme.io/acs".into(),
        entity_id: "https://wiki.acme.io".into(),
        encryption_certificate: Some("Wiki_Key".into()),
        ..Saml::default()
    });
    let oauth = app.oauth_mut();
    oauth.apex_handler = Some("LoginHandler".into());
    oauth.apex_handler_user = Some("${HANDLER_USER}".into());
    oauth.custom_scopes = vec!["own".into(), "orders".into()];
    oauth.first_party = Some(FirstParty { certificate: "Site_Key".into() });
    oauth.profiles = vec!["Sales".into()];
    let text = readme(&spec);
    for said in [
        "- It has `News`, which `Billing` names as `notificationType`. API name of a custom",
        "- It has `CanvasHandler`, which `Billing` names as `lifeCycleHandler`. Apex class",
        "- It has the certificate `Wiki_Key` under **Certificate and Key Management** of Setup, which \
         `Billing` names as `encryptionCertificate`.",
        "- It has the certificate `Site_Key` under",
        "- It has the certificate `${ASSET_CERTIFICATE_ID}` under",
        "- It has `LoginHandler`, which `Billing` names as `apexHandler`. Apex class",
        "- It has `orders`, which `Billing` names as `commaSeparatedCustomScopes`.",
        "- It has `Sales`, which `Billing` names as `commaSeparatedProfile`.",
        "- The user that `HANDLER_USER` names is an active user of the org and has",
        "- `robot@company.example` is an active user of the org and has",
    ] {
        assert_eq!(first(&text).matches(said).count(), 1, "{said}: {text}");
    }
    // What the project brings itself is not asked of the org.
    for held in ["`own`", "Billing_Exchange", "`externalClientApp"] {
        assert!(!first(&text).contains(held), "{held}: {text}");
    }
    let exchange = spec.apps[0].oauth_mut().token_exchange.as_mut().expect("an issuer");
    exchange.class = Some("Judge".into());
    for text in [&mut exchange.issuer, &mut exchange.keys_url, &mut exchange.audience] {
        text.clear();
    }
    let text = readme(&spec);
    assert!(first(&text).contains("- It has `Judge`, which `Billing` names as `token"), "{text}");
    // One thing alone is enough for the list, and a permission set of another app is none.
    let mut spec = of(&["authorization-code"], Client::Confidential);
    assert!(!first(&readme(&spec)).contains("Check this in the org first"));
    spec.apps[0].oauth_mut().apex_handler = Some("LoginHandler".into());
    assert!(first(&readme(&spec)).contains("Check this in the org first"));
    let mut second = of(&["authorization-code"], Client::Confidential).apps.remove(0);
    second.name = "Second".into();
    second.oauth_mut().permission_sets = vec!["Billing_Users".into(), "Sales_Users".into()];
    spec.apps.push(second);
    let text = readme(&spec);
    let said = "- It has `Sales_Users`, which `Second` names as `commaSeparatedPermissionSet`.";
    assert!(first(&text).contains(said), "{text}");
}

#[test]
fn orgs_that_install_a_package_have_policies_of_their_own() {
    let flows = ["authorization-code", "client-credentials", "token-exchange", "refresh-token"];
    let mut spec = of(&flows, Client::Confidential);
    spec.apps[0].distribution = Distribution::Packaged;
    spec.project.namespace = Some("acme".into());
    let text = readme(&spec);
    let host = "`HOST` is the My Domain address of the org that owns the app, or later of one that \
                installed the package";
    assert!(text.contains(host), "{text}");
    let users =
        "browser; in the org that owns the app, the user needs the permission set of the app";
    assert!(text.contains(users), "{text}");
    let (_, package) = text.split_once("\n## Package\n").expect("a section");
    let flow = "| `Billing` | OAuth 2.0 client credentials flow |";
    for said in [
        format!("{flow} `isClientCredentialsFlowEnabled` | `true` |"),
        format!("{flow} `clientCredentialsFlowUser` | an active user of that org |"),
        "`isTokenExchangeFlowEnabled` | `true` |".to_owned(),
        "`permittedUsersPolicyType` | `AdminApprovedPreAuthorized` |".to_owned(),
        "such an org needs its own handler, which lists the app".to_owned(),
        "can pre-authorize users instead".to_owned(),
    ] {
        assert!(package.contains(&said), "{said}: {text}");
    }
    assert!(!package.contains("`isEnabled`") && !text.contains("\n\n\n"), "{text}");
    // A login in the browser asks nothing of that org.
    spec.apps[0].oauth_mut().flows = vec!["authorization-code".into()];
    (spec.apps[0].oauth_mut().run_as, spec.apps[0].oauth_mut().token_exchange) = (None, None);
    let text = readme(&spec);
    assert!(!text.contains("what it must be") && !text.contains("needs its own"), "{text}");
}

#[test]
fn the_package_of_the_scopes_is_promoted_before_that_of_the_app() {
    let mut spec = of(&["authorization-code"], Client::Confidential);
    spec.apps[0].distribution = Distribution::Packaged;
    spec.project.namespace = Some("acme".into());
    assert_eq!(readme(&spec).matches("sf package version promote").count(), 1);
    spec.custom_scopes = vec![CustomScope {
        name: "own".into(),
        description: "Own".into(),
        ..CustomScope::default()
    }];
    spec.apps[0].oauth_mut().developer_custom_scopes = vec!["own".into()];
    let text = readme(&spec);
    assert_eq!(text.matches("sf package version promote").count(), 2, "{text}");
    assert!(text.contains("first the version of the scopes, which the app needs"), "{text}");
}

#[test]
fn an_app_by_itself_gets_the_scopes_that_its_flow_heeds() {
    let mut spec = of(&["client-credentials"], Client::Confidential);
    spec.apps[0].oauth_mut().scopes = vec!["RefreshToken".into(), "Full".into(), "Api".into()];
    let text = readme(&spec);
    assert!(text.contains("gets what `api` allows"), "{text}");
    let oauth = spec.apps[0].oauth_mut();
    (oauth.scopes, oauth.custom_scopes) = (vec!["Full".into()], vec!["orders".into()]);
    let text = readme(&spec);
    assert!(text.contains("gets what `orders` allows"), "{text}");
}

#[test]
fn a_canvas_is_shown_where_its_places_say() {
    let mut spec = of(&["authorization-code"], Client::Confidential);
    let mut said = |places: &[&str]| {
        let locations = places.iter().map(|place| (*place).to_owned()).collect();
        let url = "https://app.acme.io".into();
        spec.apps[0].canvas = Some(Canvas { url, locations, ..Canvas::default() });
        readme(&spec)
    };
    let text = said(&["None"]);
    assert!(text.contains("The canvas cannot be shown anywhere yet."), "{text}");
    assert!(!text.contains("apex:canvasApp") && !text.contains("shown in"), "{text}");
    let text = said(&["Aura"]);
    assert!(
        text.contains("can be shown in: `Aura`.") && !text.contains("apex:canvasApp"),
        "{text}"
    );
    let text = said(&["Visualforce", "Aura"]);
    assert!(text.contains("can be shown in: `Visualforce`, `Aura`. A Visualforce"), "{text}");
    assert!(said(&[]).contains("It is not set where the canvas can be shown"));
}

#[test]
fn users_of_a_site_get_the_permission_set_and_visitors_come_without() {
    let text = readme(&of(&["code-and-credentials"], Client::Confidential));
    assert!(text.contains("need the permission **API Enabled** as well"), "{text}");
    assert!(text.contains("--name Billing_Users"), "{text}");
    let text = readme(&of(&["guest"], Client::Confidential));
    assert!(text.contains("Visitors act as the guest user of the site"), "{text}");
    assert!(!text.contains("Assign the app to its users"), "{text}");
    assert!(!text.contains("user@company.example"), "{text}");
    let text = readme(&of(&["guest", "code-and-credentials"], Client::Confidential));
    assert!(text.contains("Assign the app to its users"), "{text}");
}
