//! What `new` tells its user.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::args::{Flags, NewFormat, flag_of};
use super::spec::Wanted;
use crate::check::Report;
use crate::cli::{Exit, Failure, terminal};
use crate::diagnostic::Finding;
use crate::disk::{self, Compared, Status};
use crate::emit::{self, HumanOptions, Places};
use crate::generate::Plan;
use crate::project::Workspace;
use crate::spec::{Fault, SpecText};

/// What came of a run.
pub(super) struct Outcome<'a> {
    pub(super) args: &'a Flags,
    pub(super) plan: &'a Plan,
    pub(super) compared: &'a [Compared<'a>],
    pub(super) report: &'a Report,
    pub(super) workspace: &'a Workspace,
    /// Where the private key that is made besides goes.
    pub(super) key: Option<&'a Path>,
    /// What is told of a project of other making.
    pub(super) foreign: Option<&'a Foreign>,
}

/// What is told of a project that this program did not make, in place of what holds for its own.
pub(super) struct Foreign {
    /// What to do next, one step each.
    pub(super) next: Vec<String>,
    /// What is said where there is nothing to write.
    pub(super) already: Option<String>,
}

/// The result as JSON, version 1: fields are added, never changed or removed.
#[derive(Serialize)]
struct JsonResult<'a> {
    version: u32,
    tool: Tool,
    /// The project's directory, as it was given.
    directory: String,
    /// Whether files were written.
    written: bool,
    files: Vec<JsonFile<'a>>,
    /// The file that holds the private key that was made, outside the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    private_key: Option<String>,
    /// What to do next, one step each.
    next: Vec<String>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct JsonFile<'a> {
    /// Path relative to the project's directory, with `/`.
    path: &'a str,
    /// `create`, `unchanged`, `change`, `replace` or `conflict`.
    status: &'static str,
    /// Unified diff, where `--diff` asks for it or the file is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

impl Outcome<'_> {
    /// Tells what would be done.
    pub(super) fn preview(&self) -> Result<Exit, Failure> {
        let mut text = String::new();
        if self.args.diff {
            self.compared.iter().for_each(|file| text += &coloured(&diff_of(file)));
        }
        if self.args.dry_run || text.is_empty() {
            text += &self.list();
            text += &self.key_text();
        }
        self.print(false, &text)?;
        Ok(Exit::Done)
    }

    /// Tells that files are in the way.
    pub(super) fn conflict(&self) -> Result<Exit, Failure> {
        let conflicts = self.compared.iter().filter(|f| matches!(f.status, Status::Differs(_)));
        let text: String = conflicts.clone().map(|file| coloured(&diff_of(file))).collect();
        self.print(false, &text)?;
        let count = conflicts.count();
        Err(Failure::new(format!(
            "{} not what this run would write, so nothing was written; move your changes into \
             ecaforge.toml, or add --force to replace {}",
            if count == 1 { "1 file is".to_owned() } else { format!("{count} files are") },
            if count == 1 { "it" } else { "them" },
        )))
    }

    /// Tells what was written, and what comes next.
    pub(super) fn written(&self) -> Result<Exit, Failure> {
        let changed = self.compared.iter().any(|file| file.status != Status::Unchanged);
        let mut text = String::new();
        if changed {
            let merged = self.compared.iter().filter(|f| matches!(f.status, Status::Changes(_)));
            merged.for_each(|file| text += &coloured(&diff_of(file)));
            text += &self.list();
            text += &self.key_text();
            text += &self.next_text();
        } else {
            let holds = format!("{} holds this project already.", self.args.dir.display());
            let already = self.foreign.and_then(|foreign| foreign.already.as_deref());
            let _ = writeln!(text, "Nothing to do: {}", already.unwrap_or(&holds));
        }
        self.print(true, &text)?;
        Ok(Exit::Done)
    }

    fn list(&self) -> String {
        let mut text = String::new();
        for file in self.compared {
            let _ = writeln!(text, "{:>9}  {}", self.word(file), file.file.path);
        }
        let _ = writeln!(text, "\n{}", self.summary());
        text + &self.found()
    }

    fn summary(&self) -> String {
        let apps: Vec<&str> = self.plan.apps.iter().map(|app| app.spec.name.as_str()).collect();
        format!(
            "{} for {} at API version {}; {}",
            plural(self.compared.len(), "file"),
            apps.join(", "),
            self.plan.api_version,
            if self.report.findings.is_empty() {
                "checked, nothing found"
            } else {
                "the check says:"
            },
        )
    }

    /// What the check found, though nothing of it stops the run.
    fn found(&self) -> String {
        if self.report.findings.is_empty() {
            return String::new();
        }
        let places = Places::of(self.report, self.workspace);
        format!("\n{}", emit::human(self.report, &places, options()))
    }

    fn word(&self, file: &Compared<'_>) -> &'static str {
        match file.status {
            Status::Create => "create",
            Status::Unchanged => "unchanged",
            Status::Differs(_) if self.args.force => "replace",
            Status::Differs(_) => "conflict",
            Status::Changes(_) => "change",
        }
    }

    /// Where the private key is, which the files do not hold.
    fn key_text(&self) -> String {
        let Some(key) = self.key else { return String::new() };
        let shown = key.display();
        format!(
            "\nPrivate key: {shown}\nOnly you can read it. Move it to a secret store, and never \
             into the project.\n"
        )
    }

    fn next_text(&self) -> String {
        let mut text = String::from("\nNext:\n");
        for step in self.next() {
            let _ = writeln!(text, "  {step}");
        }
        if self.foreign.is_none() {
            text += "README.md says what to do after the deploy.\n";
        }
        text
    }

    fn next(&self) -> Vec<String> {
        let dir = &self.args.dir;
        let here = dir.as_os_str() == ".";
        let enter = (!here).then(|| format!("cd {}", dir.display()));
        if let Some(foreign) = self.foreign {
            return enter.into_iter().chain(foreign.next.iter().cloned()).collect();
        }
        let deploy = [
            "sf org login web --alias my-org",
            "sf project deploy start --manifest manifest/package.xml --target-org my-org",
        ];
        enter.into_iter().chain(deploy.map(str::to_owned)).collect()
    }

    fn print(&self, written: bool, text: &str) -> Result<(), Failure> {
        if self.args.format == NewFormat::Human {
            return print(text);
        }
        let file = |compared: &Compared<'_>| {
            let shows = self.args.diff || !written && matches!(compared.status, Status::Differs(_));
            let diff = (shows && compared.status != Status::Unchanged).then(|| diff_of(compared));
            (diff, self.word(compared))
        };
        let files = self.compared.iter().map(|compared| {
            let (diff, status) = file(compared);
            JsonFile { path: &compared.file.path, status, diff }
        });
        let result = JsonResult {
            version: 1,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            directory: self.args.dir.to_string_lossy().into_owned(),
            written,
            files: files.collect(),
            private_key: self.key.map(|key| key.display().to_string()),
            next: if written { self.next() } else { Vec::new() },
        };
        // Texts, booleans and lists always serialize.
        print(&(serde_json::to_string_pretty(&result).unwrap_or_default() + "\n"))
    }
}

