//! `ecaforge add` as its user runs it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::run;

const HEADER: &str = "force-app/main/default/externalClientApps/Billing.eca-meta.xml";
const SCOPES: &str = "<commaSeparatedOauthScopes>";

fn made() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let args = ["new", "billing", "--contact-email", "owner@company.example"];
    let callback = ["--callback", "https://billing.acme.io/oauth/callback"];
    let (status, _, stderr) = run(dir.path(), &[&args[..], &callback].concat());
    assert_eq!(status, 0, "{stderr}");
    let project = dir.path().join("billing");
    (dir, project)
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

fn edit(path: &Path, from: &str, to: &str) {
    let before = text(path);
    assert!(before.contains(from), "{} holds {from}: {before}", path.display());
    fs::write(path, before.replacen(from, to, 1)).expect("an edit");
}

/// The first file below a directory whose name ends so.
fn file(dir: &Path, ending: &str) -> PathBuf {
    let entries = walkdir::WalkDir::new(dir).into_iter().filter_map(Result::ok);
    let mut found = entries.map(walkdir::DirEntry::into_path);
    found.find(|path| path.to_string_lossy().ends_with(ending)).expect(ending)
}

fn clean(project: &Path) {
    let (status, stdout, stderr) = run(project, &["check", "--fail-on", "warning"]);
    assert_eq!(status, 0, "{stdout}{stderr}");
}

