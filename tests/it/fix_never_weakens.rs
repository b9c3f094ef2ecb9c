//! Whatever is wrong with a project, fixes never weaken an app.
//!
//! Generated projects, fixtures and hand-written shapes are damaged at random; then all safe fixes
//! are applied, and all fixes. Afterwards no app admits more than its files plainly meant before
//! (`project::facts::access` says what that is), safe fixes have not changed what a file means, no
//! file reads worse, the run has come to an end, and a second one changes nothing.
//!
//! A normal run tries 150 projects. `ECAFORGE_FIX_CASES=10000` tries as many as it says,
//! from seed `ECAFORGE_FIX_FROM` on, and `ECAFORGE_FIX_SEED=7` prints and tries only that one.

mod damage;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ecaforge::check::Memory;
use ecaforge::check::{CheckRequest, run_check};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::Safety;
use ecaforge::fix::{Checked, Fixed, Reason, fix};
use ecaforge::project::facts::{Access, access, first_widening};
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::rules::profile;
use ecaforge::xml;
use rayon::prelude::*;

use damage::{Random, Tree, damage, projects};

/// How many fixes all cases applied, and left with a reason.
static APPLIED: AtomicUsize = AtomicUsize::new(0);
static LEFT: AtomicUsize = AtomicUsize::new(0);

const NOW: Clock = Clock { now: 1_767_225_600 };

fn scope() -> Scope {
    Scope { paths: vec![".".into()] }
}

fn fixed(files: &Files, safety: Safety) -> Fixed {
    fixed_with(files, safety, Some(&Memory::default()))
}

fn fixed_with(files: &Files, safety: Safety, memory: Option<&Memory>) -> Fixed {
    let request = CheckRequest {
        memory,
        scope: scope(),
        clock: NOW,
        profile: profile("strict"),
        ..CheckRequest::default()
    };
    let again = |files: &Files| {
        let checked = run_check(files, &request)?;
        Ok(Checked::new(checked.report, &checked.workspace))
    };
    fix(files, safety, &again).expect("files in memory can be read")
}

fn access_of(files: &Files) -> BTreeMap<String, Access> {
    let workspace = load(files, &scope(), &LoadOptions::default()).expect("the project is there");
    let of_project = |project: &ecaforge::project::Project| {
        let root = project.shown_root.clone();
        access(project).into_iter().map(move |(app, of)| (format!("{root} {app}"), of))
    };
    workspace.projects.iter().flat_map(of_project).collect()
}

/// What is wrong with the fixes of a project.
fn faults(files: &Files, safety: Safety) -> Vec<String> {
    let done = fixed(files, safety);
    let mut faults = Vec::new();
    let (before, after) = (access_of(files), access_of(&done.files));
    if let Some((app, widening)) = first_widening(&before, &after) {
        faults.push(format!("{app}: {}", widening.message));
    }
    if safety == Safety::Safe {
        for (app, before) in &before {
            let changed = after.get(app).and_then(|after| before.changed(after));
            faults.extend(changed.map(|(_, element)| format!("{app}: `{element}` changed")));
        }
    }
    for left in &done.left {
        if matches!(left.reason, Reason::Weakens(_) | Reason::Changes(_)) {
            faults.push(format!("offers {}: {}", left.finding.rule, left.reason));
        }
    }
    if !done.endless.is_empty() {
        faults.push(format!("does not end: {:?}", done.endless));
    }
    let is_xml = |path: &str| Path::new(path).extension().is_some_and(|end| end == "xml");
    for change in done.changes.files.iter().filter(|change| is_xml(&change.to)) {
        let (old, new) = (xml::parse(&change.old), xml::parse(&change.new));
        if new.faults.len() > old.faults.len() {
            faults.push(format!("{}: reads worse", change.to));
        }
    }
    APPLIED.fetch_add(done.applied, Ordering::Relaxed);
    LEFT.fetch_add(done.left.len(), Ordering::Relaxed);
    let again = fixed(&done.files, safety);
    if !again.changes.is_empty() {
        faults.push(format!("a second run changes\n{}", again.changes.unified_diff()));
    }
    faults
}

fn damaged(bases: &[Tree], seed: usize) -> Tree {
    let mut random = Random::new(seed);
    let mut tree = bases[random.below(bases.len())].clone();
    damage(&mut tree, &mut random);
    tree
}

fn of_seed(bases: &[Tree], seed: usize) -> Vec<String> {
    let tree = damaged(bases, seed);
    let files = Files::in_memory(tree.iter().map(|(path, text)| (path, text.as_bytes().to_vec())));
    let grades = [Safety::Safe, Safety::Unsafe];
    let said = grades.iter().flat_map(|&safety| {
        let faults = faults(&files, safety).into_iter();
        faults.map(move |fault| format!("seed {seed}, {safety:?}: {fault}"))
    });
    said.collect()
}

