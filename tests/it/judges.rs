//! Salesforce's own tools as judges, pinned in `tests/judges/package-lock.json`.
//!
//! The tests that ask them are ignored, so that `cargo test` needs neither Node nor the network;
//! `cargo test --test it -- --ignored` runs them. The first one installs the judges into
//! `tests/judges/node_modules`, which takes half a minute; until the lockfile changes they are used
//! from there.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::{env, io};

use serde_json::Value;

/// What keeps the CLI from writing to the user's home and from asking the network.
const QUIET: [&str; 4] = [
    "SF_DISABLE_AUTOUPDATE",
    "SF_DISABLE_LOG_FILE",
    "SF_DISABLE_TELEMETRY",
    "SF_SKIP_NEW_VERSION_CHECK",
];

/// The judges, installed.
#[derive(Debug)]
pub(crate) struct Judges {
    /// `tests/judges`.
    dir: PathBuf,
    /// The home that they run with.
    home: PathBuf,
}

/// The judges, installed at first use.
///
/// # Panics
/// If they cannot be installed, or if the test that asks is not one of the ignored ones.
pub(crate) fn judges() -> &'static Judges {
    static JUDGES: LazyLock<Judges> =
        LazyLock::new(|| Judges::install().unwrap_or_else(|fault| panic!("{fault}")));
    let asked_for = env::args().any(|arg| arg == "--ignored" || arg == "--include-ignored");
    assert!(asked_for, "a test that asks the judges has `#[ignore = \"needs Node 20\"]`");
    &JUDGES
}

impl Judges {
    /// Installs what the lockfile names, unless it is there. Other processes wait meanwhile.
    fn install() -> Result<Self, String> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges");
        let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let home = tmp.join("judges-home");
        let describe = |what: &str, fault: io::Error| format!("cannot {what} the judges: {fault}");
        fs::create_dir_all(&home).map_err(|fault| describe("make a home for", fault))?;
        let guard = File::create(tmp.join("judges.lock"))
            .map_err(|fault| describe("make a lock for", fault))?;
        guard.lock().map_err(|fault| describe("lock", fault))?;

        // npm removes `node_modules` before it installs, so a copy of the lockfile in there says
        // that the installation of exactly that lockfile was completed.
        let marker = dir.join("node_modules/.installed-lock.json");
        let wanted = fs::read(dir.join("package-lock.json"))
            .map_err(|fault| describe("read the lockfile of", fault))?;
        if fs::read(&marker).is_ok_and(|installed| installed == wanted) {
            return Ok(Self { dir, home });
        }
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let mut command = Command::new(npm);
        command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&dir);
        let output = run(&mut command, None)?;
        if !output.status.success() {
            return Err(format!("`npm ci` failed in {}: {}", dir.display(), said(&output)));
        }
        fs::write(&marker, wanted).map_err(|fault| describe("mark", fault))?;
        Ok(Self { dir, home })
    }

    /// What the type definitions and the registry say of each type: `name`, `manifestType`,
    /// `suffix`, `directory`, `elements`, `structs`.
    pub(crate) fn extract(&self, types: &[&str]) -> Value {
        self.json("extract.mjs", types)
    }

    /// The values of each enum of the type definitions, by name; null where there is none.
    pub(crate) fn enums(&self, names: &[&str]) -> Value {
        self.json("extract.mjs", [&["--enum"], names].concat())
    }

    /// The registry's entries on External Client Apps (`types`), and the `defaultSourceApiVersion`
    /// of projects that the CLI makes.
    pub(crate) fn registry(&self) -> Value {
        self.json("extract.mjs", ["--registry"])
    }

    /// The faults of `sfdx-project.json` files.
    pub(crate) fn validate_sfdx_projects<P: AsRef<Path>>(&self, files: &[P]) -> Vec<Value> {
        self.validate("sfdx-project", files)
    }

    /// The faults of scratch org definitions.
    pub(crate) fn validate_scratch_defs<P: AsRef<Path>>(&self, files: &[P]) -> Vec<Value> {
        self.validate("scratch-def", files)
    }

    /// What the grammar of Apex says of each class: `errors`, `class`.
    pub(crate) fn apex<P: AsRef<Path>>(&self, files: &[P]) -> Vec<Value> {
        self.answers("apex.mjs", &["-"], files)
    }

    /// What is in each project: `version`, `members`, `directories`, `errors`, `manifestMembers`,
    /// `unpackagedMembers`.
    pub(crate) fn members<P: AsRef<Path>>(&self, projects: &[P]) -> Vec<Value> {
        self.answers("judge.mjs", &["-"], projects)
    }

    /// What each manifest names: `version`, `members`, `errors`.
    pub(crate) fn manifests<P: AsRef<Path>>(&self, files: &[P]) -> Vec<Value> {
        self.answers("judge.mjs", &["--manifests", "-"], files)
    }

    /// Lets Salesforce's own generator write a project with an app, and gives its files.
    pub(crate) fn lightning_out(&self, directory: &Path) -> Value {
        self.json("lightning-out.mjs", [directory])
    }

    /// Runs the Salesforce CLI in `cwd`.
    pub(crate) fn sf<A: AsRef<OsStr>>(&self, args: &[A], cwd: &Path) -> Output {
        let mut command = self.node("node_modules/@salesforce/cli/bin/run.js");
        command.args(args).current_dir(cwd);
        run(&mut command, None).unwrap_or_else(|fault| panic!("{fault}"))
    }

    fn validate<P: AsRef<Path>>(&self, kind: &str, files: &[P]) -> Vec<Value> {
        let mut command = self.node("validate.mjs");
        command.arg(kind).arg("-");
        list(answer(&mut command, Some(&lines(files)), &[0, 1]).as_str())
    }

    /// Asks a script about paths, which go through standard input as there can be many.
    fn answers<P: AsRef<Path>>(&self, script: &str, mode: &[&str], paths: &[P]) -> Vec<Value> {
        let mut command = self.node(script);
        command.args(mode);
        let text = answer(&mut command, Some(&lines(paths)), &[0]);
        let answers: Vec<Value> = text.lines().map(json).collect();
        assert_eq!(answers.len(), paths.len(), "one answer for each path");
        answers
    }

    fn json<A: AsRef<OsStr>>(&self, script: &str, args: impl IntoIterator<Item = A>) -> Value {
        json(&answer(self.node(script).args(args), None, &[0]))
    }

    /// Node with a script of this directory, in an environment without the user's settings.
    fn node(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.dir.join(script)).env("HOME", &self.home).env("USERPROFILE", &self.home);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if ["SF_", "SFDX_", "XDG_"].iter().any(|prefix| text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        command.envs(QUIET.map(|name| (name, "true")));
        command
    }
}

