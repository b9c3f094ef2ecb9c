//! Whole projects, judged by the Salesforce CLI and by Salesforce's JSON Schemas.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use ecaforge::generate::PlannedFile;
use serde_json::Value;

use crate::generate::write;
use crate::judges::{judges, said};

/// Asks all judges about a project.
///
/// # Panics
/// If one complains; the message has every complaint.
pub(crate) fn accept(project: &Path) {
    let complaints = complaints(project);
    assert!(
        complaints.is_empty(),
        "{} is not accepted:\n  {}\n",
        project.display(),
        complaints.join("\n  ")
    );
}

/// Writes files to a directory of their own and asks all judges about them.
pub(crate) fn accept_files(files: &[PlannedFile]) {
    let dir = tempfile::tempdir().expect("a directory");
    write(files, dir.path());
    accept(dir.path());
}

/// What the judges say against a project.
fn complaints(project: &Path) -> Vec<String> {
    let sfdx_project = project.join("sfdx-project.json");
    let scratch_def = project.join("config/project-scratch-def.json");
    let mut faults = judges().validate_sfdx_projects(&[&sfdx_project]);
    if scratch_def.exists() {
        faults.extend(judges().validate_scratch_defs(&[&scratch_def]));
    }
    let mut complaints: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let config = fs::read(&sfdx_project).ok();
    let config = config.and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    let Some(config) = config else {
        return complaints;
    };
    let directories: Vec<&str> = config["packageDirectories"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it["path"].as_str())
        .collect();
    complaints.extend(library(project));
    complaints.extend(manifest(project, &directories));
    complaints.extend(directories.iter().filter_map(|it| convert(project, it)));
    complaints
}

/// What the CLI's library says. It reads the XML of each file, which the CLI only copies.
fn library(project: &Path) -> Vec<String> {
    let answers = judges().members(&[project]);
    let errors = answers[0]["errors"].as_array().expect("a list of errors");
    errors.iter().map(ToString::to_string).collect()
}

/// What the CLI says when it converts a package directory to the metadata format.
fn convert(project: &Path, directory: &str) -> Option<String> {
    let out = tempfile::tempdir().expect("a temporary directory");
    let target = out.path().join("converted");
    let args = ["project", "convert", "source", "--json", "--root-dir", directory, "--output-dir"];
    let output = sf(&args, &target, project);
    let result = result(&output);
    if result.is_err() {
        return result.err();
    }
    (!target.join("package.xml").exists()).then(|| format!("nothing in {directory} to convert"))
}

/// How the project's manifest differs from the one that the CLI generates.
fn manifest(project: &Path, directories: &[&str]) -> Vec<String> {
    let out = tempfile::tempdir().expect("a temporary directory");
    let mut args = vec!["project", "generate", "manifest", "--json"];
    args.extend(directories.iter().flat_map(|directory| ["--source-dir", directory]));
    args.push("--output-dir");
    if let Err(fault) = result(&sf(&args, out.path(), project)) {
        return vec![fault];
    }
    let [written, generated] =
        [project.join("manifest/package.xml"), out.path().join("package.xml")];
    let answers = judges().manifests(&[written, generated]);
    let mut complaints = Vec::new();
    for part in ["errors", "version", "members"] {
        let [written, generated] = [&answers[0][part], &answers[1][part]];
        if written != generated {
            complaints.push(format!(
                "{part} of the manifest: the project has {written}, the CLI has {generated}"
            ));
        }
    }
    complaints
}

/// Runs the CLI with the output directory as the last argument.
fn sf(args: &[&str], out: &Path, project: &Path) -> Output {
    let args: Vec<PathBuf> = args.iter().map(PathBuf::from).chain([out.to_owned()]).collect();
    judges().sf(&args, project)
}

/// The result of a CLI call with `--json`, or what it complained of; warnings are complaints.
fn result(output: &Output) -> Result<Value, String> {
    let answer: Value = serde_json::from_slice(&output.stdout)
        .map_err(|fault| format!("{fault}: {}", said(output)))?;
    let warnings = answer["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty());
    if output.status.success() && answer["status"] == 0 && !warnings {
        return Ok(answer["result"].clone());
    }
    Err(format!("{}: {} {}", answer["name"], answer["message"], answer["warnings"]))
}

fn minimal() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/judges/minimal")
}

/// What the judges say against the minimal project after one replacement in one of its files.
fn complaints_after(file: &str, from: &str, to: &str) -> String {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for entry in walkdir::WalkDir::new(minimal()) {
        let entry = entry.expect("the fixture can be read");
        let target = dir.path().join(entry.path().strip_prefix(minimal()).expect("inside"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a directory in the copy");
        } else {
            fs::copy(entry.path(), target).expect("a file in the copy");
        }
    }
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{file} has `{from}`");
    fs::write(path, text.replace(from, to)).expect("the copy can be written");
    complaints(dir.path()).join("\n")
}

#[test]
#[ignore = "needs Node 20"]
fn the_minimal_project_is_accepted() {
    accept(&minimal());
}

#[test]
#[ignore = "needs Node 20"]
fn an_unknown_key_of_the_project_is_refused() {
    let said = complaints_after("sfdx-project.json", "\"namespace\"", "\"nameSpace\"");
    assert!(said.contains("must NOT have additional properties"), "{said}");
}

#[test]
#[ignore = "needs Node 20"]
fn an_unknown_scratch_org_feature_is_refused() {
    let file = "config/project-scratch-def.json";
    let said = complaints_after(file, "EnableSetPasswordInApi", "NoSuchFeature");
    assert!(said.contains("/features/0"), "{said}");
}

#[test]
#[ignore = "needs Node 20"]
fn a_member_without_a_file_is_refused() {
    let said = complaints_after("manifest/package.xml", "Billing_glbloauth", "Billing_global");
    assert!(said.contains("members of the manifest"), "{said}");
}

#[test]
#[ignore = "needs Node 20"]
fn a_file_that_is_not_well_formed_is_refused() {
    let file = "force-app/main/default/externalClientApps/Billing.eca-meta.xml";
    let said = complaints_after(file, "</label>", "</lable>");
    assert!(said.contains("Expected closing tag"), "{said}");
}
