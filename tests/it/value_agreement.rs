//! The generator and the checker agree on which values are good: `new` with the value in a spec,
//! `check` with the value in a file.

use ecaforge::check::Checker;
use ecaforge::clock::Clock;
use ecaforge::diagnostic::Severity;
use ecaforge::generate::plan;
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::rules::{Rule, groups};
use ecaforge::schema::{NAMESPACE, names, schema};
use ecaforge::spec::{SpecText, read};
use ecaforge::xml::escape_text;

use crate::generate_flows::CERTIFICATE;

/// The rules that judge a value by itself.
const JUDGES: &[&str] = &[
    "certificate-too-large",
    "dangerous-url-scheme",
    "element-not-available",
    "insecure-callback",
    "insecure-url",
    "internal-element",
    "invalid-api-name",
    "invalid-callback",
    "invalid-certificate",
    "invalid-contact-email",
    "invalid-integer",
    "invalid-ip-address",
    "invalid-run-as-user",
    "invalid-url",
    "limit-exceeded",
    "malformed-formula",
    "mixed-ip-families",
    "private-key",
    "reversed-ip-range",
    "unknown-enum-value",
    "whitespace-around-callback",
    "whitespace-around-value",
];

/// What `new` refuses and `check` lets pass, with the reason.
const MILDER: &[(&str, &str, &str)] = &[
    ("description", " text", "white space around a text is the layout of the file"),
    ("certificate", " CERT", "white space around a text is the layout of the file"),
    ("e-mail", "${contact}", "the project's own tools may fill in a variable of any name"),
    ("url", "${start}", "the project's own tools may fill in a variable of any name"),
];