#[test]
fn fixes_never_weaken() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    let bases = projects();
    assert!(bases.len() > 40, "only {} projects", bases.len());
    if let Some(seed) = number("ECAFORGE_FIX_SEED") {
        for (path, text) in damaged(&bases, seed) {
            println!("--- {path}\n{text}");
        }
        let said = of_seed(&bases, seed);
        assert!(said.is_empty(), "{}", said.join("\n"));
        return;
    }
    let from = number("ECAFORGE_FIX_FROM").unwrap_or(0);
    let cases = number("ECAFORGE_FIX_CASES").unwrap_or(150);
    let said: Vec<String> =
        (from..from + cases).into_par_iter().flat_map_iter(|seed| of_seed(&bases, seed)).collect();
    let (applied, left) = (APPLIED.load(Ordering::Relaxed), LEFT.load(Ordering::Relaxed));
    println!("{cases} projects: {applied} fixes applied, {left} left");
    let first: Vec<&str> = said.iter().take(60).map(String::as_str).collect();
    assert!(said.is_empty(), "{} faults:\n{}", said.len(), first.join("\n"));
    assert!(applied > 4 * cases, "only {applied} fixes were applied");
}

/// The shapes that were seen to go wrong elsewhere.
#[test]
fn switches_that_disagree_are_turned_off() {
    let header = "<ExternalClientApplication xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n\
                  <distributionState>Local</distributionState>\n</ExternalClientApplication>\n";
    let global = "<ExtlClntAppGlobalOauthSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n\
                  <callbackUrl>https://quay.acme.com/cb</callbackUrl>\n\
                  <externalClientApplication>Quay</externalClientApplication>\n\
                  <isConsumerSecretOptional>true</isConsumerSecretOptional>\n\
                  <isSecretRequiredForTokenExchange>true</isSecretRequiredForTokenExchange>\n\
                  </ExtlClntAppGlobalOauthSettings>\n";
    let policies = "<ExtlClntAppOauthConfigurablePolicies xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n\
                    <externalClientApplication>Quay</externalClientApplication>\n\
                    <isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>\n\
                    </ExtlClntAppOauthConfigurablePolicies>\n";
    let files = Files::in_memory([
        ("externalClientApps/Quay.eca-meta.xml", header),
        ("extlClntAppGlobalOauthSets/Quay.ecaGlblOauth-meta.xml", global),
        ("extlClntAppOauthPolicies/Quay.ecaOauthPlcy-meta.xml", policies),
    ]);
    let done = fixed(&files, Safety::Unsafe);
    let text = |path: &str| {
        let bytes = done.files.read(Path::new(path)).expect("the file is there");
        String::from_utf8(bytes).expect("text")
    };
    let policies = text("extlClntAppOauthPolicies/Quay.ecaOauthPlcy-meta.xml");
    assert!(policies.contains("<isTokenExchangeFlowEnabled>false<"), "{policies}");
    let global = text("extlClntAppGlobalOauthSets/Quay.ecaGlblOauth-meta.xml");
    assert!(global.contains("<isSecretRequiredForTokenExchange>true<"), "{global}");
    assert!(!global.contains("<isTokenExchangeEnabled>true<"), "{global}");
}

/// Projects in which nothing changed are not checked again, and the result is the same.
#[test]
fn projects_are_checked_again_only_where_something_changed() {
    let bases = projects();
    for from in 0..6 {
        let mut tree = Tree::new();
        tree.insert("readme.txt".into(), "Several projects\n".into());
        for seed in from * 3..from * 3 + 3 {
            let project = damaged(&bases, seed);
            for (path, text) in project {
                tree.insert(format!("p{seed}/{path}"), text);
            }
        }
        let files =
            Files::in_memory(tree.iter().map(|(path, text)| (path, text.as_bytes().to_vec())));
        for safety in [Safety::Safe, Safety::Unsafe] {
            let (with, without) = (fixed(&files, safety), fixed_with(&files, safety, None));
            assert_eq!(with.changes, without.changes, "seed {from}, {safety:?}");
            assert_eq!(with.report.findings, without.report.findings, "seed {from}, {safety:?}");
            assert_eq!(with.left.len(), without.left.len(), "seed {from}, {safety:?}");
        }
    }
}

/// One fix that fails keeps none of the others back, and is reported.
#[test]
fn many_fixes_are_applied_in_one_go() {
    let mut tree = Tree::new();
    for app in 0..40 {
        let attribute =
            "<customAttributes><key>b</key><formula>$User.City</formula></customAttributes>\n";
        let namespace = "http://soap.sforce.com/2006/04/metadata";
        tree.insert(
            format!("externalClientApps/App{app}.eca-meta.xml"),
            format!("<ExternalClientApplication xmlns=\"{namespace}\">\n<label>x</label>\n<distributionState>Local</distributionState>\n</ExternalClientApplication>\n"),
        );
        tree.insert(
            format!("extlClntAppOauthPolicies/App{app}.ecaOauthPlcy-meta.xml"),
            format!("<ExtlClntAppOauthConfigurablePolicies xmlns=\"{namespace}\">\n{attribute}{attribute}<externalClientApplication>App{app}</externalClientApplication>\n</ExtlClntAppOauthConfigurablePolicies>\n").replacen(">b<", ">a<", 1),
        );
    }
    let files = Files::in_memory(tree.iter().map(|(path, text)| (path, text.as_bytes().to_vec())));
    let done = fixed(&files, Safety::Safe);
    assert_eq!(done.applied, 120, "{:?}", done.left);
    assert!(done.left.is_empty() && done.endless.is_empty(), "{:?}", done.left);
}
