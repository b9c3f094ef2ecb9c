//! What is found on a real disk, and that nothing there stops a run.

use std::fs;
use std::path::{Path, PathBuf};

use ecaforge::check::Checker;
use ecaforge::clock::Clock;
use ecaforge::project::{Files, LoadOptions, ProjectKind, Scope, load};
use ecaforge::schema::NAMESPACE;
use tempfile::TempDir;

use crate::projects::{Found, check, workspace};

const SFDX: &str = "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}], \
                    \"sourceApiVersion\": \"67.0\"}\n";
const FOLDER: &str = "force-app/main/default/externalClientApps";

fn header() -> String {
    format!(
        "<ExternalClientApplication xmlns=\"{NAMESPACE}\">\n    <contactEmail>a@example.com</contactEmail>\n    <label>Billing</label>\n</ExternalClientApplication>\n"
    )
}

fn settings(app: &str) -> String {
    format!(
        "<ExtlClntAppOauthSettings xmlns=\"{NAMESPACE}\">\n    <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>\n    <externalClientApplication>{app}</externalClientApplication>\n    <label>x</label>\n</ExtlClntAppOauthSettings>\n"
    )
}

/// A directory with these files.
fn directory(files: &[(&str, &[u8])]) -> TempDir {
    let directory = TempDir::new().expect("a temporary directory");
    for (path, bytes) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("it has a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    directory
}

/// A project with a header and one more file next to it.
fn project_with(file: &str, bytes: &[u8]) -> TempDir {
    let path = format!("{FOLDER}/{file}");
    directory(&[
        ("sfdx-project.json", SFDX.as_bytes()),
        (&format!("{FOLDER}/Billing.eca-meta.xml"), header().as_bytes()),
        (&path, bytes),
    ])
}

fn found(directory: &TempDir, path: &str) -> Vec<Found> {
    check(&Files::on_disk(directory.path()), Path::new(path))
}

fn rules(found: &[Found]) -> Vec<&str> {
    found.iter().map(|f| f.rule).collect()
}

#[test]
fn a_path_that_does_not_exist_is_an_error_of_the_run() {
    let directory = directory(&[]);
    let scope = Scope { paths: vec![PathBuf::from("gone")] };
    let fault = load(&Files::on_disk(directory.path()), &scope, &LoadOptions::default())
        .expect_err("there is no such path");
    assert!(fault.to_string().contains("gone"), "{fault}");
}

#[test]
fn bytes_that_are_no_text_are_one_finding_each() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(header().encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let utf16_without_mark: Vec<u8> = header().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [&[u8]; 7] = [
        b"",
        b"\n",
        b"\xef\xbb\xbf",
        &utf16,
        &utf16_without_mark,
        b"<ExternalClientApplication>\xff\xfe</ExternalClientApplication>",
        b"\x00\x01\x02",
    ];
    for bytes in cases {
        let directory = project_with("Other.eca-meta.xml", bytes);
        let found = found(&directory, ".");
        let first = found.first().expect("something is wrong");
        assert!(first.path.ends_with("Other.eca-meta.xml"));
        assert!(
            found.iter().all(|f| f.rule == "malformed-xml" && f.path == first.path),
            "{bytes:?}: {found:#?}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_a_finding() {
    let directory = project_with("Other.eca-meta.xml", b"");
    let path = directory.path().join(FOLDER).join("Other.eca-meta.xml");
    fs::remove_file(&path).expect("removed");
    // A link to nothing cannot be read by any user, root included.
    #[cfg(unix)]
    std::os::unix::fs::symlink("gone", &path).expect("linked");
    #[cfg(unix)]
    assert_eq!(rules(&found(&directory, ".")), ["unreadable-file"]);
}

/// Opening a pipe waits for a writer, of which there is none.
#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let directory = project_with("Third.eca-meta.xml", header().as_bytes());
    let path = directory.path().join(FOLDER).join("Other.eca-meta.xml");
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo runs").success());
    assert_eq!(rules(&found(&directory, ".")), ["unreadable-file"]);
}

#[test]
fn links_in_a_circle_end() {
    let directory = project_with("Other.eca-meta.xml", header().as_bytes());
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", directory.path().join("force-app/loop")).expect("linked");
    assert_eq!(rules(&found(&directory, ".")), [""; 0]);
}

#[test]
fn a_huge_file_is_not_read() {
    let directory = project_with("Other.eca-meta.xml", b"<");
    for name in ["Other.eca-meta.xml", "Third.ecaGlobalOauth-meta.xml"] {
        let path = directory.path().join(FOLDER).join(name);
        fs::File::create(path).and_then(|f| f.set_len(200 * 1024 * 1024)).expect("made");
    }
    let manifest = directory.path().join("manifest/package.xml");
    fs::create_dir_all(manifest.parent().expect("it has one")).expect("made");
    fs::File::create(manifest).and_then(|f| f.set_len(200 * 1024 * 1024)).expect("made");
    let found = found(&directory, ".");
    let wanted = ["unreadable-file", "unknown-suffix", "unreadable-file", "unreadable-file"];
    assert_eq!(rules(&found), wanted, "{found:#?}");
}

#[test]
fn a_file_given_alone_is_judged_within_its_project() {
    let directory = directory(&[
        ("sfdx-project.json", SFDX.as_bytes()),
        (&format!("{FOLDER}/Billing.eca-meta.xml"), header().as_bytes()),
        (
            "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml",
            settings("billing").as_bytes(),
        ),
        ("force-app/x/Broken.eca-meta.xml", b"<"),
    ]);
    let file = "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";
    let found = found(&directory, file);
    assert_eq!(rules(&found), ["unknown-app"], "the header is known, other files are not judged");
    let space = workspace(&Files::on_disk(directory.path()), Path::new(file));
    assert_eq!((space.file_count(), space.projects[0].files.len()), (1, 3));
}

#[test]
fn loose_files_are_judged_without_what_may_be_elsewhere() {
    let directory = directory(&[
        ("Billing_oauth.ecaOauth-meta.xml", settings("Billing").as_bytes()),
        ("a/extlClntAppOauthSettings/B.ecaOauth-meta.xml", settings("Other").as_bytes()),
        ("a/externalClientApps/Billing.eca-meta.xml", header().as_bytes()),
        ("a/extlClntAppOauthSettings/C.ecaOauth-meta.xml", settings("BILLING").as_bytes()),
    ]);
    let all = found(&directory, ".");
    assert_eq!(rules(&all), ["unknown-app"], "{all:#?}");
    assert!(all[0].path.ends_with("C.ecaOauth-meta.xml"));
    assert_eq!(rules(&found(&directory, "Billing_oauth.ecaOauth-meta.xml")), [""; 0]);
}

#[test]
fn metadata_format_is_told_by_its_manifest() {
    let manifest = format!(
        "<Package xmlns=\"{NAMESPACE}\">\n    <types>\n        <members>*</members>\n        <name>ExternalClientApplication</name>\n    </types>\n    <version>58.0</version>\n</Package>\n"
    );
    let directory = directory(&[
        ("deploy/package.xml", manifest.as_bytes()),
        ("deploy/externalClientApps/Billing.eca", header().as_bytes()),
        ("deploy/oauth/Billing_oauth.ecaOauth", settings("Billing").as_bytes()),
        ("deploy/externalClientApps/team/Ledger.eca", header().as_bytes()),
    ]);
    let space = workspace(&Files::on_disk(directory.path()), Path::new("."));
    assert_eq!(space.projects.len(), 1);
    assert_eq!(space.projects[0].kind, ProjectKind::Metadata);
    let found = found(&directory, ".");
    let lines: Vec<_> = found.iter().map(|f| (f.rule, f.path.as_str(), f.line)).collect();
    assert_eq!(
        lines,
        [
            ("unusual-folder", "deploy/oauth/Billing_oauth.ecaOauth", 1),
            ("type-not-available", "deploy/package.xml", 6),
        ]
    );
}

#[test]
fn forceignore_leaves_files_out_and_is_named_where_that_matters() {
    let directory = directory(&[
        ("sfdx-project.json", SFDX.as_bytes()),
        (".forceignore", b"# no headers\r\n**/*.eca-meta.xml\r\n"),
        (&format!("{FOLDER}/Billing.eca-meta.xml"), header().as_bytes()),
        (&format!("{FOLDER}/Broken.eca-meta.xml"), b"<"),
        (
            "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml",
            settings("Billing").as_bytes(),
        ),
    ]);
    let found = found(&directory, ".");
    assert_eq!(rules(&found), ["unknown-app"], "{found:#?}");
    assert!(found[0].message.contains(".forceignore"));
}

#[test]
fn a_broken_project_file_is_a_finding() {
    for (text, rule) in [
        (&b"{"[..], "broken-project-file"),
        (b"", "broken-project-file"),
        (b"\xff", "broken-project-file"),
        (b"[]", "broken-project-file"),
        (b"{\"packageDirectories\": {}}", "broken-project-file"),
        (b"{\"packageDirectories\": [{}]}", "broken-project-file"),
        (b"{\"packageDirectories\": [{\"path\": \"gone\"}]}", "misplaced-package-directory"),
        (b"{\"packageDirectories\": [{\"path\": \"../x\"}]}", "misplaced-package-directory"),
    ] {
        let directory = directory(&[("sfdx-project.json", text)]);
        assert_eq!(rules(&found(&directory, ".")), [rule], "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn every_rule_survives_what_is_not_metadata() {
    let nested = "<a>".repeat(100_000);
    let directory = directory(&[
        ("sfdx-project.json", SFDX.as_bytes()),
        (&format!("{FOLDER}/A.eca-meta.xml"), nested.as_bytes()),
        (&format!("{FOLDER}/B.ecaOauth-meta.xml"), b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
        (&format!("{FOLDER}/C"), b"x"),
        (&format!("{FOLDER}/.eca-meta.xml"), b"x"),
        (&format!("{FOLDER}/-meta.xml"), b"x"),
        (&format!("{FOLDER}/D.eca.xml"), b"<ExternalClientApplication/>"),
    ]);
    let space = workspace(&Files::on_disk(directory.path()), Path::new("."));
    let report = Checker::new(Clock::default()).check(&space);
    assert!(report.summary.errors > 0);
}
