//! What is generated for an API version has only elements of that version, and what needs a newer
//! version is refused with that reason. The element lists are a data file of their own, so that a
//! mistake in the tables shows.

use std::collections::{BTreeMap, BTreeSet};

use ecaforge::generate::PlannedFile;
use ecaforge::schema::ApiVersion;
use ecaforge::spec::{Client, Spec, SpecText, presets, read};
use ecaforge::xml;
use rayon::prelude::*;

use crate::generate::{faults, files};
use crate::generate_flows::{self, supported, with_login};

const ELEMENTS: &str = include_str!("../data/api_elements.tsv");
const EVERYTHING: &str = include_str!("../data/everything.toml");

/// Every API version that projects are generated for.
const VERSIONS: std::ops::RangeInclusive<u16> = 59..=68;

/// The first API version of each flow.
const FLOWS: &[(&str, u16)] = &[
    ("authorization-code", 59),
    ("client-credentials", 60),
    ("jwt-bearer", 60),
    ("device", 60),
    ("token-exchange", 60),
    ("code-and-credentials", 61),
    ("guest", 61),
    ("refresh-token", 59),
    ("asset-token", 61),
    ("jwt-access-token", 61),
];

/// The first API version of each preset, and what its app says besides.
const PRESETS: &[(&str, u16, &str)] = &[
    ("web-app", 59, CALLBACK),
    ("single-page-app", 59, CALLBACK),
    ("mobile-app", 59, "[app.oauth]\ncallbacks = ['companyapp://login']\n"),
    ("server-to-server", 60, RUN_AS),
    ("ci-jwt", 60, "[app.oauth]\ncertificate = '${CERTIFICATE}'\n"),
    ("cli-tool", 59, ""),
    ("device", 60, ""),
    ("mcp-client", 66, CALLBACK),
    ("agent-api", 61, RUN_AS),
    ("headless-login", 61, CALLBACK),
    (
        "saml-sso",
        63,
        "[app.saml]\nacs-url = 'https://wiki.acme.io/acs'\nentity-id = 'https://wiki.acme.io'\n",
    ),
    (
        "canvas",
        66,
        "[app.canvas]\nurl = 'https://app.acme.io/canvas'\n[app.oauth]\ncallbacks = ['https://app.acme.io/cb']\n",
    ),
    ("isv-package", 67, CALLBACK),
];
const CALLBACK: &str = "[app.oauth]\ncallbacks = ['https://app.acme.io/cb']\n";
const RUN_AS: &str = "[app.oauth]\nrun-as = 'robot@company.example'\n";

/// The first API version of what can be added to a web app.
const EXTRAS: &[(&str, u16)] = &[
    ("dpop = true", 68),
    ("mtls = { part = 'tls_client_auth_san_dns', value = 'client.acme.io' }", 68),
    ("token-ip-ranges = [{ start = '192.0.2.0', end = '192.0.2.255' }]", 67),
    (
        "refresh-token = { policy = 'SpecificInactivity', period = 30, unit = 'Days', enforce-idle = true }",
        67,
    ),
    ("first-party = { certificate = 'Login' }", 62),
    ("scopes = ['Api', 'DataCloudUserClaims']", 67),
    ("scopes = ['Api', 'SCRT']", 66),
    ("scopes = ['Api', 'A2A']", 68),
    ("trusted-ip-ranges = [{ start = '192.0.2.0', end = '192.0.2.255' }]", 59),
    ("attributes = [{ key = 'country', formula = '$User.Country' }]", 59),
    ("custom-scopes = ['orders']", 61),
    ("apex-handler = 'LoginHandler'", 61),
    ("session-timeout = 120", 59),
    ("id-token = { minutes = 5, standard-claims = true }", 59),
    ("id-token = { minutes = 5, custom-permissions = true }", 61),
    ("profiles = ['Customer']", 62),
    ("flows = ['authorization-code', 'jwt-access-token']\njwt-minutes = 30", 61),
    ("[app.mobile]\nscreen-lock = 'Ten'", 64),
    ("[[app.push]]\nservice = 'android'\nproject = 'company-app'", 64),
    ("[app.notification]\ntypes = ['News']", 64),
];

