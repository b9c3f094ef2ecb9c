//! `ecaforge add` in projects that ecaforge did not make: every flow and plugin on every shape.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;

use serde_json::Value;

use crate::program::run;

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/certificate.pem");
const CALLBACK: &str = "https://new.acme.io/callback";
const JWKS: &str = "https://idp.acme.io/keys";

/// What is added, each to a copy of its own.
const ADDITIONS: &[&[&str]] = &[
    &["authorization-code", "--callback", CALLBACK],
    &["client-credentials", "--run-as", "robot@acme.io"],
    &["jwt-bearer", "--certificate", CERTIFICATE],
    &["jwt-bearer", "--certificate", CERTIFICATE, "--permitted-users", "pre-authorized"],
    &["device", "--callback", CALLBACK],
    &[
        "token-exchange",
        "--token-issuer",
        "https://idp.acme.io",
        "--token-keys",
        JWKS,
        "--token-audience",
        "acme",
        "--run-as",
        "robot@acme.io",
    ],
    &["code-and-credentials", "--callback", CALLBACK],
    &["guest", "--callback", CALLBACK],
    &["refresh-token"],
    &[
        "asset-token",
        "--asset-audience",
        "acme",
        "--asset-certificate",
        "0P1000000000001AAA",
        "--asset-validity",
        "60",
    ],
    &["jwt-access-token"],
    &["username-password"],
    &["oauth", "--callback", CALLBACK],
    &["saml", "--acs-url", "https://sp.acme.io/acs", "--entity-id", "https://sp.acme.io"],
    &["mobile", "--screen-lock", "Ten"],
    &["push", "--firebase-project", "acme"],
    &["push", "--apple-bundle", "io.acme.app"],
    &["notification", "--notification-type", "Order_Shipped"],
    &["canvas", "--canvas-url", "https://app.acme.io/canvas"],
    &["app", "--name", "Second_App", "--contact-email", "owner@acme.io", "--callback", CALLBACK],
];

type Tree = BTreeMap<String, Vec<u8>>;