#[test]
fn a_flow_is_added_and_what_people_changed_stays() {
    let (_dir, project) = made();
    let spec = project.join("ecaforge.toml");
    edit(&spec, "[[app]]", "# The app of the billing team.\n[[app]]");
    edit(&project.join("README.md"), "# ", "Ours.\n\n# ");
    edit(
        &project.join(HEADER),
        "<ExternalClientApplication",
        "<!-- ours -->\n<ExternalClientApplication",
    );
    let args = ["add", "client-credentials", "--run-as", "robot@company.example"];
    let before = text(&spec);
    let (status, stdout, stderr) = run(&project, &[&args[..], &["--diff"]].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    assert_eq!(text(&spec), before, "a preview writes nothing");
    let below = project.join("force-app");
    let (status, stdout, stderr) = run(&below, &args);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let switch = "+    <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>";
    assert!(stdout.contains(switch), "{stdout}");
    let kept = text(&spec);
    assert!(kept.contains("# The app of the billing team."), "{kept}");
    assert!(kept.contains("\"authorization-code\"") && kept.contains("\"client-credentials\""));
    assert!(text(&project.join("README.md")).starts_with("Ours.\n"));
    assert!(text(&project.join(HEADER)).contains("<!-- ours -->"));
    assert!(text(&file(&project, ".ecaOauth-meta.xml")).contains(SCOPES));
    clean(&project);
    let (status, stdout, _) = run(&project, &args);
    assert_eq!(status, 0);
    assert!(stdout.contains("Nothing to do"), "{stdout}");
}

#[test]
fn changes_that_touch_are_conflicts_and_nothing_is_written() {
    let (_dir, project) = made();
    let policies = file(&project, ".ecaOauthPlcy-meta.xml");
    edit(
        &policies,
        "<isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>",
        "<!-- never! --><isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>",
    );
    let spec = text(&project.join("ecaforge.toml"));
    let args = ["add", "client-credentials", "--run-as", "robot@company.example"];
    let (status, stdout, stderr) = run(&project, &args);
    assert_eq!(status, 2, "{stdout}");
    assert!(stdout.contains("<!-- ****** -->"), "{stdout}");
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert_eq!(text(&project.join("ecaforge.toml")), spec);
}

#[test]
fn every_plugin_and_another_app_can_be_added() {
    let (_dir, project) = made();
    let callback = "https://portal.acme.io/oauth/callback";
    let other =
        ["add", "app", "--name", "Portal", "--contact-email", "p@acme.io", "--callback", callback];
    let runs: &[&[&str]] = &[
        &["add", "canvas", "--canvas-url", "https://billing.acme.io/canvas"],
        &[
            "add",
            "saml",
            "--acs-url",
            "https://sp.acme.io/acs",
            "--entity-id",
            "https://sp.acme.io",
        ],
        &["add", "mobile", "--screen-lock", "Ten"],
        &["add", "push", "--firebase-project", "acme-billing"],
        &["add", "notification", "--notification-type", "Bill_Due"],
        &other,
        &["add", "device", "--app", "Portal"],
    ];
    for args in runs {
        let (status, stdout, stderr) = run(&project, args);
        assert_eq!((status, stderr.as_str()), (0, ""), "{args:?}: {stdout}");
        clean(&project);
    }
    for ending in [".ecaCanvas-meta.xml", ".ecaSamlPlcy-meta.xml", ".ecaMobile-meta.xml"] {
        file(&project, ending);
    }
    let (status, _, stderr) = run(&project, &["add", "device"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("--app") && stderr.contains("Billing, Portal"), "{stderr}");
}

#[test]
fn an_app_that_is_there_is_not_added_again() {
    let (_dir, project) = made();
    let app = ["add", "app", "--name", "Build", "--contact-email", "p@acme.io", "--preset"];
    let app = [&app[..], &["ci-jwt", "--generate-certificate"]].concat();
    let (status, _, stderr) = run(&project, &app);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let spec = text(&project.join("ecaforge.toml"));
    let (status, stdout, stderr) = run(&project, &app);
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.starts_with("note: Build has a certificate already"), "{stderr}");
    assert_eq!(stdout, "Nothing to do: . already contains this project.\n");
    let (status, _, stderr) = run(&project, &[&app[..], &["--scope", "Web"]].concat());
    assert_eq!(status, 2);
    assert!(
        stderr.contains("which is not as the flags say; change it in ecaforge.toml"),
        "{stderr}"
    );
    assert_eq!(text(&project.join("ecaforge.toml")), spec);
}

#[test]
fn flags_of_the_project_count() {
    let (_dir, project) = made();
    let flags = ["--api-version", "66.0", "--ci", "github"];
    let (status, _, stderr) = run(&project, &[&["add", "device"][..], &flags].concat());
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(text(&project.join("sfdx-project.json")).contains("66.0"));
    assert!(project.join(".github").is_dir());
    let (status, _, stderr) = run(&project, &["add", "mobile", "--ci", "pre-commit"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(project.join(".github").is_dir() && project.join(".pre-commit-config.yaml").is_file());
}

#[test]
fn a_spec_that_cannot_be_read_stops_the_run() {
    let (_dir, project) = made();
    let spec = project.join("ecaforge.toml");
    let mut bytes = fs::read(&spec).expect("the spec");
    bytes.extend(b"# \xff\n");
    fs::write(&spec, bytes).expect("an edit");
    let (status, stdout, stderr) = run(&project, &["add", "device"]);
    assert_eq!((status, stdout.as_str()), (2, ""));
    assert!(stderr.contains("cannot read the spec ecaforge.toml"), "{stderr}");
}

#[test]
fn a_project_that_lost_its_spec_is_not_taken_for_one_of_others() {
    let (_dir, project) = made();
    let spec = project.join("ecaforge.toml");
    fs::write(&spec, "[check]\nprofile = \"strict\"\n").expect("an edit");
    for (args, gone) in
        [(["add", "device"], false), (["add", "device"], true), (["new", "."], true)]
    {
        if gone {
            let _ = fs::remove_file(&spec);
        }
        let (status, stdout, stderr) = run(&project, &args);
        assert_eq!((status, stdout.as_str()), (2, ""), "{args:?}");
        assert!(stderr.contains("`git checkout HEAD ecaforge.toml`"), "{args:?}: {stderr}");
    }
}

#[test]
fn what_cannot_be_added_is_said() {
    let (dir, project) = made();
    for (args, said) in [
        (&["add", "cavnas"][..], "did you mean canvas?"),
        (&["add", "password"], "username-password"),
        (&["add", "client-credentials"], "--run-as"),
        (&["add", "canvas"], "--canvas-url"),
        (&["add", "push"], "--firebase-project"),
        (&["add", "app"], "--name"),
        (&["add", "device", "--app", "Other"], "the project has Billing"),
        (&["add", "device", "--name", "Other"], "cannot be changed"),
    ] {
        let (status, stdout, stderr) = run(&project, args);
        assert_eq!(status, 2, "{args:?}: {stdout}");
        assert!(stderr.contains(said), "{args:?}: {stderr}");
    }
    let (status, _, stderr) = run(dir.path(), &["add", "device"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("no sfdx-project.json"), "{stderr}");
}

#[test]
fn a_project_of_other_making_keeps_every_other_byte() {
    let (_dir, project) = made();
    fs::remove_file(project.join("ecaforge.toml")).expect("a removal");
    fs::remove_file(project.join("ecaforge.lock")).expect("a removal");
    let policies = file(&project, ".ecaOauthPlcy-meta.xml");
    let own = text(&policies).replace("    <", "\t<").replacen("?>", "?>\n<!-- ours -->", 1);
    fs::write(&policies, &own).expect("an edit");
    let readme = text(&project.join("README.md"));
    let args = ["add", "client-credentials", "--run-as", "robot@company.example"];
    let (status, stdout, stderr) = run(&project, &args);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let off = "<isClientCredentialsFlowEnabled>false<";
    let on = "\t<clientCredentialsFlowUser>robot@company.example</clientCredentialsFlowUser>\n";
    let after = text(&policies);
    assert!(after.contains(on), "{after}");
    let back = after.replace(on, "").replace(&off.replace("false", "true"), off);
    assert_eq!(back, own, "nothing else changed");
    assert_eq!(text(&project.join("README.md")), readme);
    assert!(!project.join("ecaforge.toml").exists());
    let canvas = ["add", "canvas", "--canvas-url", "https://billing.acme.io/canvas"];
    let (status, stdout, stderr) = run(&project, &canvas);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    file(&project, ".ecaCanvas-meta.xml");
    let callback = "https://portal.acme.io/oauth/callback";
    let named = |name| {
        ["add", "app", "--name", name, "--contact-email", "p@acme.io", "--callback", callback]
    };
    let (status, _, stderr) = run(&project, &named("Billing"));
    assert_eq!(status, 2);
    assert!(stderr.contains("an app `Billing` already"), "{stderr}");
    let (status, stdout, stderr) = run(&project, &named("Portal"));
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    file(&project, "Portal.eca-meta.xml");
    let (status, stdout, stderr) = run(&project, &["check", "--fail-on", "error"]);
    assert_eq!(status, 0, "{stdout}{stderr}");
}