/// What one type or structure has.
type Rows<'a> = BTreeMap<&'a str, Row<'a>>;

struct Row<'a> {
    first: u16,
    last: Option<u16>,
    required: bool,
    structure: &'a str,
}

/// The data file: rows of elements by type or structure.
fn elements() -> BTreeMap<&'static str, Rows<'static>> {
    let mut types: BTreeMap<&str, Rows> = BTreeMap::new();
    for line in ELEMENTS.lines().filter(|line| !line.starts_with('#')) {
        let [owner, name, first, last, required, structure, _] =
            line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("not seven columns: {line}");
        };
        let row = Row {
            first: first.parse().expect("a version"),
            last: (!last.is_empty()).then(|| last.parse().expect("a version")),
            required: required == "required",
            structure,
        };
        types.entry(owner).or_default().insert(name, row);
    }
    types
}

struct Judge {
    types: BTreeMap<&'static str, Rows<'static>>,
    version: u16,
    complaints: Vec<String>,
}

impl Judge {
    /// What is wrong with files of an API version.
    fn complaints(files: &[PlannedFile], version: u16) -> Vec<String> {
        let mut judge = Self { types: elements(), version, complaints: Vec::new() };
        for file in files.iter().filter(|file| file.path.ends_with("-meta.xml")) {
            let root = xml::parse(&file.text).root.expect("a root");
            let name = root.name.local().to_owned();
            // Types without rows are older than any app and do not change with it.
            if judge.types.contains_key(name.as_str()) {
                judge.element(&name, &root);
            }
        }
        judge.complaints
    }

    fn element(&mut self, owner: &str, parent: &xml::Element) {
        let version = self.version;
        let mut found = BTreeSet::new();
        let mut inner = Vec::new();
        for child in parent.elements() {
            let name = child.name.local();
            found.insert(name);
            match self.types.get(owner).and_then(|rows| rows.get(name)) {
                None => self.complaints.push(format!(
                    "{owner} has no {name}; tests/data/api_elements.tsv lists what each type has"
                )),
                Some(Row { first, last, .. })
                    if version < *first || last.is_some_and(|last| last < version) =>
                {
                    self.complaints.push(format!("{owner} has no {name} in {version}"));
                }
                Some(row) if !row.structure.is_empty() => inner.push((row.structure, child)),
                Some(_) => {}
            }
            if name == "commaSeparatedOauthScopes" {
                self.scopes(child.value().text());
            }
        }
        for (name, row) in &self.types[owner] {
            if row.required && row.first <= version && !found.contains(name) {
                self.complaints.push(format!("{owner} lacks {name}"));
            }
        }
        for (structure, child) in inner {
            self.element(structure, child);
        }
    }

    fn scopes(&mut self, list: &str) {
        for token in list.split(',').map(str::trim) {
            let row = self.types["scope"].get(token);
            if row.is_some_and(|row| self.version < row.first) {
                self.complaints.push(format!("no scope {token} in {}", self.version));
            }
        }
    }
}

/// What is wrong with what becomes of a spec that needs the version `first`.
fn judged(what: &str, spec: &Spec, first: u16, version: u16) -> Vec<String> {
    let complaints = match files(spec) {
        Ok(_) if version < first => vec![format!("is accepted before {first}")],
        Ok(files) => {
            let found = faults(&files);
            // A hint says that a better way exists, which a test of elements does not judge.
            let found = found.iter().filter(|finding| finding.severity > HINT);
            let found = found.map(|finding| format!("{}: {}", finding.rule, finding.message));
            Judge::complaints(&files, version).into_iter().chain(found).collect()
        }
        Err(faults) if version < first => {
            let newer = format!("{first}.0");
            let text = format!("{faults:?}");
            let says = text.contains(&newer);
            if says { Vec::new() } else { vec![format!("does not say {newer}: {text}")] }
        }
        Err(faults) => vec![format!("is refused: {faults:?}")],
    };
    complaints.into_iter().map(|complaint| format!("{what} at {version}: {complaint}")).collect()
}