/// Tells what no project can be made from: in the spec where there is one, else by flag.
pub(super) fn faults(wanted: &Wanted, faults: &[Fault]) -> Failure {
    if let Some(text) = &wanted.text {
        let findings: Vec<Finding> = faults.iter().map(|fault| text.locate(fault)).collect();
        return spec_failure(text, &findings);
    }
    let told = faults.iter().map(|fault| {
        let flag = fault.at.last_key().and_then(flag_of);
        let flag = flag.map(|flag| format!(" ({flag})")).unwrap_or_default();
        format!("{}\n  why: {}\n  help: {}{flag}\n", fault.message, fault.why, fault.help)
    });
    Failure::new(told.collect::<Vec<_>>().join(&format!("\n{}", terminal::error_word())))
}

/// A failure that shows faults in the text of a spec.
pub(super) fn spec_failure(text: &SpecText, findings: &[Finding]) -> Failure {
    let report = Report { findings: findings.to_vec(), ..Report::default() };
    let places = Places::default().with(&text.path, &text.text);
    let shown = emit::human(&report, &places, options());
    Failure::new(format!("the spec {} asks for what cannot be made\n\n{shown}", text.path))
}

/// Tells what the check of the planned files found.
pub(super) fn findings(
    args: &Flags,
    report: &Report,
    workspace: &Workspace,
) -> Result<Exit, Failure> {
    let places = Places::of(report, workspace);
    if args.format == NewFormat::Json {
        print(&emit::json(report, &places))?;
    } else {
        print(&emit::human(report, &places, options()))?;
    }
    Err(Failure::new("the project would not pass the check, so nothing was written"))
}

fn options() -> HumanOptions {
    HumanOptions { color: terminal::color(), width: terminal::width() }
}

fn diff_of(file: &Compared<'_>) -> String {
    match &file.status {
        Status::Unchanged => String::new(),
        Status::Create => disk::diff(&file.file.path, None, &file.file.bytes),
        Status::Differs(old) | Status::Changes(old) => {
            disk::diff(&file.file.path, Some(old), &file.file.bytes)
        }
    }
}

/// A diff with the colours that diffs usually have.
fn coloured(diff: &str) -> String {
    use clap::builder::styling::{AnsiColor, Style};
    let style = |line: &str| match line.as_bytes().first() {
        _ if line.starts_with("+++") || line.starts_with("---") => Style::new().bold(),
        Some(b'+') => Style::new().fg_color(Some(AnsiColor::Green.into())),
        Some(b'-') => Style::new().fg_color(Some(AnsiColor::Red.into())),
        Some(b'@') => Style::new().fg_color(Some(AnsiColor::Cyan.into())),
        _ => Style::new(),
    };
    diff.lines().fold(String::new(), |mut out, line| {
        let style = style(line);
        let _ = writeln!(out, "{style}{line}{style:#}");
        out
    })
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// Prints to standard output, colours only where it takes them.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => Err(fault.into()),
        _ => Ok(()),
    }
}
