//! `ecaforge new`.

mod add;
mod again;
mod answer;
mod args;
mod asked;
mod choices;
mod directory;
mod faults;
mod judge;
mod push;
mod questions;
mod renamed;
mod report;
mod set;
mod spec;
mod spec_file;
mod summary;
mod wishes;

pub(super) use add::run as add;
pub(super) use again::kept;
pub(super) use args::{AddArgs, Flags, NewArgs};

use std::fmt::Write as _;
use std::path::Path;

use super::clock::clock;
use super::{Exit, Failure, interrupt, recovery, terminal};
use crate::add::{Added, holds};
use crate::apply::{self, LOCK_FILE, Manner, Record};
use crate::disk::{self, Compared, Later, Status};
use crate::generate::{self, Plan};
use crate::input::{self, MAX_TEXT_BYTES};
use crate::keys::{self, NewKey, Waiting};
use crate::project::{SFDX_PROJECT, Workspace};
use crate::spec::{Asked, SPEC_FILE, SpecFault};
use spec::Wanted;
use spec_file::SpecFile;

/// Plans a project, checks it in memory together with what is there, and writes it.
///
/// # Errors
/// If the answers give no project, the plan does not pass the check, or files are in the way.
pub(super) fn run(args: &NewArgs) -> Result<Exit, Failure> {
    let args = &Flags { dir: args.dir.clone(), ..args.flags.clone() };
    let root = std::path::absolute(&args.dir)?;
    recover(&root, args)?;
    own_directory(&root, args)?;
    finish(args, &spec::gather(args)?)
}

/// Plans what is wanted, lays it over what is there, checks the whole, and writes it.
fn finish(args: &Flags, wanted: &Wanted) -> Result<Exit, Failure> {
    let root = std::path::absolute(&args.dir)?;
    let refused = |faults: &[SpecFault]| match &wanted.file {
        Some(file) => file.refusal(&root, faults),
        None => faults::by_flag(faults),
    };
    let plan = generate::plan(&wanted.spec).map_err(|faults| refused(&faults))?;
    if !args.generate_certificate {
        let notes = keys::waiting_notes(&root, args.key_out.as_deref(), &plan.spec.apps)?;
        terminal::notes(notes);
    }
    if let Some(fault) = apply::template_fault(&plan, &root) {
        return Err(refused(&[fault]));
    }
    let files = apply::render(&plan, &root)?;
    let manner = Manner { adds: wanted.adds, force: args.force };
    let record = last_run(&root);
    if let Some(record) = &record {
        terminal::notes(renamed::notes(&record.spec, &plan.spec));
    }
    let before = wishes::before(&root, record.as_ref());
    let files = apply::lay_over(&root, &plan, record.as_ref(), files, manner)?;
    let file = wanted.file.as_ref();
    let asked = if wanted.adds {
        wanted.asked.clone()
    } else {
        wishes::new_ones(&wanted.asked, before.as_ref(), &plan, wanted.app)
    };
    let had = before.is_some_and(|spec| spec.project.api_version == plan.spec.project.api_version);
    let version = asked::version(args).filter(|_| wanted.adds || !had);
    let given = Given { asked: &asked, app: wanted.app, is_new: true, version: version.as_deref() };
    settle(args, &plan, &files, wanted.key.as_ref(), Source::Spec(file), given)
}

/// The values that the command line gives.
#[derive(Clone, Copy)]
struct Given<'a> {
    asked: &'a [Asked],
    /// The place of their app in the plan.
    app: usize,
    /// Whether the files of the app are those that ecaforge makes.
    is_new: bool,
    /// The argument that gives an API version.
    version: Option<&'a str>,
}

impl Given<'_> {
    /// Refuses files that would not contain a given value.
    fn hold(self, root: &Path, plan: &Plan, workspace: &Workspace) -> Result<(), Failure> {
        let project = workspace.projects.iter().find(|project| project.root == root);
        if let Some(given) = self.version
            && let Some(says) = project.and_then(|project| project.api_version)
            && says != plan.api_version
        {
            return Err(Failure::new(format!(
                "{given} is not what {SFDX_PROJECT} contains: somebody edited it by hand, and it says \
                 {says}; write {} there, and run again; nothing was written",
                plan.api_version
            )));
        }
        match (project, plan.apps.get(self.app)) {
            (Some(project), Some(app)) => holds(project, app, self.asked, self.is_new),
            _ => Ok(()),
        }
    }
}

/// What the last run wrote, as far as the project tells.
fn last_run(root: &Path) -> Option<Record> {
    let (record, note) = Record::read(root);
    terminal::notes(note);
    record
}

