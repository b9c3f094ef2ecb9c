//! Every fix of the rules of form removes its finding and leaves XML that can be read.

use std::path::Path;

use ecaforge::change::apply;
use ecaforge::diagnostic::{Finding, Fix};
use ecaforge::project::{Files, Workspace};

use crate::projects::{findings, form_rules, workspace};

fn key(finding: &Finding) -> (&'static str, String) {
    (finding.rule, finding.message.to_string())
}

fn count(all: &[Finding], one: &Finding) -> usize {
    all.iter().filter(|other| key(other) == key(one)).count()
}

fn fixed(files: &Files, workspace: &Workspace, fix: &Fix) -> Files {
    let mut out = files.clone();
    let mut paths: Vec<_> = fix.edits.iter().map(|edit| edit.path.clone()).collect();
    paths.sort();
    paths.dedup();
    for path in paths {
        let own = fix.edits.iter().filter(|edit| edit.path == path);
        let edits: Vec<_> = own.map(|edit| edit.edit.clone()).collect();
        let text = workspace.text_of(&path).expect("a fix edits a file that was read");
        out.plan(path.as_ref().as_ref(), Some(apply(text, &edits).into_bytes()));
    }
    for one in &fix.moves {
        let bytes = out.read(one.from.as_ref().as_ref()).expect("a moved file is there");
        out.plan(one.from.as_ref().as_ref(), None);
        out.plan(one.to.as_ref().as_ref(), Some(bytes));
    }
    out
}

/// Tries each fix on its own; gives how many there were.
fn try_fixes(files: &Files) -> usize {
    let before_space = workspace(files, ".".as_ref());
    let before = findings(&before_space);
    let broken = |all: &[Finding]| all.iter().filter(|f| f.rule == "malformed-xml").count();
    let mut tried = 0;
    for finding in &before {
        let Some(fix) = &finding.fix else { continue };
        let after_space = workspace(&fixed(files, &before_space, fix), ".".as_ref());
        let after = findings(&after_space);
        assert!(count(&after, finding) < count(&before, finding), "{finding:#?}");
        assert_eq!(broken(&after), broken(&before), "{finding:#?}");
        tried += 1;
    }
    tried
}

#[test]
fn fixes_remove_their_finding_and_keep_the_xml_whole() {
    let mut tried = 0;
    for rule in form_rules() {
        for example in rule.examples().expect("examples name files") {
            tried += try_fixes(&example.project());
        }
    }
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken");
    for entry in std::fs::read_dir(broken).expect("the folder is there").flatten() {
        tried += try_fixes(&Files::on_disk(entry.path()));
    }
    assert!(tried > 40, "only {tried} fixes were tried");
}

#[test]
fn no_fix_shows_a_credential() {
    let namespace = ecaforge::schema::NAMESPACE;
    let text = format!(
        "<ExtlClntAppGlobalOauthSettings xmlns=\"{namespace}\">\n  <label>x</label>\n  \
         <consumerSecret><b>T0PSECRET</b></consumerSecret>\n  <callbackUrl>https://a</callbackUrl>\n  \
         <certificate>-----BEGIN PRIVATE KEY-----T0PSECRET</certificate>\n\
         </ExtlClntAppGlobalOauthSettings>\n"
    );
    let files = Files::in_memory([("extlClntAppGlobalOauthSets/B.ecaGlblOauth-meta.xml", text)]);
    let found = findings(&workspace(&files, ".".as_ref()));
    assert!(found.iter().any(|finding| finding.rule == "unsorted-elements"));
    assert!(found.iter().any(|finding| finding.rule == "stray-content"));
    assert!(!format!("{found:?}").contains("T0PSECRET"), "{found:#?}");
}

#[test]
fn an_element_of_another_file_is_moved_there() {
    let file = |path: &str, root: &str, body: &str| {
        let namespace = ecaforge::schema::NAMESPACE;
        let app = "<externalClientApplication>Billing</externalClientApplication>";
        let text = format!("<{root} xmlns=\"{namespace}\">\n{body}  {app}\n</{root}>\n");
        (path.to_owned(), text)
    };
    let files = Files::in_memory([
        file(
            "extlClntAppOauthSettings/B.ecaOauth-meta.xml",
            "ExtlClntAppOauthSettings",
            "  <callbackUrl>https://a.example/?b=1&amp;c</callbackUrl>\n",
        ),
        file(
            "extlClntAppGlobalOauthSets/B.ecaGlblOauth-meta.xml",
            "ExtlClntAppGlobalOauthSettings",
            "",
        ),
    ]);
    let space = workspace(&files, ".".as_ref());
    let all = findings(&space);
    let fix = all
        .iter()
        .find(|finding| finding.rule == "unknown-element")
        .and_then(|finding| finding.fix.as_ref())
        .expect("the element can be moved");
    let after = fixed(&files, &space, fix);
    let text =
        |path: &str| String::from_utf8(after.read(path.as_ref()).expect("there")).expect("text");
    assert!(!text("extlClntAppOauthSettings/B.ecaOauth-meta.xml").contains("callbackUrl"));
    assert!(
        text("extlClntAppGlobalOauthSets/B.ecaGlblOauth-meta.xml")
            .contains(">\n  <callbackUrl>https://a.example/?b=1&amp;c</callbackUrl>\n  <ext")
    );
}
