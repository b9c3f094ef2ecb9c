//! The report of `new`.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::args::{Flags, NewFormat};
use crate::add::Added;
use crate::apply::{LOCK_FILE, OwnError};
use crate::check::Report;
use crate::cli::print::{print, print_colored};
use crate::cli::{Exit, Failure, terminal};
use crate::disk::{self, Compared, Status};
use crate::emit::{self, Places};
use crate::generate::Plan;
use crate::project::Workspace;
use crate::spec::SPEC_FILE;
use crate::text::sound::serialized;
use crate::text::{escape, shell};

/// The file that lists the variables which are filled in at deploy.
const VARIABLES: &str = ".env.example";

/// What came of a run.
pub(super) struct Outcome<'a> {
    pub(super) args: &'a Flags,
    pub(super) plan: &'a Plan,
    pub(super) compared: &'a [Compared],
    pub(super) report: &'a Report,
    /// How many findings a project of other making had before, which are not told again.
    pub(super) known: usize,
    pub(super) workspace: &'a Workspace,
    /// Where the private key that is made besides goes.
    pub(super) key: Option<&'a Path>,
    /// What was added to a project of other making.
    pub(super) added: Option<&'a Added>,
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
    /// `create`, `unchanged`, `change`, `replace`, `conflict`, `kept`, `delete` or `stale`.
    status: &'static str,
    /// Why, where it does not go without saying.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// Whether somebody changed the file by hand since it was written.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    /// Unified diff, where `--diff` asks for it or the file is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

