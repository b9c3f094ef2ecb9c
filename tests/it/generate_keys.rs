//! Keys of the spec one by one: what each does, when it is refused, and at which API versions.

use std::fmt::Write as _;

use ecaforge::generate::plan;
use ecaforge::schema::{ApiVersion, names, schema};
use ecaforge::spec::{Spec, SpecText, read};

use crate::generate::{faults, files, refused, tree};
use crate::generate_flows::CERTIFICATE;

/// An app with the browser flow; tables of its own may follow.
const APP: &str = r#"
[[app]]
name = "Billing"
contact-email = "owner@company.example"
# app

[app.oauth]
callbacks = ["https://app.acme.io/cb"]
# oauth
"#;

const SAML: &str =
    "[app.saml]\nacs-url = \"https://wiki.acme.io/acs\"\nentity-id = \"https://wiki.acme.io\"\n";
const ANDROID: &str = "[[app.push]]\nservice = \"android\"\nproject = \"company-app\"\n";
const APPLE: &str = "[[app.push]]\nservice = \"apple-certificate\"\nbundle = \"io.acme.app\"\nenvironment = \"Sandbox\"\n";
const PACKAGED: &str = "distribution = \"packaged\"\n";
const EXCHANGE: &str = "flows = [\"token-exchange\"]\nrun-as = \"robot@company.example\"\n[app.oauth.token-exchange]\n";
const ISSUER: &str = "issuer = \"https://login.acme.io\"\nkeys-url = \"https://login.acme.io/keys\"\naudience = \"billing\"\n";

/// The app with keys of its own, of its OAuth plugin, and tables behind.
fn spec(app: &str, oauth: &str, behind: &str) -> Spec {
    let text = APP.replace("# app\n", app).replace("# oauth\n", oauth) + behind;
    let mut spec =
        read(&SpecText::new("spec.toml", &text)).unwrap_or_else(|fault| panic!("{text}{fault:#?}"));
    spec.project.namespace = Some("acme".into());
    spec.project.api_version = Some(schema().versions.newest.to_string());
    spec
}

/// The value of an element in the first file of a type.
fn value(spec: &Spec, type_name: &str, element: &str) -> Option<String> {
    let plan = plan(spec).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let component = plan.components().into_iter().find(|c| c.metadata_type.name == type_name)?;
    component.value(element).map(str::to_owned)
}

