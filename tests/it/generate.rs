//! What the generator plans and renders, judged in memory and by Salesforce's own tools.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ecaforge::check::{CheckRequest, run_check};
use ecaforge::check::{Checker, Report};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::Finding;
use ecaforge::generate::{PlannedFile, Templates, plan};
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::rules::{Profile, profile};
use ecaforge::schema::{ApiVersion, schema};
use ecaforge::spec::{App, Spec, SpecFault, SpecText, read};

use crate::judges_accept::accept_files;

/// 2027-01-15.
const NOW: Clock = Clock { now: 1_800_000_000 };

/// The generator's own standard.
pub(crate) fn strict() -> &'static Profile {
    profile("strict").expect("there is such a profile")
}

/// A spec with one app that logs people in through the browser.
pub(crate) fn web_app() -> Spec {
    let mut app = App {
        name: "Billing".into(),
        contact_email: "owner@company.example".into(),
        ..App::default()
    };
    app.oauth_mut().callbacks = vec!["https://billing.acme.io/oauth/callback".into()];
    Spec { apps: vec![app], ..Spec::default() }
}

/// The files of a spec.
pub(crate) fn files(spec: &Spec) -> Result<Vec<PlannedFile>, Vec<SpecFault>> {
    plan(spec).map(|plan| Templates::embedded().render(&plan).expect("the templates render"))
}

/// What the checker says of files.
pub(crate) fn checked(files: &[PlannedFile]) -> Report {
    let files = in_memory(files);
    let workspace = load(&files, &here(), &LoadOptions::default()).expect("the project loads");
    let mut report = Checker::for_profile(strict(), NOW).check(&workspace);
    report.findings.retain(|finding| !OF_OTHERS.contains(&finding.rule));
    report
}

/// Rules of `strict` about values that only the service provider of a SAML login can give, or that
/// the specs of tests ask for.
pub(crate) const OF_OTHERS: &[&str] = &[
    "saml-requests-unsigned",
    "saml-assertions-unencrypted",
    "saml-without-logout",
    "full-push-content",
];

/// What `check` says of files by a profile, what their comments omit omitted.
pub(crate) fn reviewed(profile: &'static Profile, files: &[PlannedFile]) -> Report {
    let profile = Some(profile);
    let request = CheckRequest { scope: here(), clock: NOW, profile, ..CheckRequest::default() };
    run_check(&in_memory(files), &request).expect("the project loads").report
}

fn in_memory(files: &[PlannedFile]) -> Files {
    Files::in_memory(files.iter().map(|file| (&file.path, file.text.clone())))
}

fn here() -> Scope {
    Scope { paths: vec![".".into()] }
}

/// What the checker says of them.
pub(crate) fn faults(files: &[PlannedFile]) -> Vec<Finding> {
    checked(files).findings
}

/// Every file of a project in one text.
pub(crate) fn tree(files: &[PlannedFile]) -> String {
    files.iter().fold(String::new(), |mut out, file| {
        let _ = write!(out, "=== {}\n{}", file.path, file.text);
        out
    })
}

pub(crate) fn write(files: &[PlannedFile], dir: &Path) {
    for file in files {
        let path = dir.join(&file.path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, &file.text).expect("a file");
    }
}

/// The faults of a spec that no project can be made from, as text.
pub(crate) fn refused(spec: &Spec) -> String {
    let faults = plan(spec).expect_err("the spec is refused");
    faults.iter().fold(String::new(), |mut out, fault| {
        let _ = writeln!(out, "{}: {}\n  {}\n  {}", fault.at, fault.message, fault.why, fault.help);
        out
    })
}

#[test]
fn the_web_app_is_what_a_reviewer_expects() {
    insta::assert_snapshot!(tree(&files(&web_app()).expect("a plan")));
}

#[test]
fn every_file_ends_with_one_line_end_and_has_no_trailing_blanks() {
    for file in files(&web_app()).expect("a plan") {
        let end = file.text.ends_with('\n') && !file.text.ends_with("\n\n");
        assert!(end, "{} ends with one line end", file.path);
        assert!(!file.text.contains("\n\n\n"), "{} has no gap", file.path);
        let blank = file.text.lines().find(|line| line.ends_with([' ', '\t', '\r']));
        assert_eq!(blank, None, "{} has no trailing blanks", file.path);
    }
}

#[test]
fn every_api_version_gives_a_project_without_findings_or_newer_elements() {
    let versions = &schema().versions;
    for version in versions.oldest.0..=versions.newest.0 {
        let version = ApiVersion(version);
        let mut spec = web_app();
        spec.project.api_version = Some(version.to_string());
        let report = checked(&files(&spec).expect("a plan"));
        assert_eq!(report.findings, [], "API version {version}");
        assert_eq!(report.summary.apps, 1);
        for component in &plan(&spec).expect("a plan").apps[0].components {
            assert!(component.metadata_type.since <= version);
            for field in &component.fields {
                let element =
                    component.metadata_type.element(&field.name).expect("a known element");
                assert!(element.available_in(version), "{} in {version}", field.name);
            }
        }
    }
}