fn tree(root: &Path) -> Tree {
    let entries = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below").to_string_lossy();
            (path.replace('\\', "/"), fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

fn lay(root: &Path, tree: &Tree) {
    for (path, bytes) in tree {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

/// The errors and warnings of a project: rule and message, sorted.
fn faults(root: &Path) -> Vec<String> {
    let (_, stdout, stderr) = run(root, &["check", "--format", "json", "--fail-on", "never"]);
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
    let findings = report["findings"].as_array().expect("findings").iter();
    let grave = findings.filter(|finding| finding["severity"] != "hint");
    let mut told: Vec<String> =
        grave.map(|finding| format!("{} {}", finding["rule"], finding["message"])).collect();
    told.sort();
    told
}

/// One addition to one project: refused with a reason, or exactly the edits that are shown.
/// Whether a fault is the known one, or the same of fewer files.
fn is_no_worse(fault: &str, known: &str) -> bool {
    let words = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    let number = |text: &str| -> u32 {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    };
    let fewer = fault.contains("files") && number(fault) < number(known);
    fault == known || fewer && words(fault) == words(known)
}

fn try_one(name: &str, before: &Tree, known: &[String], what: &[&str]) -> bool {
    let dir = tempfile::tempdir().expect("a directory");
    lay(dir.path(), before);
    let said = format!("{name}: add {}", what.join(" "));
    let add = |more: &[&str]| run(dir.path(), &[&["add"], what, more].concat());
    let (status, shown, stderr) = add(&["--diff", "--format", "json"]);
    assert_eq!(&tree(dir.path()), before, "{said}: a preview writes nothing");
    if status != 0 {
        assert_eq!(status, 2, "{said}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.len() > 30, "{said}: {stderr}");
        assert!(!stderr.contains("ECAFORGE_UNKNOWN"), "{said}: {stderr}");
        return false;
    }
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    let (status, stdout, stderr) = add(&[]);
    assert_eq!(status, 0, "{said}: {stdout}{stderr}");
    let after = tree(dir.path());
    let files = shown["files"].as_array().expect("files");
    let edits: BTreeMap<&str, &Value> =
        files.iter().map(|file| (file["path"].as_str().expect("a path"), file)).collect();
    for (path, bytes) in &after {
        let (old, edit) = (before.get(path), edits.get(path.as_str()));
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("ECAFORGE_UNKNOWN"), "{said}: {path}: {text}");
        match (old, edit) {
            (Some(old), None) => assert_eq!(old, bytes, "{said}: {path} was not to change"),
            (Some(old), Some(edit)) => as_shown(&said, old, &text, edit),
            (None, edit) => {
                let edit = edit.unwrap_or_else(|| panic!("{said}: {path} was not shown"));
                assert_eq!(edit["status"], "create", "{said}: {path}");
                assert!(!text.contains('\r'), "{said}: {path}");
            }
        }
    }
    assert!(before.keys().all(|path| after.contains_key(path)), "{said}: a file is gone");
    let mut new = faults(dir.path());
    new.retain(|fault| !known.iter().any(|known| is_no_worse(fault, known)));
    // What was asked for rightly brings a warning: a first callback where PKCE was off while no flow
    // needed it, and a device login in an app that everyone may approve.
    let brought = [("pkce-off", "--callback"), ("device-flow-open-to-all", "device")];
    new.retain(|fault| {
        !brought.iter().any(|(rule, arg)| fault.contains(rule) && what.contains(arg))
    });
    assert!(new.is_empty(), "{said}: {new:#?}");
    let (status, stdout, _) = add(&[]);
    assert!(
        status == 0 && stdout.contains("Nothing to do") || what[0] == "app",
        "{said}: {stdout}"
    );
    assert_eq!(tree(dir.path()), after, "{said}: a second run changes nothing");
    true
}

/// The diff leads from the old text to the new one; texts with credentials are not shown whole.
fn as_shown(said: &str, old: &[u8], new: &str, edit: &Value) {
    assert_eq!(edit["status"], "change", "{said}: {edit}");
    let old = String::from_utf8_lossy(old);
    let diff = edit["diff"].as_str().expect("a diff");
    if !old.contains("certificate>") && !diff.contains("**") {
        let patch = diffy::Patch::from_str(diff).unwrap_or_else(|fault| panic!("{said}: {fault}"));
        assert_eq!(diffy::apply(&old, &patch).expect("a patch"), new, "{said}");
    }
    let line_ends = |text: &str| text.matches("\r\n").count() == text.matches('\n').count();
    assert!(!old.contains("\r\n") || line_ends(&old) == line_ends(new), "{said}: line ends");
}

#[test]
fn every_addition_to_every_real_project_is_exact_or_refused() {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/real");
    let projects = fs::read_dir(real).expect("the folder").flatten().map(|entry| entry.path());
    let mut projects: Vec<(String, Tree)> = projects
        .filter(|path| path.is_dir())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), tree(&path)))
        .collect();
    projects.extend(variants(&projects));
    assert!(projects.len() >= 15);
    let done: Vec<usize> = thread::scope(|scope| {
        let tried = projects.iter().map(|(name, before)| {
            scope.spawn(move || {
                let dir = tempfile::tempdir().expect("a directory");
                lay(dir.path(), before);
                let known = faults(dir.path());
                let tried = ADDITIONS.iter().filter(|what| try_one(name, before, &known, what));
                tried.count()
            })
        });
        let tried: Vec<_> = tried.collect();
        tried.into_iter().map(|one| one.join().expect("no panic")).collect()
    });
    let done: usize = done.iter().sum();
    assert!(done > projects.len() * ADDITIONS.len() / 2, "most can be done: {done}");
}

/// Real shapes in other clothes.
fn variants(real: &[(String, Tree)]) -> Vec<(String, Tree)> {
    let of = |name: &str| real.iter().find(|(known, _)| known == name).expect(name).1.clone();
    let edited = |name: &str, edit: &dyn Fn(&str, String) -> String| -> Tree {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        of(name)
            .into_iter()
            .map(|(path, bytes)| {
                let text = edit(&path, text(bytes));
                (path, text.into_bytes())
            })
            .collect()
    };
    let windows = edited("setup-64", &|_, text| text.replace('\n', "\r\n"));
    let tabs = edited("setup-67", &|_, text| text.replace("    <", "\t<"));
    let two = edited("setup-67", &|_, text| text.replace("    <", "  <"));
    let one_line = edited("migrated", &|path, text| {
        if path.ends_with("-meta.xml") { text.lines().map(str::trim).collect() } else { text }
    });
    let mut named = of("setup-67");
    named.insert("deploy/all.xml".into(), NAMED.replace("APP", "Atlas_Desktop").into());
    let flat = of("setup-67").into_iter().map(|(path, bytes)| {
        let name = path.rsplit('/').next().expect("a name").to_owned();
        (if path == "sfdx-project.json" { path } else { format!("force-app/eca/{name}") }, bytes)
    });
    let metadata = of("setup-67").into_iter().filter(|(path, _)| path.ends_with("-meta.xml"));
    let metadata = metadata.map(|(path, bytes)| {
        let path = path.replace("force-app/main/default/", "").replace("-meta.xml", "");
        (path, bytes)
    });
    let mut metadata: Tree = metadata.collect();
    metadata.insert("package.xml".into(), NAMED.replace("APP", "Atlas_Desktop").into());
    [
        ("windows", windows),
        ("tabs", tabs),
        ("two-blanks", two),
        ("one-line", one_line),
        ("named", named),
        ("flat", flat.collect()),
        ("metadata-format", metadata),
    ]
    .map(|(name, tree)| (name.to_owned(), tree))
    .into()
}

const NAMED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
  <types>
    <members>APP</members>
    <name>ExternalClientApplication</name>
  </types>
  <types>
    <members>*</members>
    <name>ExtlClntAppOauthSettings</name>
  </types>
  <version>67.0</version>
</Package>
"#;
