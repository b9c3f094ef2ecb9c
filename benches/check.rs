//! How long parsing one file and checking a large project take.
//!
//! `ECAFORGE_BENCH_TREE=DIR cargo bench` leaves the large project in `DIR`, for comparison of whole
//! processes such as `ecaforge check DIR` and `rg --files DIR`.

mod tree;

use std::path::PathBuf;
use std::sync::OnceLock;

use divan::{Bencher, black_box};
use ecaforge::check::Checker;
use ecaforge::clock::Clock;
use ecaforge::project::{Files, LoadOptions, Scope, load};

fn main() {
    divan::main();
}

/// The large project; it is written once.
fn project() -> &'static PathBuf {
    static PROJECT: OnceLock<(PathBuf, Option<tempfile::TempDir>)> = OnceLock::new();
    let (path, _) = PROJECT.get_or_init(|| {
        let asked = std::env::var_os("ECAFORGE_BENCH_TREE").map(PathBuf::from);
        let temporary =
            asked.is_none().then(|| tempfile::tempdir().expect("a temporary directory"));
        let path = asked
            .or_else(|| temporary.as_ref().map(|dir| dir.path().to_path_buf()))
            .expect("one of both");
        if !path.join("sfdx-project.json").exists() {
            tree::write(&path).expect("the project can be written");
        }
        (path, temporary)
    });
    path
}

const FILE: &str = include_str!(
    "../fixtures/judges/minimal/force-app/main/default/extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml"
);

#[divan::bench]
fn parse_one_file() -> ecaforge::xml::Document {
    ecaforge::xml::parse(black_box(FILE))
}

#[divan::bench(sample_count = 20)]
fn load_50_000_files(bencher: Bencher<'_, '_>) {
    let files = Files::on_disk(project());
    let scope = Scope { paths: vec![".".into()] };
    bencher.bench(|| load(&files, &scope, &LoadOptions::default()).expect("the project loads"));
}

#[divan::bench(sample_count = 20)]
fn check_50_000_files(bencher: Bencher<'_, '_>) {
    let files = Files::on_disk(project());
    let scope = Scope { paths: vec![".".into()] };
    let checker = Checker::new(Clock::default());
    bencher.bench(|| {
        let workspace = load(&files, &scope, &LoadOptions::default()).expect("the project loads");
        assert_eq!(workspace.app_count(), tree::APPS);
        checker.check(&workspace)
    });
}