#[test]
fn what_says_nothing_or_cannot_be_is_refused_with_a_reason() {
    let saml_start =
        format!("{SAML}[[custom-scope]]\nname = \"a b\"\ndescription = \"Read it.\"\n");
    let twice = "[[custom-scope]]\nname = \"orders\"\ndescription = \"Read\"\n\
                 [[custom-scope]]\nname = \"Orders\"\ndescription = \"Write\"\n";
    let long = format!("[[custom-scope]]\nname = \"a\"\ndescription = \"{}\"\n", "x".repeat(61));
    let elsewhere = APPLE.replace("Sandbox", "Test");
    let links = format!("{ANDROID}[app.owner]\npush-links = [\"a\", \"b\"]\n");
    let pushed = format!("{ANDROID}[app.notification]\ntypes = [\"News\"]\npushed = [\"New\"]\n");
    let long_label = format!("label = \"{}\"\n", "x".repeat(81));
    let lent = format!("[app.oauth.token-exchange]\n{ISSUER}");
    let pem = CERTIFICATE.trim();
    let two = format!("certificate = \"\"\"\n{pem}\n{pem}\"\"\"\n");
    let other = format!(
        "certificate = \"\"\"\n{}\"\"\"\n",
        pem.replace(" CERTIFICATE", " TRUSTED CERTIFICATE")
    );
    let cases: &[(&str, &str, &str, &str)] = &[
        ("a label that is too long", &long_label, "", ""),
        ("a label of two lines", "label = \"one\\ntwo\"\n", "", ""),
        (
            "scopes that the only flow leaves out",
            "",
            "flows = [\"client-credentials\"]\nrun-as = \"robot@company.example\"\n\
             scopes = [\"Full\", \"RefreshToken\"]\n",
            "",
        ),
        ("a user as whom nobody acts", "", "run-as = \"robot@company.example\"\n", ""),
        ("an issuer without the flow", "", &lent, ""),
        ("two certificates", "", &two, ""),
        ("a label for a permission set", "", "permission-sets = [\"Billing Users\"]\n", ""),
        ("tokens without a life", "", "[app.oauth.refresh-token]\nperiod = 0\n", ""),
        ("a certificate by another name", "", &other, ""),
        ("a start page without its address", "start-page = \"Custom\"\n", "", ""),
        ("OAuth as start page without an address", "start-page = \"OAuth\"\n", "", ""),
        ("SAML as start page without SAML", "start-page = \"SAML\"\n", "", ""),
        (
            "an address beside another start page",
            "start-page = \"None\"\nstart-url = \"https://a.example\"\n",
            "",
            "",
        ),
        ("a start page that is none", "start-page = \"Oauth2\"\n", "", ""),
        ("a secret of a public client", "", "client = \"public\"\nsecret-for-refresh = true\n", ""),
        ("the body alone without passwords", "", "post-only = true\n", ""),
        ("minutes without JWT access tokens", "", "jwt-minutes = 15\n", ""),
        ("minutes of guests without guests", "", "guest-jwt-minutes = 15\n", ""),
        (
            "minutes that are none",
            "",
            "flows = [\"authorization-code\", \"jwt-access-token\"]\njwt-minutes = 7\n",
            "",
        ),
        ("an action that never happens", "", "session-action = \"Block\"\n", ""),
        (
            "a part of no certificate",
            "",
            "[app.oauth.mtls]\npart = \"subject_dn\"\nvalue = \"x\"\n",
            "",
        ),
        (
            "a first-party app without a certificate",
            "",
            "[app.oauth.first-party]\ncertificate = \"\"\n",
            "",
        ),
        (
            "kinds that our class cannot judge",
            "",
            EXCHANGE,
            "kinds = [\"saml2\"]\ncreate-users = true\n",
        ),
        ("an issuer beside a class", "", EXCHANGE, "class = \"Judge\"\nissuer = \"x\"\n"),
        ("an ID token that lives too long", "", "[app.oauth.id-token]\nminutes = 1000\n", ""),
        ("an owner of a local app", "", "", "[app.owner]\nno-dev-hub = true\n"),
        ("an environment that Apple has not", "", "", &elsewhere),
        ("the same for a package", PACKAGED, "", &elsewhere),
        (
            "SAML in a canvas without SAML",
            "",
            "",
            "[app.canvas]\nurl = \"https://a.example\"\nsaml = \"IdpInitiated\"\n",
        ),
        (
            "pushed notifications without push",
            "",
            "",
            "[app.notification]\ntypes = [\"News\"]\npush-by-default = true\n",
        ),
        ("a pushed notification that is none", "", "", &pushed),
        ("more links than push plugins", PACKAGED, "", &links),
        ("a custom scope with blanks and dots", "", "", &saml_start),
        ("two custom scopes of one name", "", "", twice),
        ("a custom scope with a long description", "", "", &long),
    ];
    let mut all = String::new();
    for (what, app, oauth, behind) in cases {
        let _ = writeln!(all, "## {what}\n{}", refused(&spec(app, oauth, behind)));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn names_that_an_org_has_no_room_for_are_refused() {
    let named = |length: usize| {
        let mut spec = spec("", "", "");
        spec.apps[0].name = "A".repeat(length);
        spec.apps[0].label = Some("Billing".into());
        plan(&spec).map(|_| ())
    };
    assert_eq!(named(60), Ok(()));
    let faults = named(61).unwrap_err();
    assert_eq!(faults[0].at.to_string(), "app[0].name");
    assert!(faults[0].help.starts_with("shorten it to 60 characters"), "{faults:?}");
    // The label of the permission set that is made for the app is no longer than labels may be.
    let mut spec = spec("", "", "");
    spec.apps[0].label = Some("ä".repeat(80));
    let plan = plan(&spec).expect("a plan");
    assert_eq!(plan.apps[0].permission_sets[0].label, format!("{} Users", "ä".repeat(74)));
}

/// A certificate is a switch: the app has the flow, and all that goes with it, named or not.
#[test]
fn a_certificate_brings_its_flow_with_it() {
    let given = format!("certificate = \"\"\"\n{}\"\"\"\n", CERTIFICATE.trim());
    let made = plan(&spec("", &given, "")).expect("a plan");
    let flows: Vec<&str> = made.apps[0].flows.iter().map(|flow| flow.id.as_str()).collect();
    assert_eq!(flows, ["authorization-code", "jwt-bearer", "refresh-token"]);
    let faults =
        plan(&spec("", &(given + "client = \"public\"\n"), "")).expect_err("it is refused");
    assert!(faults[0].message.ends_with("JWT bearer flow is not for public clients"), "{faults:?}");
}

#[test]
fn what_is_wrong_is_not_missing_as_well() {
    let mut spec = spec("", "", "");
    spec.apps[0].oauth_mut().callbacks = vec![format!("https://a.io/{}", "x".repeat(2000))];
    let faults = plan(&spec).expect_err("it is refused");
    let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(said, ["`callbackUrl` has 2013 characters; 2000 are allowed"]);
}

/// Findings about what some keys ask for.
const ASKED_FOR: &[&str] = &["disabled-app", "plugin-off", "refresh-without-secret"];

#[test]
fn each_key_gives_a_sound_project_at_every_version_that_has_it() {
    let jwt = "flows = [\"authorization-code\", \"jwt-access-token\"]\njwt-minutes = 15\n";
    let headless =
        "flows = [\"code-and-credentials\", \"guest\"]\nscopes = [\"Api\", \"OpenID\"]\n";
    let headless_on = format!("{headless}post-only = true\nguest-jwt-minutes = 5\n");
    let headless_off = format!("{headless}post-only = false\n");
    let exchange = format!("{EXCHANGE}{ISSUER}");
    let access = format!("{exchange}kinds = [\"access-token\"]\nprotected = true\n");
    let own = format!("{EXCHANGE}class = \"Judge\"\nkinds = [\"saml2\", \"refresh-token\"]\n");
    let custom_scope =
        "[[custom-scope]]\nname = \"orders\"\ndescription = \"Read orders\"\npublic = true\n";
    let push_and_news =
        format!("{APPLE}{ANDROID}[app.notification]\ntypes = [\"News\"]\npush-by-default = true\n");
    let saml_lists = format!("{SAML}profiles = [\"Wiki\"]\n");
    let saml_launch =
        format!("{SAML}[app.canvas]\nurl = \"https://a.example\"\nsaml = \"IdpInitiated\"\n");
    let keys: &[(&str, &str, &str)] = &[
        ("protected = true\n", "", ""),
        ("enabled = false\n", "", ""),
        ("plugins-off = [\"push\"]\n", "", ""),
        ("plugins-off = [\"oauth\"]\n", "", ""),
        ("start-page = \"SAML\"\n", "", SAML),
        ("start-page = \"None\"\n", "", ""),
        ("", "start-url = \"https://a.example\"\n", ""),
        ("", "admin-logout-url = \"https://a.example\"\n", ""),
        ("", "admin-attributes = [{ key = \"a\", formula = \"$User.City\" }]\n", ""),
        ("", "secret-for-refresh = false\n", ""),
        ("", "secret-for-exchange = false\n", ""),
        ("", "dpop = true\n", ""),
        ("", "session-level = \"HIGH_ASSURANCE\"\n", ""),
        ("", "session-level = \"HIGH_ASSURANCE\"\nsession-action = \"StepUpMFA\"\n", ""),
        (
            "",
            "developer-custom-scopes = [\"orders\"]\ncustom-scopes = [\"orders\"]\n",
            custom_scope,
        ),
        ("", jwt, ""),
        ("", &headless_on, ""),
        ("", &headless_off, ""),
        ("", "[app.oauth.mtls]\npart = \"tls_client_auth_subject_dn\"\nvalue = \"CN=a\"\n", ""),
        ("", "[app.oauth.first-party]\ncertificate = \"Client\"\n", ""),
        ("", "[app.oauth.refresh-token]\nenforce-idle = true\n", ""),
        ("", "[app.oauth.id-token]\ncustom-permissions = true\n", ""),
        ("", &exchange, ""),
        ("", &access, ""),
        ("", &own, ""),
        ("", "", &push_and_news),
        ("", "", &saml_lists),
        ("", "", &saml_launch),
        (PACKAGED, "", &push_and_news),
        (PACKAGED, "developer-custom-scopes = [\"orders\"]\n", custom_scope),
        (PACKAGED, "", "[app.owner]\nno-dev-hub = true\n"),
        (PACKAGED, &access, ""),
    ];
    let mut made = 0;
    for version in [59, 61, 63, 65, 67, schema().versions.newest.0].map(ApiVersion) {
        for (app, oauth, behind) in keys {
            let mut spec = spec(app, oauth, behind);
            spec.project.api_version = Some(version.to_string());
            let what = format!("{version}:\n{app}{oauth}{behind}");
            let Ok(plan) = plan(&spec) else {
                let said = refused(&spec);
                let too_old = [
                    "is not in API version",
                    "does not exist in API version",
                    "is not a value of",
                    "needs API version",
                ];
                assert!(too_old.iter().any(|words| said.contains(words)), "{what}{said}");
                assert_ne!(version, schema().versions.newest, "{what}{said}");
                continue;
            };
            for component in plan.components() {
                for field in &component.fields {
                    let element =
                        component.metadata_type.element(&field.name).expect("it is known");
                    assert!(element.available_in(version), "{what}{}", field.name);
                }
            }
            let made_files = files(&spec).expect("a plan");
            let mut found = faults(&made_files);
            // Comments in the files leave these out.
            found.retain(|finding| !ASKED_FOR.contains(&finding.rule));
            assert_eq!(found, [], "{what}");
            made += 1;
        }
    }
    assert!(made > 100, "{made} projects");
}

#[test]
fn no_two_push_plugins_share_a_secret() {
    let mut all = spec("", "", &format!("{ANDROID}{APPLE}{ANDROID}"));
    let mut second = all.apps[0].clone();
    second.name = "Shipping".into();
    all.apps.push(second);
    let made = files(&all).expect("a plan");
    let env = made.iter().find(|file| file.path == ".env.example").expect("the variables");
    // A line without a value would deploy an empty one, so each is a comment.
    let names = env.text.lines().filter_map(|line| line.strip_prefix("# ")?.strip_suffix('='));
    let names: Vec<&str> = names.collect();
    let expected = [
        "APPLE_PUSH_CERTIFICATE",
        "APPLE_PUSH_PASSWORD",
        "BILLING_PUSH3_FCM_SERVICE_ACCOUNT",
        "FCM_SERVICE_ACCOUNT",
        "SHIPPING_APPLE_PUSH_CERTIFICATE",
        "SHIPPING_APPLE_PUSH_PASSWORD",
        "SHIPPING_FCM_SERVICE_ACCOUNT",
        "SHIPPING_PUSH3_FCM_SERVICE_ACCOUNT",
    ];
    assert_eq!(names, expected);
    // Those of a packaged app stay in the org that owns it.
    all.apps[0].distribution = ecaforge::spec::Distribution::Packaged;
    let text = tree(&files(&all).expect("a plan"));
    assert!(text.contains("<serviceAccount>${FCM_SERVICE_ACCOUNT}</serviceAccount>"), "{text}");
    assert!(
        text.contains("<pushConfigLink>${BILLING_PUSH3_CONFIG_LINK}</pushConfigLink>"),
        "{text}"
    );
}

#[test]
fn a_packaged_push_plugin_links_to_the_owner() {
    let owner = "[app.owner]\npush-links = [\"00D5g000004SGtF:0Xx5g0000004CAB\"]\n";
    let spec = spec(PACKAGED, "", &format!("{ANDROID}{owner}"));
    let link = value(&spec, names::PUSH_SETTINGS, "pushConfigLink");
    assert_eq!(link.as_deref(), Some("00D5g000004SGtF:0Xx5g0000004CAB"));
    assert_eq!(value(&spec, names::PUSH_SETTINGS, "androidPushConfig"), None);
    let made = files(&spec).expect("a plan");
    assert_eq!(faults(&made), []);
    let push = made.iter().find(|file| file.path.contains(".ecaPush-")).expect("the file");
    assert!(push.path.starts_with("force-app/"), "{}", push.path);
}

#[test]
fn the_exchange_class_judges_what_its_handler_takes() {
    let class = |spec: &Spec| {
        let made = files(spec).expect("a plan");
        let of = |end: &str| made.iter().find(|f| f.path.ends_with(end)).map(|f| f.text.clone());
        (of("Exchange.cls"), of("ExchangeTest.cls"))
    };
    let with = |kinds: &str| spec("", &format!("{EXCHANGE}{ISSUER}{kinds}"), "");
    let usual = with("");
    let handler = |spec: &Spec, element: &str| {
        value(spec, names::TOKEN_EXCHANGE_HANDLER, element).expect("the element")
    };
    for (element, wanted) in [("isJwtSupported", "true"), ("isAccessTokenSupported", "false")] {
        assert_eq!(handler(&usual, element), wanted);
    }
    let (made, _) = class(&usual);
    let check = "tokenType != Auth.OAuth2TokenExchangeType.JWT &&\n      tokenType != \
                 Auth.OAuth2TokenExchangeType.ID_TOKEN\n    ) {";
    assert!(made.expect("a class").contains(check));
    let access = with("kinds = [\"access-token\"]\n");
    assert_eq!(handler(&access, "isAccessTokenSupported"), "true");
    assert_eq!(handler(&access, "isJwtSupported"), "false");
    let (made, test) = class(&access);
    let check = "if (tokenType != Auth.OAuth2TokenExchangeType.ACCESS_TOKEN) {";
    assert!(made.expect("a class").contains(check));
    assert!(test.expect("a test").contains("KIND = Auth.OAuth2TokenExchangeType.ACCESS_TOKEN;"));
    let own = spec("", &format!("{EXCHANGE}class = \"Judge\"\ncreate-users = true\n"), "");
    assert_eq!(handler(&own, "tokenHandlerApex"), "Judge");
    assert_eq!(handler(&own, "isUserCreationAllowed"), "true");
    assert_eq!(class(&own), (None, None));
}

#[test]
fn users_of_one_plugin_are_users_of_the_app() {
    let saml = format!("{SAML}permission-sets = [\"Wiki\", \"Staff\"]\nprofiles = [\"Guest\"]\n");
    let spec = spec("", "permission-sets = [\"Staff\"]\n", &saml);
    for type_name in [names::OAUTH_POLICIES, names::SAML_POLICIES] {
        let sets = value(&spec, type_name, "commaSeparatedPermissionSet");
        assert_eq!(sets.as_deref(), Some("Staff,Wiki"), "{type_name}");
        let profiles = value(&spec, type_name, "commaSeparatedProfile");
        assert_eq!(profiles.as_deref(), Some("Guest"), "{type_name}");
    }
    let text = tree(&files(&spec).expect("a plan"));
    assert!(!text.contains("Billing_Users"), "nobody else is let in");
}
