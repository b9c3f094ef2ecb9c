//! Names of directories and files that want to be more than names.

use crate::hostile::{HOSTILE, quiet};
use crate::program::program;

/// Every format that quotes files.
pub(crate) const FORMATS: &[&str] = &[
    "human",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "azure",
    "junit",
    "checkstyle",
    "rdjson",
    "markdown",
];

/// The program itself, in a directory whose name and files want to be more than that.
#[test]
#[cfg(unix)]
fn names_of_directories_forge_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    for (index, text) in HOSTILE.iter().enumerate().filter(|(_, text)| !text.contains('\0')) {
        let name = text.replace('/', "_");
        let name = if name.trim().is_empty() { "blank ".to_owned() } else { name };
        let folder = dir.path().join(index.to_string()).join(&name);
        std::fs::create_dir_all(&folder).expect("a directory");
        let app = folder.join("A.eca-meta.xml");
        let text = format!("<ExternalClientApplication>\n<{}\n", text.replace('\r', ""));
        std::fs::write(app, text).expect("a file");
        let format = FORMATS[index % FORMATS.len()];
        let runs: [&[&str]; 4] = [
            &["check", "--format", format, "--", &name],
            &["check", "--diff", "--unsafe-fixes", "--", &name],
            &["check", "-v", "--baseline", &name, "--", &name],
            &["new", "--yes", "--name", &name, "--", &name],
        ];
        for args in runs {
            let mut command = program();
            let done = command.args(args).current_dir(dir.path().join(index.to_string())).output();
            let done = done.expect("it runs");
            let stdout = String::from_utf8_lossy(&done.stdout).into_owned();
            let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
            let commands: &[&str] = match format {
                "github" => &["::error file=", "::warning file=", "::notice "],
                "azure" => &["##vso[task.logissue type="],
                _ => &[],
            };
            let own = |line: &&str| !commands.iter().any(|own| line.starts_with(own));
            let others: Vec<&str> = stdout.split('\n').filter(own).collect();
            quiet(&format!("{args:?}"), &name, &others.join("\n"));
            quiet(&format!("{args:?} on stderr"), &name, &stderr);
        }
    }
}