fn lines<P: AsRef<Path>>(paths: &[P]) -> String {
    paths.iter().fold(String::new(), |mut all, path| {
        all += &path.as_ref().to_string_lossy();
        all.push('\n');
        all
    })
}

/// What a program prints, provided that it ends with one of `statuses`.
fn answer(command: &mut Command, input: Option<&str>, statuses: &[i32]) -> String {
    let output = run(command, input).unwrap_or_else(|fault| panic!("{fault}"));
    let expected = output.status.code().is_some_and(|code| statuses.contains(&code));
    assert!(expected, "{command:?} failed: {}", said(&output));
    String::from_utf8(output.stdout).expect("the judges print UTF-8")
}

fn run(command: &mut Command, input: Option<&str>) -> Result<Output, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
    let mut child = command
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| match fault.kind() {
            io::ErrorKind::NotFound => format!(
                "`{program}` is not installed: the tests that ask Salesforce's own tools need Node \
                 20 or newer, with npm"
            ),
            _ => format!("cannot run `{program}`: {fault}"),
        })?;
    if let (Some(mut pipe), Some(text)) = (child.stdin.take(), input) {
        // A child that ends early closes the pipe; its status and output say why.
        let _ = pipe.write_all(text.as_bytes());
    }
    child.wait_with_output().map_err(|fault| format!("cannot run `{program}`: {fault}"))
}

/// The status and all output of a program, for a message.
pub(crate) fn said(output: &Output) -> String {
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    format!("{}\n{stdout}{stderr}", output.status)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|fault| panic!("{fault} in {text}"))
}

fn list(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap_or_else(|fault| panic!("{fault} in {text}"))
}

#[test]
#[ignore = "needs Node 20"]
fn the_registry_is_asked() {
    let registry = judges().registry();
    let types = registry["types"].as_array().expect("a list");
    let header = types.iter().find(|it| it["name"] == "ExternalClientApplication");
    assert_eq!(header.expect("the header's type")["suffix"], "eca");
    assert_eq!(registry["defaultSourceApiVersion"], "68.0");
}

#[test]
#[ignore = "needs Node 20"]
fn an_unknown_type_and_an_unknown_enum_are_told_apart_from_empty_ones() {
    let types = judges().extract(&["NoSuchType"]);
    assert_eq!(types[0]["elements"], Value::Null);
    assert_eq!(types[0]["suffix"], Value::Null);
    assert_eq!(judges().enums(&["NoSuchEnum"])["NoSuchEnum"], Value::Null);
}

#[test]
#[ignore = "needs Node 20"]
fn a_base_gives_its_elements_and_no_full_name() {
    let types = judges().extract(&["ApexClass"]);
    let names: Vec<&str> = types[0]["elements"]
        .as_array()
        .expect("elements")
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(names, ["content", "apiVersion", "packageVersions", "status"]);
}
