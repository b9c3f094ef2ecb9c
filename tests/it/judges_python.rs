//! Validators of files of servers, pinned in `tests/judges/requirements.txt`.
//!
//! The tests that ask them are ignored; the first one installs them below `target`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// The validators, installed.
#[derive(Debug)]
pub(crate) struct Python {
    packages: PathBuf,
}

/// The validators, installed at first use; none on a machine without Python 3.10 or newer and pip,
/// which this project does not demand.
///
/// # Panics
/// If they cannot be installed.
pub(crate) fn python() -> Option<&'static Python> {
    static PYTHON: LazyLock<Option<Python>> = LazyLock::new(|| is_there().then(Python::install));
    PYTHON.as_ref()
}

/// Whether a new enough Python with pip is there.
fn is_there() -> bool {
    let mut command = program();
    command.args(["-c", "import pip, sys; sys.exit(sys.version_info < (3, 10))"]);
    command.output().is_ok_and(|output| output.status.success())
}

/// The program of Python: it has another name on some systems.
fn program() -> Command {
    let name = if cfg!(windows) { "python" } else { "python3" };
    let mut command = Command::new(name);
    command.stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

impl Python {
    /// Installs what the list names, unless it is there. Other processes wait meanwhile.
    fn install() -> Self {
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/requirements.txt");
        let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        fs::create_dir_all(tmp).expect("a directory");
        let guard = File::create(tmp.join("python.lock")).expect("a lock");
        guard.lock().expect("the lock");
        let packages = tmp.join("python");
        let marker = packages.join(".installed.txt");
        let wanted = fs::read(&list).expect("the list");
        if fs::read(&marker).is_ok_and(|installed| installed == wanted) {
            return Self { packages };
        }
        let _ = fs::remove_dir_all(&packages);
        let mut command = program();
        command.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]);
        command.args(["--only-binary=:all:", "--require-hashes", "--target"]).arg(&packages);
        let output = command.arg("-r").arg(&list).output().expect("Python runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::write(&marker, wanted).expect("a marker");
        Self { packages }
    }

    /// Runs a module, the program `zizmor`, or the script `groovy`.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        let (first, rest) = args.split_first().expect("a name");
        let mut command = program();
        match *first {
            "zizmor" => command = Command::new(self.packages.join("bin/zizmor")),
            "groovy" => {
                let judges = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges");
                command.arg(judges.join("groovy.py"));
            }
            module => {
                command.args(["-m", module]);
            }
        }
        command.env("PYTHONPATH", &self.packages).args(rest).output().expect("it runs")
    }
}