/// One kind of value: where a spec has it, where a file has it.
struct Kind {
    name: &'static str,
    type_name: &'static str,
    /// The tables of the app in a spec; `VALUE` stands for the value with its quotes.
    spec: &'static str,
    /// The elements in a file; `VALUE` stands for the value.
    file: &'static str,
    good: &'static [&'static str],
    bad: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        name: "e-mail",
        type_name: names::HEADER,
        spec: "contact-email = VALUE",
        file: "<contactEmail>VALUE</contactEmail>",
        good: &["owner@acme.com", "a.b+c@mail.acme.co.uk", "o'neill@acme.io", "${CONTACT_EMAIL}"],
        bad: &[
            "owner",
            "owner@",
            "@acme.com",
            "owner@localhost",
            "owner@acme..test",
            "owner@.acme.com",
            "owner@acme.com.",
            "a@b@acme.com",
            "a@acme.com, b@acme.com",
            "a@acme.com;b@acme.com",
            "Owner <owner@acme.com>",
            "the owner@acme.com",
            " owner@acme.com",
            "${contact}",
        ],
    },
    Kind {
        name: "callback",
        type_name: names::GLOBAL_OAUTH,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [VALUE]",
        file: "<callbackUrl>VALUE</callbackUrl>",
        good: &[
            "https://acme.com/cb",
            "HTTPS://ACME.COM/cb",
            "https://acme.com:8443/cb?next=a,b",
            "http://localhost:1717/OauthRedirect",
            "http://localhost:*/cb",
            "http://127.0.0.1:7171/cb",
            "http://[::1]/cb",
            "http://[::ffff:127.0.0.1]/cb",
            "http://app.localhost:3000/cb",
            "com.acme.app:/cb",
            "acme://cb",
            "acme:cb",
            "${CALLBACK_URL}",
            "https://${HOST}/cb",
        ],
        bad: &[
            "acme.com/cb",
            "/cb",
            "//acme.com/cb",
            "cb",
            "https:/acme.com",
            "https:acme.com",
            "https:///acme.com",
            "https://",
            "https://[::1",
            "https:\\\\acme.com",
            "https://acme.com/a b",
            "https://a.acme.com, https://b.acme.com",
            "https://a.acme.com https://b.acme.com",
            "localhost:3000/cb",
            "http://acme.com/cb",
            "http://localhost.acme.com/cb",
            "http://localhost@acme.com/cb",
            "http://10.0.0.5/cb",
            "ftp://acme.com/cb",
            "ws://acme.com/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "blob:https://acme.com/x",
            "about:blank",
        ],
    },
    Kind {
        name: "url",
        type_name: names::APP_POLICIES,
        spec: "contact-email = \"owner@acme.com\"\nstart-page = \"Custom\"\nstart-url = VALUE",
        file: "<startPage>Custom</startPage><startUrl>VALUE</startUrl>",
        good: &[
            "https://acme.com/start",
            "/lightning/page/home",
            "http://localhost:3000/",
            "acme://start",
            "${START_URL}",
        ],
        bad: &[
            "acme.com/start",
            "start",
            "//acme.com/",
            "http://acme.com/start",
            "ftp://acme.com/",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://acme.com/a b",
            "https://",
            " https://acme.com/",
            "${start}",
        ],
    },
    Kind {
        name: "needed url",
        type_name: names::SAML_POLICIES,
        spec: "contact-email = \"owner@acme.com\"\n[app.saml]\nentity-id = \"acme\"\nacs-url = VALUE",
        file: "<acsUrl>VALUE</acsUrl>",
        good: &["https://acme.com/acs", "http://localhost/acs", "${ACS_URL}"],
        bad: &["/acs", "acme.com/acs", "http://acme.com/acs", "ftp://acme.com/acs", "acs"],
    },
    Kind {
        name: "logo",
        type_name: names::HEADER,
        spec: "contact-email = \"owner@acme.com\"\nlogo-url = VALUE",
        file: "<logoUrl>VALUE</logoUrl>",
        good: &["https://acme.com/logo.png", "/resource/logo", "https://acme.com"],
        bad: &["logo.png", "www.acme.com/logo.png", "http://acme.com/logo.png", "file:///logo.png"],
    },
    Kind {
        name: "enum",
        type_name: names::OAUTH_POLICIES,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]\nip-relaxation = VALUE",
        file: "<ipRelaxationPolicyType>VALUE</ipRelaxationPolicyType>",
        good: &["Enforce", "enforce", "Bypass", "${IP_RELAXATION}"],
        bad: &["Enforced", "Relax", "true", "0", "Enforce,Bypass", " Enforce", "-", "everyone"],
    },
    Kind {
        name: "unit",
        type_name: names::OAUTH_POLICIES,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]\nrefresh-token = { unit = VALUE, period = 20 }",
        file: "<refreshTokenValidityUnit>VALUE</refreshTokenValidityUnit>",
        good: &["Days", "Hours", "Months"],
        bad: &["Weeks", "days", "DAYS", "Day", "d", "Days "],
    },
    Kind {
        name: "minutes",
        type_name: names::OAUTH_POLICIES,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\nflows = [\"authorization-code\", \"jwt-access-token\"]\ncallbacks = [\"https://acme.com/cb\"]\njwt-minutes = NUMBER",
        file: "<namedUserJwtTimeout>VALUE</namedUserJwtTimeout>",
        good: &["1", "5", "15", "30"],
        bad: &["0", "2", "7", "20", "31", "9999", "-5", "1.5", "ten", "15 min"],
    },
    Kind {
        name: "session minutes",
        type_name: names::OAUTH_POLICIES,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]\nsession-timeout = NUMBER",
        file: "<sessionTimeoutInMinutes>VALUE</sessionTimeoutInMinutes>",
        good: &["1", "15", "120"],
        bad: &["-1", "2h", "half"],
    },
    Kind {
        name: "ip range",
        type_name: names::OAUTH_SETTINGS,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]\ntrusted-ip-ranges = [{ start = VALUE, end = \"203.0.113.20\" }]",
        file: "<trustedIpRanges><endIpAddress>203.0.113.20</endIpAddress><startIpAddress>VALUE</startIpAddress></trustedIpRanges>",
        good: &["203.0.113.10", "203.0.113.20", "203.0.113.0"],
        bad: &[
            "203.0.113.21",
            "203.0.113.256",
            "203.0.113.0/24",
            "203.0.113",
            "203.0.113.*",
            "acme.com",
            "2001:db8::1",
            "::ffff:203.0.113.10",
            "203.0.113.010",
            "localhost",
        ],
    },
    Kind {
        name: "formula",
        type_name: names::OAUTH_SETTINGS,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]\nattributes = [{ key = \"country\", formula = VALUE }]",
        file: "<customAttributes><formula>VALUE</formula><key>country</key></customAttributes>",
        good: &["$User.Country", "User.Country", "UPPER($User.Country)", "$Organization.Id"],
        bad: &["{!Country}", "Country", "https://acme.com/x.y", " $User.Email "],
    },
    Kind {
        name: "username",
        type_name: names::OAUTH_POLICIES,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\nflows = [\"client-credentials\"]\nrun-as = VALUE",
        file: "<clientCredentialsFlowUser>VALUE</clientCredentialsFlowUser>",
        good: &["robot@acme.com", "robot@acme.com.uat", "robot@acme", "${RUN_AS_USER}"],
        bad: &[
            "robot",
            "Integration User",
            "0055g00000AbCdEAAV",
            "005000000000001",
            "a b@acme.com",
        ],
    },
    Kind {
        name: "certificate",
        type_name: names::GLOBAL_OAUTH,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\nflows = [\"jwt-bearer\"]\ncertificate = VALUE",
        file: "<certificate>VALUE</certificate>",
        good: &["CERT"],
        bad: &[
            "My_Certificate",
            "CERT\nCERT",
            "Subject: me\nCERT",
            "REQUEST",
            "KEY",
            " CERT",
            "AAAA",
        ],
    },
    Kind {
        name: "description",
        type_name: names::CUSTOM_SCOPE,
        spec: "contact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]\n[[custom-scope]]\nname = \"orders\"\ndescription = VALUE",
        file: "<description>VALUE</description><developerName>orders</developerName><masterLabel>orders</masterLabel>",
        good: &["Read orders", "SIXTY"],
        bad: &["SIXTY-ONE", " text"],
    },
];

/// API names: the name of an app in a spec, the name of a header file.
const NAMES: &[(&str, bool)] = &[
    ("Billing", true),
    ("A", true),
    ("Billing_App2", true),
    ("1Billing", false),
    ("_Billing", false),
    ("Billing_", false),
    ("Billing-App", false),
    ("Billing App", false),
    ("Bílling", false),
    ("Billing.App", false),
];

fn rules() -> Vec<&'static Rule> {
    let all = groups().iter().flat_map(|group| group.rules).copied();
    let judges: Vec<&'static Rule> = all.filter(|rule| JUDGES.contains(&rule.id)).collect();
    assert_eq!(judges.len(), JUDGES.len(), "a rule that judges values is gone");
    judges
}

/// The longer values by their short names.
fn spelled_out(value: &str) -> String {
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----";
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3vVpguoRK9JLsEMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----";
    match value {
        "SIXTY" => "x".repeat(60),
        "SIXTY-ONE" => "x".repeat(61),
        "REQUEST" => request.to_owned(),
        "KEY" => key.to_owned(),
        _ => value.replace("CERT", CERTIFICATE.trim()),
    }
}

fn new_takes(text: &str) -> bool {
    read(&SpecText::new("ecaforge.toml", text)).is_ok_and(|spec| plan(&spec).is_ok())
}

/// Whether no rule that judges values warns of the file.
fn check_takes(path: &str, text: &str) -> bool {
    let sfdx = format!(
        "{{\"packageDirectories\": [{{\"path\": \"force-app\"}}], \"sourceApiVersion\": \"{}\"}}",
        schema().versions.default
    );
    let path = format!("force-app/main/default/{path}");
    let files = [("sfdx-project.json".to_owned(), sfdx), (path, text.to_owned())];
    let scope = Scope { paths: vec![".".into()] };
    let workspace =
        load(&Files::in_memory(files), &scope, &LoadOptions::default()).expect("it loads");
    let report = Checker::with_rules(rules(), Clock { now: 1_767_225_600 }).check(&workspace);
    report.findings.iter().all(|finding| finding.severity < Severity::Warning)
}

fn file_takes(kind: &Kind, value: &str) -> bool {
    let metadata_type = &schema().types[kind.type_name];
    let name = &metadata_type.name;
    let of_app = metadata_type.element(names::APP_REFERENCE).is_some();
    let reference = format!("<{0}>Billing</{0}>", names::APP_REFERENCE);
    let body = kind.file.replace("VALUE", &escape_text(value))
        + if of_app { reference.as_str() } else { "" };
    let path = format!("{}/{}", metadata_type.folder, metadata_type.file_name("Billing"));
    check_takes(&path, &format!("<{name} xmlns=\"{NAMESPACE}\">{body}</{name}>\n"))
}

fn spec_takes(kind: &Kind, value: &str) -> bool {
    let quoted = toml::Value::String(value.to_owned()).to_string();
    let keys = kind.spec.replace("VALUE", &quoted).replace("NUMBER", value);
    let oauth = "\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]";
    let keys = if keys.contains("[app.") { keys } else { keys + oauth };
    new_takes(&format!("[[app]]\nname = \"Billing\"\n{keys}\n"))
}

#[test]
fn new_and_check_agree_on_every_value() {
    let (mut faults, mut judged, mut milder) = (Vec::new(), 0, 0);
    for kind in KINDS {
        let good = kind.good.iter().map(|value| (*value, true));
        for (short, expected) in good.chain(kind.bad.iter().map(|value| (*value, false))) {
            let value = spelled_out(short);
            let (new, check) = (spec_takes(kind, &value), file_takes(kind, &value));
            let is_milder =
                MILDER.iter().any(|(name, value, _)| *name == kind.name && *value == short);
            let wanted = (expected, expected || is_milder);
            if (new, check) != wanted {
                faults.push(format!("{} `{short}`: new {new}, check {check}", kind.name));
            }
            judged += 1;
            milder += usize::from(is_milder);
        }
    }
    for (name, expected) in NAMES {
        let spec = format!(
            "[[app]]\nname = \"{name}\"\ncontact-email = \"owner@acme.com\"\n[app.oauth]\ncallbacks = [\"https://acme.com/cb\"]\n"
        );
        let header = &schema().types[names::HEADER];
        let path = format!("{}/{}", header.folder, header.file_name(name));
        let text = format!("<{0} xmlns=\"{NAMESPACE}\"></{0}>\n", header.name);
        let (new, check) = (new_takes(&spec), check_takes(&path, &text));
        if (new, check) != (*expected, *expected) {
            faults.push(format!("API name `{name}`: new {new}, check {check}"));
        }
        judged += 1;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(judged > 150, "only {judged} values were judged");
    assert_eq!(milder, MILDER.len(), "an exception is for no value of the table");
}