/// What the files come from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// A spec, which may have begun with a file.
    Spec(Option<&'a SpecFile>),
    /// A project of other making, and what is added to it.
    Project(&'a Added),
}

/// Checks the files as they would be, and shows or writes them.
fn settle(
    args: &Flags,
    plan: &Plan,
    compared: &[Compared],
    key: Option<&NewKey>,
    source: Source<'_>,
    given: Given<'_>,
) -> Result<Exit, Failure> {
    let root = std::path::absolute(&args.dir)?;
    let verdict = apply::verify(&root, compared, clock())?;
    let added = match source {
        Source::Spec(file) if verdict.stops => {
            let told = spec_file::of_check(file, plan, &root, compared, &verdict.report)?;
            if let Some(failure) = told {
                return Err(failure);
            }
            None
        }
        Source::Spec(_) => None,
        Source::Project(added) => Some(added),
    };
    if verdict.stops {
        let own = apply::own_errors(plan, &root, compared, &verdict.report)?;
        return report::findings(args, &verdict.report, &verdict.workspace, &own);
    }
    given.hold(&root, plan, &verdict.workspace)?;
    let done = report::Outcome {
        args,
        plan,
        compared,
        report: &verdict.report,
        known: verdict.known,
        workspace: &verdict.workspace,
        key: key.map(NewKey::path),
        added,
    };
    if args.dry_run || args.diff {
        return done.preview();
    }
    if !args.force && compared.iter().any(|file| matches!(file.status, Status::Differs(_))) {
        return done.conflict();
    }
    interrupt::hold(|| write(&root, compared, key))?;
    done.written()
}

/// Finishes what an interrupted run began; a run that writes nothing only tells of it.
fn recover(root: &Path, args: &Flags) -> Result<(), Failure> {
    if args.dry_run || args.diff {
        recovery::tell(root, &args.dir);
        return Ok(());
    }
    recovery::finish(root, &args.dir)
}

/// Writes the private key and the files that are not there yet as they should be; all, or none.
fn write(root: &Path, compared: &[Compared], key: Option<&NewKey>) -> Result<(), Failure> {
    let key = key.map(NewKey::write).transpose()?;
    let steps = compared.iter().filter_map(Compared::step).collect();
    if let Err(fault) = disk::write_below(root, steps) {
        let whole = fault.left.is_empty();
        let whole = whole.then(|| format!("{}: {}", fault.path.display(), fault.cause));
        let mut told = whole.map_or(fault.to_string(), |why| format!("{why}; nothing was written"));
        let left = match key {
            // The next run needs it.
            Some(key) if fault.later == Later::Finish => Some(key.place().to_owned()),
            key => key.and_then(Waiting::undo),
        };
        if let Some(left) = left {
            let left = left.display();
            let _ = write!(told, "; the private key is still in {left}, for the same run again");
        }
        return Err(Failure::new(told));
    }
    key.map_or(Ok(()), Waiting::finish)
}

/// Refuses a project of this program that has lost its spec, so that its files do not part from it.
fn refuse_without_spec(root: &Path) -> Result<(), Failure> {
    if !root.join(LOCK_FILE).is_file() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{LOCK_FILE} says that ecaforge made this project, and {SPEC_FILE} has no app any more; bring \
         the file back, such as with `git checkout HEAD {SPEC_FILE}`, or remove {LOCK_FILE} to go on \
         without a spec"
    )))
}

/// Whether the spec or the record of a project has apps. A configuration for `check` alone has none.
fn has_apps(root: &Path) -> bool {
    if input::is_there(&root.join(LOCK_FILE)) {
        return true;
    }
    let spec = root.join(SPEC_FILE);
    let text = input::is_there(&spec).then(|| input::text(&spec, root, MAX_TEXT_BYTES));
    // A spec that cannot be read is told as such.
    text.is_some_and(|text| {
        let table = text.map(|text| text.parse::<toml::Table>());
        table.map_or(true, |table| table.map_or(true, |table| table.contains_key("app")))
    })
}

/// Refuses a directory with something in it that is not a project of this program.
fn own_directory(root: &Path, args: &Flags) -> Result<(), Failure> {
    let shown = args.dir.display();
    let there = root.ancestors().find(|path| path.symlink_metadata().is_ok());
    if let Some(there) = there.filter(|there| !there.is_dir()) {
        let is = if there.exists() { "a file" } else { "a broken link" };
        return Err(Failure::new(format!("{} is {is}; name a directory", there.display())));
    }
    if !input::is_there(root) {
        return Ok(());
    }
    let entries = input::entries(root).map_err(|fault| {
        Failure::caused(format!("cannot read the directory {shown}: {fault}"), fault)
    })?;
    // A repository without a commit is as good as empty.
    let filled = entries.iter().any(|entry| entry.file_name().is_some_and(|name| name != ".git"));
    let is_of_others = input::is_there(&root.join(SFDX_PROJECT)) && !has_apps(root);
    if filled && !args.force && (is_of_others || !input::is_there(&root.join(SPEC_FILE))) {
        if args.spec.is_none() {
            refuse_without_spec(root)?;
        }
        if is_of_others {
            let enter = if shown.to_string() == "." { "" } else { " there" };
            return Err(Failure::new(format!(
                "{shown} is a Salesforce DX project that ecaforge did not make; to put an app into \
                 it, run `ecaforge add app --name NAME --contact-email EMAIL`{enter}; to make a \
                 project of its own, name another directory"
            )));
        }
        return Err(Failure::new(format!(
            "{shown} is not empty and contains no {SPEC_FILE}, so ecaforge did not make it; name \
             another directory, or add --force to put the project among those files; with --force \
             --diff you see first which of them it would replace"
        )));
    }
    Ok(())
}