#[test]
fn the_kept_spec_gives_the_same_files_again() {
    let first = files(&web_app()).expect("a plan");
    let kept = first.iter().find(|file| file.path == "ecaforge.toml").expect("the spec");
    let spec = read(&SpecText::new("ecaforge.toml", &kept.text)).expect("the spec is read");
    assert_eq!(tree(&files(&spec).expect("a plan")), tree(&first));
}

#[test]
fn values_are_escaped_for_the_file_that_they_stand_in() {
    let mut spec = web_app();
    spec.apps[0].label = Some("Tom & \"Jerry's\" <App> $x 🔷".into());
    spec.project.name = Some("a \"b\" \\ c".into());
    let files = files(&spec).expect("a plan");
    let text = |end: &str| &files.iter().find(|f| f.path.ends_with(end)).expect("the file").text;
    assert!(
        text(".eca-meta.xml")
            .contains("<label>Tom &amp; &quot;Jerry&apos;s&quot; &lt;App&gt; $x 🔷</label>")
    );
    assert!(text("sfdx-project.json").contains(r#""name": "a \"b\" \\ c""#));
    assert_eq!(checked(&files).summary.errors, 0);
}

#[test]
fn two_apps_share_a_project() {
    let mut spec = web_app();
    let mut second = spec.apps[0].clone();
    second.name = "Shipping".into();
    spec.apps.push(second);
    let made = files(&spec).expect("a plan");
    let report = checked(&made);
    assert_eq!((report.summary.apps, report.findings.len()), (2, 0));
    spec.apps[1].name = "BILLING".into();
    assert!(refused(&spec).contains("there are two apps with the name `BILLING`"));
}

#[test]
fn what_cannot_be_made_is_refused_with_a_reason() {
    let mut all = String::new();
    let mut refuse = |what: &str, change: fn(&mut Spec)| {
        let mut spec = web_app();
        change(&mut spec);
        let _ = writeln!(all, "## {what}\n{}", refused(&spec));
    };
    refuse("no app", |spec| spec.apps.clear());
    refuse("no contact", |spec| spec.apps[0].contact_email.clear());
    refuse("no callback", |spec| spec.apps[0].oauth_mut().callbacks.clear());
    refuse("a name that leads out", |spec| spec.apps[0].name = "../../x".into());
    refuse("an unknown flow", |spec| spec.apps[0].oauth_mut().flows = vec!["device-flw".into()]);
    refuse("username-password", |spec| spec.apps[0].oauth_mut().flows = vec!["password".into()]);
    refuse("user-agent", |spec| spec.apps[0].oauth_mut().flows = vec!["implicit".into()]);
    refuse("saml-bearer", |spec| spec.apps[0].oauth_mut().flows = vec!["saml-bearer".into()]);
    refuse("an unknown scope", |spec| {
        spec.apps[0].oauth_mut().scopes = vec!["refreshtoken".into()];
    });
    refuse("a callback in clear", |spec| {
        spec.apps[0].oauth_mut().callbacks = vec!["http://x.example/cb".into()];
    });
    refuse("two callbacks in one", |spec| {
        spec.apps[0].oauth_mut().callbacks = vec!["https://a.example\nhttps://b.example".into()];
    });
    refuse("an unknown version", |spec| spec.project.api_version = Some("58.0".into()));
    refuse("a version in words", |spec| spec.project.api_version = Some("latest".into()));
    refuse("a refresh token that ends at once", |spec| {
        let policy = "Zero".into();
        spec.apps[0].oauth_mut().refresh_token =
            Some(ecaforge::spec::RefreshToken { policy, ..Default::default() });
    });
    refuse("an unknown unit", |spec| {
        let unit = "Weeks".into();
        spec.apps[0].oauth_mut().refresh_token =
            Some(ecaforge::spec::RefreshToken { unit, ..Default::default() });
    });
    refuse("permission sets without effect", |spec| {
        spec.apps[0].oauth_mut().permission_sets = vec!["Staff".into()];
        spec.apps[0].oauth_mut().permitted_users = ecaforge::spec::PermittedUsers::SelfAuthorized;
    });
    refuse("profiles before they were known", |spec| {
        spec.apps[0].oauth_mut().profiles = vec!["System Administrator".into()];
        spec.project.api_version = Some("61.0".into());
    });
    insta::assert_snapshot!(all);
}

#[test]
#[ignore = "needs Node 20"]
fn salesforce_tools_accept_the_web_app() {
    accept_files(&files(&web_app()).expect("a plan"));
}
