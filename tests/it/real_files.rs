//! Projects in the shape in which orgs and people write them: what an org wrote is never wrong, and
//! what people get wrong is found where it is.

use std::fs;
use std::path::{Path, PathBuf};

use ecaforge::diagnostic::Severity;
use ecaforge::project::Files;

use crate::judges::judges;
use crate::projects::{Found, check};

fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The findings in a directory, with paths relative to it.
fn found(directory: &Path) -> Vec<Found> {
    check(&Files::on_disk(directory), directory)
}

/// `path:line rule` for each finding, sorted.
fn listed(found: &[Found]) -> Vec<String> {
    let mut lines: Vec<String> =
        found.iter().map(|f| format!("{}:{} {}", f.path, f.line, f.rule)).collect();
    lines.sort();
    lines
}

/// The lines of `expected.txt`, without comments.
fn expected(directory: &Path) -> Vec<String> {
    let text = fs::read_to_string(directory.join("expected.txt")).expect("expected.txt is there");
    let mut lines: Vec<String> =
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn what_an_org_wrote_is_never_an_error() {
    let directory = fixtures("real");
    let found = found(&directory);
    let errors: Vec<&Found> = found.iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(listed(&found), expected(&directory), "{found:#?}");
}

#[test]
#[ignore = "needs Node 20"]
fn what_salesforce_generates_needs_no_warning() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let text = r#"{"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "67.0"}"#;
    fs::write(directory.join("sfdx-project.json"), text).expect("it can be written");
    let written = judges().lightning_out(directory);
    let paths = written.as_array().into_iter().flatten().filter_map(|path| path.as_str());
    assert_eq!(paths.filter(|path| path.contains("xternalClientApps/")).count(), 1, "{written}");
    let found = found(directory);
    assert!(found.iter().all(|f| f.severity == Severity::Hint), "{found:#?}");
}

#[test]
fn each_real_project_is_read() {
    let directory = fixtures("real");
    let files = Files::on_disk(&directory);
    let workspace = crate::projects::workspace(&files, &directory);
    let directories = fs::read_dir(&directory).expect("the folder is there").flatten();
    let wanted = directories.filter(|entry| entry.path().is_dir()).count();
    assert_eq!(workspace.projects.len(), wanted);
    assert!(workspace.projects.iter().all(|project| !project.files.is_empty()));
}

#[test]
fn what_people_get_wrong_is_found_where_it_stands() {
    let mut tried = 0;
    for entry in fs::read_dir(fixtures("broken")).expect("the folder is there").flatten() {
        let directory = entry.path();
        let found = found(&directory);
        assert_eq!(listed(&found), expected(&directory), "{}: {found:#?}", directory.display());
        tried += 1;
    }
    assert!(tried >= 4);
}