const HINT: ecaforge::diagnostic::Severity = ecaforge::diagnostic::Severity::Hint;

fn parsed(text: &str) -> Spec {
    read(&SpecText::new("spec.toml", text)).unwrap_or_else(|fault| panic!("{text}\n{fault:#?}"))
}

/// What is made, the first version that has it, and its spec at a version.
type Case = (String, u16, Box<dyn Fn(u16) -> Spec + Sync + Send>);

/// Judges each case at each version.
fn none_is_wrong(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .par_iter()
        .flat_map_iter(|(what, first, spec)| {
            VERSIONS.flat_map(|version| judged(what, &spec(version), *first, version))
        })
        .collect();
    assert!(wrong.is_empty(), "{} complaints:\n  {}", wrong.len(), wrong.join("\n  "));
}

fn app(version: u16, preset: &str, more: &str) -> Spec {
    let namespace = if preset == "isv-package" { "namespace = 'acme'\n" } else { "" };
    parsed(&format!(
        "[project]\nname = 'App'\napi-version = '{version}.0'\n{namespace}[[app]]\nname = 'App'\n\
         contact-email = 'owner@company.example'\npreset = '{preset}'\n{more}"
    ))
}

#[test]
fn flows_are_made_in_every_version_that_has_them() {
    assert_eq!(FLOWS.len(), supported().count());
    let mut cases: Vec<Case> = Vec::new();
    for flow in supported() {
        let (_, first) = *FLOWS.iter().find(|(id, _)| *id == flow.id).expect("a version");
        for client in [Client::Confidential, Client::Public] {
            if client == Client::Public && flow.needs_secret {
                continue;
            }
            let flows = with_login(flow);
            cases.push((
                format!("{} ({client:?})", flow.id),
                first,
                Box::new(move |version| generate_flows::spec(&flows, client, ApiVersion(version))),
            ));
        }
    }
    none_is_wrong(&cases);
}

#[test]
fn presets_are_made_in_every_version_that_has_them() {
    assert_eq!(PRESETS.len(), presets().len());
    let mut cases: Vec<Case> = Vec::new();
    for preset in presets() {
        let (id, first, more) =
            *PRESETS.iter().find(|(id, ..)| *id == preset.id).expect("a version");
        cases.push((id.to_owned(), first, Box::new(move |version| app(version, id, more))));
    }
    none_is_wrong(&cases);
}

#[test]
fn additions_are_made_in_every_version_that_has_them() {
    let mut cases: Vec<Case> = Vec::new();
    for &(extra, first) in EXTRAS {
        let spec = move |version| app(version, "web-app", &format!("{CALLBACK}{extra}\n"));
        cases.push((extra.to_owned(), first, Box::new(spec)));
    }
    let everything = |version| {
        parsed(
            &EVERYTHING
                .replace("api-version = \"68.0\"", &format!("api-version = \"{version}.0\"")),
        )
    };
    cases.push(("everything".to_owned(), 67, Box::new(everything)));
    none_is_wrong(&cases);
}

#[test]
fn what_a_version_does_not_have_is_found() {
    let spec = app(68, "web-app", &format!("{CALLBACK}scopes = ['Api']\n"));
    let files = files(&spec).expect("a plan");
    assert_eq!(Judge::complaints(&files, 68), [""; 0]);
    let older = Judge::complaints(&files, 59).join("\n");
    assert!(older.contains("has no isDeviceFlowEnabled in 59"), "{older}");
    let mut changed = files.clone();
    for file in &mut changed {
        file.text = file.text.replace("<label>", "<madeUp>").replace("</label>", "</madeUp>");
        file.text = file.text.replace("isEnabled>", "isDisabled>").replace(">Api<", ">A2A<");
    }
    let said = Judge::complaints(&changed, 67).join("\n");
    for complaint in [
        "ExternalClientApplication has no madeUp",
        "ExtlClntAppConfigurablePolicies lacks isEnabled",
        "no scope A2A in 67",
    ] {
        assert!(said.contains(complaint), "{complaint}: {said}");
    }
}
