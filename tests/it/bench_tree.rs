//! The project of the benchmarks is what it is said to be.

use ecaforge::check::{CheckRequest, run_check};
use ecaforge::project::{Files, Scope};

#[allow(dead_code, reason = "the benchmarks use the rest")]
#[path = "../../benches/tree/mod.rs"]
mod tree;

use tree::{Content, Size, write};

#[test]
fn each_app_has_the_findings_that_it_is_to_have() {
    for (content, warnings, hints) in [(Content::Clean, 0, 0), (Content::WithFindings, 2, 1)] {
        let dir = tempfile::tempdir().expect("a directory");
        let size = Size { apps: 3, files: 60 };
        write(dir.path(), size, content).expect("the project can be written");
        let files = Files::on_disk(dir.path());
        let scope = Scope { paths: vec![".".into()] };
        let request = CheckRequest { scope, ..CheckRequest::default() };
        let checked = run_check(&files, &request).expect("the project loads");
        let summary = checked.report.summary;
        let counts = (summary.apps, summary.errors, summary.warnings, summary.hints);
        assert_eq!(counts, (3, 0, 3 * warnings, 3 * hints), "{:#?}", checked.report.findings);
        let written = walkdir::WalkDir::new(dir.path()).into_iter().filter_map(Result::ok);
        assert_eq!(written.filter(|entry| entry.file_type().is_file()).count(), size.files);
    }
}
