//! The whole matrix: every flow and pair of flows, for both kinds of client, with every plugin and
//! what people put together of them, local and packaged, at every other API version. Each
//! combination gives a sound project, or is refused with the reason that the tables give.

mod case;
mod form;
mod oracle;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ecaforge::generate::{PlannedFile, UNPACKAGED_DIRECTORY, plan};
use ecaforge::spec::Distribution;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::generate::{faults, files, write};
use crate::judges::judges;
use crate::judges_accept::accept;

pub(crate) use case::Case;

/// Every combination that must be accepted.
static ACCEPTED: LazyLock<Vec<Case>> = LazyLock::new(|| {
    case::all().into_iter().filter(|case| oracle::reasons(case).is_empty()).collect()
});

/// Some accepted combinations with the files of each: every two values that stand together
/// somewhere (two flows, a flow and a plugin, a plugin and a version, …) do so here.
pub(crate) fn selection() -> &'static [(&'static Case, Vec<PlannedFile>)] {
    static SELECTION: LazyLock<Vec<(&'static Case, Vec<PlannedFile>)>> = LazyLock::new(|| {
        let cases = case::pairwise(&ACCEPTED);
        cases.into_par_iter().map(|case| (case, made(case))).collect()
    });
    &SELECTION
}

fn made(case: &Case) -> Vec<PlannedFile> {
    files(&case.spec()).unwrap_or_else(|said| panic!("{}: {said:#?}", case.name()))
}

/// How the plan of a combination differs from what the tables say.
fn decided_wrongly(case: &Case) -> Vec<String> {
    let reasons = oracle::reasons(case);
    match plan(&case.spec()) {
        Ok(_) if reasons.is_empty() => Vec::new(),
        Ok(_) => vec![format!("accepted in spite of {reasons:?}")],
        Err(faults) => oracle::complaints(&reasons, &faults),
    }
}

/// What is wrong with the files of an accepted combination.
fn made_wrongly(case: &Case) -> Vec<String> {
    let files = made(case);
    let mut complaints = form::complaints(case, &files);
    let found = faults(&files);
    complaints.extend(found.iter().map(|it| format!("{}: {}", it.rule, it.message)));
    complaints
}

/// Asks the same about many cases.
fn each<'a>(
    cases: impl IntoParallelIterator<Item = &'a Case>,
    complaints: fn(&Case) -> Vec<String>,
) -> Vec<String> {
    let named = |case: &Case| {
        complaints(case)
            .into_iter()
            .map(|what| format!("{}: {what}", case.name()))
            .collect::<Vec<_>>()
    };
    cases.into_par_iter().flat_map_iter(named).collect()
}

/// Fails with the first of many complaints.
fn none(found: &[String]) {
    let first: Vec<&str> = found.iter().take(20).map(String::as_str).collect();
    assert!(found.is_empty(), "{} complaints:\n  {}", found.len(), first.join("\n  "));
}

#[test]
fn every_combination_is_accepted_or_refused_as_the_tables_say() {
    let cases = case::all();
    none(&each(&cases, decided_wrongly));
    let accepted = ACCEPTED.len();
    let refused = cases.len() - accepted;
    assert!(accepted > 3000 && refused > 4000, "{accepted} accepted, {refused} refused");
}

#[test]
fn accepted_combinations_give_sound_projects() {
    let cases = case::thorough(&ACCEPTED);
    assert!(cases.len() > 1000, "{} projects", cases.len());
    none(&each(cases, made_wrongly));
}