impl Outcome<'_> {
    /// Tells what would be done.
    pub(super) fn preview(&self) -> Result<Exit, Failure> {
        let mut text = String::new();
        if self.args.diff {
            self.compared.iter().for_each(|file| text += &self.shown(file));
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
        let text: String = conflicts.clone().map(|file| self.shown(file)).collect();
        self.print(false, &text)?;
        let count = conflicts.count();
        let (files, them) = if count == 1 { ("file is", "it") } else { ("files are", "them") };
        Err(Failure::new(format!(
            "{count} {files} not what this run would write, so nothing was written; move your \
             changes into {SPEC_FILE} or write the new lines yourself, or add --force to replace \
             {them}",
        )))
    }

    /// Tells what was written, and what comes next.
    pub(super) fn written(&self) -> Result<Exit, Failure> {
        let mut text = String::new();
        if self.key.is_some() || self.compared.iter().any(|file| file.step().is_some()) {
            let merged = self.compared.iter().filter(|f| matches!(f.status, Status::Changes(_)));
            merged.for_each(|file| text += &self.shown(file));
            text += &self.list();
            text += &self.key_text();
            text += &self.next_text();
        } else {
            let already = self.added.and_then(|added| added.already.as_deref());
            text = already.map_or_else(
                || self.nothing(),
                |already| format!("Nothing to do: {}\n", escape::line(already)),
            );
        }
        self.print(true, &text)?;
        Ok(Exit::Done)
    }

    /// Says that nothing has to change, and which files contain manual edits.
    fn nothing(&self) -> String {
        let of = |status: &Status| -> Vec<&Compared> {
            self.compared.iter().filter(|file| file.status == *status).collect()
        };
        let (kept, stale) = (of(&Status::Keeps), of(&Status::Stale));
        let mut text = format!("Nothing to do: {} already contains this project", self.shown_dir());
        if !kept.is_empty() {
            let hold = if kept.len() == 1 { "has" } else { "have" };
            let _ = write!(
                text,
                "; {} {hold} manual edits, which are kept",
                plural(kept.len(), "file")
            );
        }
        text += ".\n";
        kept.iter().chain(&stale).for_each(|file| text += &self.line(file));
        text
    }

    /// The directory as it was given.
    fn shown_dir(&self) -> String {
        escape::line(&self.args.dir.to_string_lossy()).into_owned()
    }

    fn list(&self) -> String {
        let mut text: String = self.compared.iter().map(|file| self.line(file)).collect();
        let _ = writeln!(text, "\n{}", self.summary());
        text + &self.found()
    }

    fn line(&self, file: &Compared) -> String {
        let word = match self.word(file) {
            "kept" => "keep",
            // Who wrote the change is told apart for people.
            "change" if file.edited => "merge",
            word => word,
        };
        let reason = file.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{word:>9}  {}\n", escape::line(&format!("{}{reason}", file.path)))
    }

    /// The change to a file as a diff, and what keeps it from being made.
    fn shown(&self, file: &Compared) -> String {
        let in_the_way = matches!(file.status, Status::Differs(_)) && !self.args.force;
        let reason = file.reason.as_deref().filter(|_| in_the_way);
        let mut text = coloured(&diff_of(file));
        if let Some(reason) = reason {
            let _ =
                writeln!(text, "{}", escape::line(&format!("conflict in {}: {reason}", file.path)));
        }
        for conflict in file.conflicts.iter().filter(|_| in_the_way) {
            let line = conflict.line.map(|line| format!(" {line}")).unwrap_or_default();
            let _ = writeln!(text, "  both changed line{line}:");
            let sides =
                [("was", &conflict.base), ("yours", &conflict.ours), ("new", &conflict.theirs)];
            for (side, lines) in sides {
                let none = ["(nothing)".to_owned()];
                for line in if lines.is_empty() { &none[..] } else { lines } {
                    let _ = writeln!(
                        text,
                        "  {side:>5} |{}",
                        escape::lines(line.trim_end_matches('\r'))
                    );
                }
            }
        }
        text
    }

    fn summary(&self) -> String {
        let made = |file: &&Compared| !matches!(file.status, Status::Deletes(_) | Status::Stale);
        let apps: Vec<&str> = self.plan.apps.iter().map(|app| app.spec.name.as_str()).collect();
        let were = |known| if known == 1 { "was" } else { "were" };
        let before = |known| format!("{} {} there before", plural(known, "finding"), were(known));
        let found = match (self.report.findings.is_empty(), self.known) {
            (false, 0) => "the check says:".to_owned(),
            (false, known) => format!("the check says anew ({}):", before(known)),
            (true, 0) => "checked, nothing found".to_owned(),
            (true, known) => format!("checked, nothing new found ({})", before(known)),
        };
        format!(
            "{} for {} at API version {}; {found}",
            plural(self.compared.iter().filter(made).count(), "file"),
            apps.join(", "),
            self.plan.api_version,
        )
    }

    /// What the check found, though nothing of it stops the run.
    fn found(&self) -> String {
        if self.report.findings.is_empty() {
            return String::new();
        }
        let places = Places::of(self.report, self.workspace);
        format!("\n{}", emit::human(self.report, &places, terminal::options()))
    }

    /// The status of a file as JSON has it.
    fn word(&self, file: &Compared) -> &'static str {
        match file.status {
            Status::Keeps => "kept",
            Status::Deletes(_) => "delete",
            Status::Stale => "stale",
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
        let shown = key.to_string_lossy();
        let shown = escape::line(&shown);
        if self.args.dry_run || self.args.diff {
            return format!("\nA private key would be written to {shown}\n");
        }
        format!(
            "\nPrivate key: {shown}\nOnly you can read it. Move it to a secret store, and never \
             into the project.\n"
        )
    }

    fn next_text(&self) -> String {
        let mut text = String::from("\nNext:\n");
        for step in self.next() {
            let _ = writeln!(text, "  {}", escape::line(&step));
        }
        if disk::gone(self.compared).iter().any(|file| file.path.ends_with("-meta.xml")) {
            text +=
                "Orgs that have what was deleted here keep it, until somebody deletes it there.\n";
        }
        text += match self.added {
            Some(_) => "",
            None if self.plan.packaged => {
                "README.md says what must be done before in the org that owns the package, and what \
                 comes after the deploy.\n"
            }
            None => "README.md says what to do after the deploy.\n",
        };
        text
    }

    fn next(&self) -> Vec<String> {
        let dir = &self.args.dir;
        let here = dir.as_os_str() == ".";
        let enter = (!here).then(|| format!("cd {}", shell::word(&dir.to_string_lossy())));
        if let Some(added) = self.added {
            return enter.into_iter().chain(added.next.iter().cloned()).collect();
        }
        let has_variables = self.compared.iter().any(|file| file.path == VARIABLES);
        let variables = has_variables
            .then_some(["cp .env.example .env  # and fill it in", "set -a; . ./.env; set +a"]);
        let deploy = [
            "sf org login web --alias my-org",
            "sf project deploy start --manifest manifest/package.xml --target-org my-org",
        ];
        let steps = variables.into_iter().flatten().chain(deploy).map(str::to_owned);
        enter.into_iter().chain(steps).collect()
    }

    fn print(&self, written: bool, text: &str) -> Result<(), Failure> {
        if self.args.format == NewFormat::Human {
            return print_colored(text);
        }
        let files = self.compared.iter().map(|file| {
            let shows = self.args.diff || !written && matches!(file.status, Status::Differs(_));
            JsonFile {
                path: &file.path,
                status: self.word(file),
                reason: file.reason.as_deref(),
                edited: file.edited,
                diff: (shows && file.step().is_some()).then(|| diff_of(file)),
            }
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
        let document = serialized(serde_json::to_string_pretty(&result)) + "\n";
        print(&escape::json(document))
    }
}

/// Tells what the check of the planned files found.
pub(super) fn findings(
    args: &Flags,
    report: &Report,
    workspace: &Workspace,
    own: &[OwnError],
) -> Result<Exit, Failure> {
    let places = Places::of(report, workspace);
    if args.format == NewFormat::Json {
        print(&emit::json(report, &places))?;
    } else {
        print_colored(&emit::human(report, &places, terminal::options()))?;
    }
    let mut message = "the project would not pass the check, so nothing was written".to_owned();
    for error in own {
        let (template, place) = (escape::line(&error.template), escape::line(&error.place));
        message.extend(["\n  the template ", &template, " gives ", &place]);
    }
    Err(Failure::drawn(message))
}

/// The diff of a file; none of the one that only this program reads.
fn diff_of(file: &Compared) -> String {
    if file.path == LOCK_FILE { String::new() } else { file.diff() }
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
    diff.split_terminator('\n').fold(String::new(), |mut out, line| {
        let style = style(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = escape::lines(line);
        let _ = writeln!(out, "{style}{line}{style:#}");
        out
    })
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
