//! How the tests run the program, and what they write for it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Where the program is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_ecaforge");

/// The program without colours, input or the git settings of the user.
pub(crate) fn program() -> Command {
    let mut command = Command::new(PROGRAM);
    command.stdin(Stdio::null()).env("NO_COLOR", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

/// Runs the program in a directory.
pub(crate) fn output(cwd: &Path, args: &[&str]) -> Output {
    program().args(args).current_dir(cwd).output().expect("the program runs")
}

/// Runs the program in a directory: exit status, standard output, standard error.
pub(crate) fn run(cwd: &Path, args: &[&str]) -> (i32, String, String) {
    let output = output(cwd, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("a status"), text(&output.stdout), text(&output.stderr))
}

/// Writes a file below a directory, and the directories that it needs.
pub(crate) fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    fs::write(path, text).expect("a file");
}