/// A wrong expectation of each kind is found, so the oracle is one.
#[test]
fn the_oracle_can_fail() {
    let of = |name: &str| {
        let all = case::all();
        all.into_iter().find(|case| case.name() == name).unwrap_or_else(|| panic!("{name}"))
    };
    let case = of("client-credentials,Public,[],Local,59.0");
    let faults = plan(&case.spec()).expect_err("it is refused");
    let reasons = oracle::reasons(&case);
    assert_eq!(oracle::complaints(&reasons, &faults), [""; 0]);
    let said = oracle::complaints(&reasons[1..], &faults).join("\n");
    assert!(said.starts_with("no reason to say: the OAuth 2.0 client credentials flow"), "{said}");
    let more = [reasons, vec!["no reason".to_owned()]].concat();
    assert_eq!(oracle::complaints(&more, &faults), ["nothing says: no reason"]);

    let case = of("client-credentials,Confidential,[],Packaged,67.0");
    let files = made(&case);
    assert_eq!(form::complaints(&case, &files), [""; 0]);
    let after = |from: &str, to: &str| {
        let mut files = files.clone();
        assert!(files.iter().any(|file| file.text.contains(from) || file.path.contains(from)));
        for file in &mut files {
            file.text = file.text.replace(from, to);
            file.path = file.path.replace(from, to);
        }
        form::complaints(&case, &files).join("\n")
    };
    let newer = Case { version: ecaforge::schema::ApiVersion(59), ..case.clone() };
    let said = form::complaints(&newer, &files).join("\n");
    assert!(said.contains("the type is newer than 59.0"), "{said}");
    assert!(said.contains("isClientCredentialsFlowEnabled (true) is not in 59.0"), "{said}");
    let switch = "<isClientCredentialsFlowEnabled>";
    let said = after(&format!("{switch}true"), &format!("{switch}false"));
    assert!(said.contains("isClientCredentialsFlowEnabled is not Is(\"true\")"), "{said}");
    let said = after("<members>Billing_glbloauth</members>", "");
    assert!(said.contains("manifest/unpackaged.xml names"), "{said}");
    let said = after("unpackaged/main", "force-app/main");
    assert!(said.contains("does not belong there"), "{said}");
}

#[test]
#[ignore = "needs Node 20"]
fn salesforce_tools_read_what_the_manifests_say() {
    let root = tempfile::tempdir().expect("a directory");
    let projects: Vec<PathBuf> = selection()
        .par_iter()
        .enumerate()
        .map(|(index, (_, files))| {
            let dir = root.path().join(index.to_string());
            write(files, &dir);
            dir
        })
        .collect();
    assert!(projects.len() > 200, "{} projects", projects.len());
    let answers = judges().members(&projects);
    let judged = answers.iter().zip(selection());
    let mut found: Vec<String> = judged
        .flat_map(|(answer, (case, _))| {
            judged_badly(case, answer).into_iter().map(|what| format!("{}: {what}", case.name()))
        })
        .collect();
    let below = |path: &str| projects.iter().map(|it| it.join(path)).collect::<Vec<_>>();
    let schemas = judges().validate_sfdx_projects(&below("sfdx-project.json"));
    found.extend(schemas.iter().map(ToString::to_string));
    let schemas = judges().validate_scratch_defs(&below("config/project-scratch-def.json"));
    found.extend(schemas.iter().map(ToString::to_string));
    none(&found);
}

/// What the CLI's library finds in a project that does not fit.
fn judged_badly(case: &Case, answer: &Value) -> Vec<String> {
    let directories = &answer["directories"];
    let outside = match case.distribution {
        Distribution::Local => &Value::Null,
        Distribution::Packaged => &directories[UNPACKAGED_DIRECTORY],
    };
    let mut found = Vec::new();
    for (what, is, wanted) in [
        ("errors", &answer["errors"], &json!([])),
        ("version", &answer["version"], &json!(case.version.to_string())),
        ("manifest", &answer["manifestMembers"], &answer["members"]),
        ("unpackaged manifest", &answer["unpackagedMembers"], outside),
    ] {
        if is != wanted {
            found.push(format!("{what}: {is} and not {wanted}"));
        }
    }
    found
}

#[test]
#[ignore = "needs Node 20"]
fn the_real_cli_accepts_some_of_each() {
    let root = tempfile::tempdir().expect("a directory");
    let cases = case::each_value(&ACCEPTED);
    assert!((5..=12).contains(&cases.len()), "{} projects", cases.len());
    cases.par_iter().enumerate().for_each(|(index, case)| {
        let dir: &Path = &root.path().join(index.to_string());
        write(&made(case), dir);
        accept(dir);
    });
}
