//! Every fix of the rules of form removes its finding and leaves XML that can be read.

use ecaforge::change::apply;
use ecaforge::diagnostic::{Finding, Fix};
use ecaforge::project::{Files, Workspace};

use crate::projects::{findings, form_rules, workspace};

fn key(finding: &Finding) -> (&'static str, String) {
    (finding.rule, finding.message.clone())
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

#[test]
fn fixes_remove_their_finding_and_keep_the_xml_whole() {
    let mut tried = 0;
    for rule in form_rules() {
        for example in rule.examples().expect("examples name files") {
            let files = example.project();
            let before_space = workspace(&files, ".".as_ref());
            let before = findings(&before_space);
            for finding in before.iter().filter(|finding| finding.rule == rule.id) {
                let Some(fix) = &finding.fix else { continue };
                let after_space = workspace(&fixed(&files, &before_space, fix), ".".as_ref());
                let after = findings(&after_space);
                let broken =
                    |all: &[Finding]| all.iter().filter(|f| f.rule == "malformed-xml").count();
                assert!(count(&after, finding) < count(&before, finding), "{}: {fix:#?}", rule.id);
                assert_eq!(broken(&after), broken(&before), "{}: {fix:#?}", rule.id);
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "only {tried} fixes were tried");
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
