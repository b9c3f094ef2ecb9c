//! What a check says of files that a project does not deploy, of archives, and of what was removed.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::program::{output, write};

const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Self { dir: tempfile::tempdir().unwrap() };
        let project = "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}], \
                       \"sourceApiVersion\": \"67.0\"}\n";
        case.write("sfdx-project.json", project);
        case.write("force-app/externalClientApps/Billing.eca-meta.xml", &header());
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        write(self.dir.path(), name, text);
    }

    fn zip(&self, name: &str, files: &[(&str, &str)]) {
        let mut zip = ZipWriter::new(fs::File::create(self.path(name)).unwrap());
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (path, text) in files {
            zip.start_file(*path, stored).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        output(self.dir.path(), args)
    }

    /// Rule, severity and path of each finding, and what stands on standard error.
    fn check(&self, args: &[&str]) -> (Vec<(String, String, String)>, String) {
        let output = self.run(&[&["check", "--format", "json"], args].concat());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let findings = report["findings"].as_array().cloned().unwrap_or_default();
        let findings =
            findings.iter().map(|f| (text(f, "rule"), text(f, "severity"), text(f, "path")));
        (findings.collect(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn git(&self, args: &[&str]) {
        let status = Command::new("git")
            .current_dir(self.dir.path())
            .args(["-c", "user.name=a", "-c", "user.email=a@acme.io"])
            .args(args)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "git {args:?}");
    }
}

fn header() -> String {
    format!(
        "<ExternalClientApplication xmlns=\"{NAMESPACE}\">\
         <contactEmail>a@acme.io</contactEmail><distributionState>Local</distributionState>\
         <label>Billing</label></ExternalClientApplication>\n"
    )
}

fn global(body: &str) -> String {
    format!(
        "<ExtlClntAppGlobalOauthSettings xmlns=\"{NAMESPACE}\">{body}\
         <externalClientApplication>Billing</externalClientApplication>\
         <label>Billing</label></ExtlClntAppGlobalOauthSettings>\n"
    )
}

fn has(found: &[(String, String, String)], rule: &str, severity: &str, path: &str) -> bool {
    found.iter().any(|(r, s, p)| r == rule && s == severity && p == path)
}

#[test]
fn what_leaks_is_found_outside_of_package_directories() {
    let case = Case::new();
    let path = "unpackaged/post/extlClntAppGlobalOauthSets/Billing.ecaGlblOauth-meta.xml";
    let leaks = "<callbackUrl>http://billing.acme.io/cb</callbackUrl>\
                 <consumerSecret>2A6F70C1D9E84B53A6F70C1D9E84B53A</consumerSecret>";
    case.write(path, &global(leaks));
    let (found, said) = case.check(&["."]);
    assert!(has(&found, "insecure-callback", "error", path), "{found:?}");
    assert!(has(&found, "committed-secret", "error", path), "{found:?}");
    let other = found.iter().filter(|(_, severity, at)| at == path && severity != "error");
    assert_eq!(other.count(), 0, "{found:?}");
    assert!(said.contains("1 External Client App file is outside"), "{said}");
    assert!(said.contains("unpackaged/post"), "{said}");
    // Named by itself, the folder is checked in full.
    let (found, said) = case.check(&["unpackaged"]);
    assert!(has(&found, "implicit-reset", "hint", path), "{found:?}");
    assert!(!said.contains("outside"), "{said}");
}

#[test]
fn packages_of_node_and_other_projects_are_not_outside() {
    let case = Case::new();
    let leak = global("<callbackUrl>http://billing.acme.io/cb</callbackUrl>");
    let file = "extlClntAppGlobalOauthSets/Billing.ecaGlblOauth-meta.xml";
    for folder in ["node_modules/x", ".hidden"] {
        case.write(&format!("{folder}/{file}"), &leak);
    }
    case.write("other/sfdx-project.json", "{\"packageDirectories\": [{\"path\": \"app\"}]}");
    case.write(&format!("other/app/{file}"), &leak);
    let (found, said) = case.check(&["."]);
    assert!(!found.iter().any(|(rule, ..)| rule == "insecure-callback"), "{found:?}");
    assert!(!said.contains("outside"), "{said}");
}

#[test]
fn an_archive_is_read_when_it_is_named() {
    let case = Case::new();
    let manifest = format!(
        "<Package xmlns=\"{NAMESPACE}\"><types><members>*</members>\
         <name>ExternalClientApplication</name></types><version>67.0</version></Package>"
    );
    let leak = global("<callbackUrl>http://billing.acme.io/cb</callbackUrl>");
    let file = "unpackaged/extlClntAppGlobalOauthSets/Billing.ecaGlblOauth";
    case.zip(
        "good.zip",
        &[
            ("unpackaged/package.xml", &manifest),
            ("unpackaged/externalClientApps/Billing.eca", &header()),
            (file, &leak),
            ("../externalClientApps/Escape.eca", &header()),
        ],
    );
    let path = format!("good.zip/{file}");
    let (found, _) = case.check(&["good.zip"]);
    assert!(has(&found, "insecure-callback", "error", &path), "{found:?}");
    assert!(found.iter().all(|(.., at)| at.starts_with("good.zip/unpackaged/")), "{found:?}");
    let before = fs::read(case.path("good.zip")).unwrap();
    case.run(&["check", "good.zip", "--fix", "--unsafe-fixes"]);
    assert_eq!(fs::read(case.path("good.zip")).unwrap(), before);
    // An archive that nobody named is said.
    let (found, said) = case.check(&["."]);
    assert!(!found.iter().any(|(.., at)| at.starts_with("good.zip")), "{found:?}");
    assert!(said.contains("ecaforge check good.zip"), "{said}");
}

#[test]
fn a_broken_archive_is_said() {
    let case = Case::new();
    case.write("bad.zip", "this is no archive");
    let output = case.run(&["check", "bad.zip"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.zip"));
}

#[test]
fn a_certificate_that_was_there_before_is_missed() {
    let case = Case::new();
    let path = "force-app/extlClntAppGlobalOauthSets/Billing.ecaGlblOauth-meta.xml";
    case.write(path, &global("<certificate>${BILLING_CERTIFICATE}</certificate>"));
    case.git(&["init", "-q"]);
    case.git(&["add", "."]);
    case.git(&["commit", "-qm", "first"]);
    case.write(path, &global(""));
    let (found, _) = case.check(&[".", "--since", "HEAD"]);
    assert!(has(&found, "certificate-removed", "error", path), "{found:?}");
    let (found, _) = case.check(&["."]);
    assert!(!found.iter().any(|(rule, ..)| rule == "certificate-removed"), "{found:?}");
}
