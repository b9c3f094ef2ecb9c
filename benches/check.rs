//! How long a check takes: of one file, of one app, of a large project with findings and without, and
//! the start of the program itself. `benches/instructions` counts instructions instead, which tells
//! more on a machine with other work.

mod tree;

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use divan::{Bencher, black_box};
use ecaforge::check::{CheckRequest, run_check};
use ecaforge::emit::{Places, sarif};
use ecaforge::project::{Files, LoadOptions, Scope, load};

use tree::{Content, LARGE, Size};

fn main() {
    divan::main();
}

const CONTENTS: [Content; 2] = [Content::Clean, Content::WithFindings];
const ONE_APP: Size = Size { apps: 1, files: 7 };

/// A project; it is written once.
fn project(size: Size, content: Content) -> PathBuf {
    static WRITTEN: OnceLock<tempfile::TempDir> = OnceLock::new();
    let dir = WRITTEN.get_or_init(|| tempfile::tempdir().expect("a temporary directory"));
    let path = dir.path().join(format!("{}-{content:?}", size.apps));
    if !path.exists() {
        tree::write(&path, size, content).expect("the project can be written");
    }
    path
}

fn scope() -> Scope {
    Scope { paths: vec![".".into()] }
}

fn check(files: &Files) -> usize {
    let request = CheckRequest { scope: scope(), ..CheckRequest::default() };
    run_check(files, &request).expect("the project loads").report.findings.len()
}

const FILE: &str = include_str!(
    "../fixtures/judges/minimal/force-app/main/default/extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml"
);

#[divan::bench]
fn parse_one_file() -> ecaforge::xml::Document {
    ecaforge::xml::parse(black_box(FILE))
}

#[divan::bench(args = ["--version", "check"])]
fn start(bencher: Bencher<'_, '_>, word: &str) {
    let project = project(ONE_APP, Content::WithFindings);
    bencher.bench(|| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_ecaforge"));
        program.arg(word).current_dir(&project).output().expect("the program runs")
    });
}

#[divan::bench(args = CONTENTS)]
fn check_one_app(bencher: Bencher<'_, '_>, content: Content) {
    let files = Files::on_disk(project(ONE_APP, content));
    bencher.bench(|| check(&files));
}

#[divan::bench(args = CONTENTS, sample_count = 20)]
fn load_50_000_files(bencher: Bencher<'_, '_>, content: Content) {
    let files = Files::on_disk(project(LARGE, content));
    bencher.bench(|| load(&files, &scope(), &LoadOptions::default()).expect("the project loads"));
}

#[divan::bench(args = CONTENTS, sample_count = 20)]
fn check_50_000_files(bencher: Bencher<'_, '_>, content: Content) {
    let files = Files::on_disk(project(LARGE, content));
    bencher.bench(|| check(&files));
}

#[divan::bench(sample_count = 20)]
fn write_sarif_of_500_apps(bencher: Bencher<'_, '_>) {
    let files = Files::on_disk(project(LARGE, Content::WithFindings));
    let request = CheckRequest { scope: scope(), ..CheckRequest::default() };
    let checked = run_check(&files, &request).expect("the project loads");
    bencher.bench(|| sarif(&checked.report, &Places::of(&checked.report, &checked.workspace)));
}
