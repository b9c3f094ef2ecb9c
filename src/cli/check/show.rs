//! `--show-files` and `--show-config`: what a check would read, and what holds for it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use crate::check::{CheckRequest, DecidedBy, Looked, RuleState, of_rule, profile_of};
use crate::cli::args::CheckArgs;
use crate::cli::outputs::{Output, Ready, ReportFormat};
use crate::cli::terminal::note;
use crate::cli::{Exit, Failure};
use crate::config::Config;
use crate::diagnostic::{Place, Severity};
use crate::mask;
use crate::project::{Files, Workspace, masked};
use crate::rules::{Profile, groups};
use crate::schema::ApiVersion;
use crate::text::escape;
use crate::text::sound::serialized;
use crate::text::{LineIndex, Span};

/// Version of the JSON form.
const VERSION: u32 = 1;
/// What stands in the place of a severity where there is none.
const NEVER: &str = "never";
const OFF: &str = "off";

/// Shows what is asked for, and judges nothing.
///
/// # Errors
/// If a path does not exist, a format cannot say it, or it cannot be written.
pub(super) fn run(
    args: &CheckArgs,
    files: Files,
    request: &CheckRequest<'_>,
) -> Result<Exit, Failure> {
    let files = files.remembering();
    let looked = Looked::at(&files, request)?;
    let mut ready = Ready::default();
    for Output { format, file } in args.outputs.all() {
        let text = match (args.show_files, format) {
            (true, ReportFormat::Human) => list(&files),
            (true, ReportFormat::Json) => json(&paths(&files)),
            (false, ReportFormat::Human) => tables(&shown(&looked, &files, request)),
            (false, ReportFormat::Json) => json(&shown(&looked, &files, request)),
            (is_list, _) => {
                let option = if is_list { "--show-files" } else { "--show-config" };
                let message = format!("`{option}` is written as `human` or `json` only");
                return Err(Failure::new(message));
            }
        };
        match file {
            Some(path) => ready.files.push((path, text.into_bytes())),
            None => ready.shown = Some(text),
        }
    }
    ready.write()?;
    for unread in looked.workspace.unread.iter().filter(|_| !args.quiet) {
        note(&format!("{} cannot be read: {}", files.display(&unread.path), unread.why));
    }
    Ok(Exit::Done)
}

fn json(value: &impl Serialize) -> String {
    escape::json(serialized(serde_json::to_string_pretty(value)) + "\n")
}

fn paths(files: &Files) -> Vec<String> {
    let mut paths: Vec<String> =
        files.read_so_far().iter().map(|path: &PathBuf| files.display(path)).collect();
    paths.sort();
    paths
}

fn list(files: &Files) -> String {
    let lines = paths(files).into_iter().map(|path| escape::line(&path).into_owned() + "\n");
    escape::without_commands(lines.collect())
}

#[derive(Serialize)]
struct Shown {
    version: u32,
    configurations: Vec<ShownConfig>,
}

/// One configuration, and what it comes to in this run.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ShownConfig {
    /// The file and those that it extends; empty where no file holds.
    files: Vec<String>,
    projects: Vec<String>,
    profile: Decided,
    fail_on: Decided,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_version: Option<Decided>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Decided>,
    policy: BTreeMap<&'static str, Decided>,
    ignores: Vec<ShownIgnore>,
    /// How many faults the files have.
    faults: usize,
    rules: Vec<ShownRule>,
}

/// A value, and who decided it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Decided {
    value: String,
    #[serde(flatten)]
    by: By,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct By {
    #[serde(rename = "decided-by")]
    who: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

#[derive(Serialize)]
struct ShownIgnore {
    rule: &'static str,
    reason: String,
    expired: bool,
    #[serde(flatten)]
    by: By,
}

#[derive(Serialize)]
struct ShownRule {
    rule: &'static str,
    group: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    by: By,
}

impl By {
    fn word(who: &'static str) -> Self {
        Self { who, path: None, line: None }
    }

    fn place(who: &'static str, place: &Place, workspace: &Workspace) -> Self {
        let text = workspace.text_of(&place.path).unwrap_or_default();
        let line = LineIndex::new(text).position(place.span.start).line;
        Self { who, path: Some(place.path.to_string()), line: Some(line) }
    }

    fn config(place: Option<&Place>, workspace: &Workspace) -> Self {
        match place {
            Some(place) => Self::place("configuration", place, workspace),
            None => Self::word("configuration"),
        }
    }

    /// For a person: `ecaforge.toml:3`, or what decided.
    fn told(&self) -> String {
        match (&self.path, self.line) {
            (Some(path), Some(line)) => format!("{path}:{line}"),
            _ => self.who.to_owned(),
        }
    }
}

fn shown(looked: &Looked, files: &Files, request: &CheckRequest<'_>) -> Shown {
    let configs = looked.settings.configs().iter().enumerate();
    let one = |(index, config): (usize, &Config)| {
        let projects = looked.settings.projects(index, &looked.workspace);
        let projects = projects.iter().filter(|project| !project.outside);
        let projects = projects.map(|project| files.display(&project.root)).collect();
        of_config(config, projects, (files, request), &looked.workspace)
    };
    Shown { version: VERSION, configurations: configs.map(one).collect() }
}

fn of_config(
    config: &Config,
    projects: Vec<String>,
    (files, request): (&Files, &CheckRequest<'_>),
    workspace: &Workspace,
) -> ShownConfig {
    let profile = profile_of(request, config);
    let setting = |key: &str| config.places.get(key);
    let decided = |value: String, given: bool, is_set: bool, key: &str| Decided {
        value,
        by: match (given, is_set) {
            (true, _) => By::word("command line"),
            (false, true) => By::config(setting(key), workspace),
            (false, false) => By::word("default"),
        },
    };
    let fail_on = config.fail_on.unwrap_or(Some(Severity::Error));
    let fail_on = fail_on.map_or(NEVER, Severity::word).to_owned();
    let given = request.baseline_path.as_ref();
    let baseline = given.or(config.baseline.as_ref());
    let version = request.api_version.or(config.api_version).map(|version: ApiVersion| {
        decided(version.to_string(), request.api_version.is_some(), true, "api-version")
    });
    ShownConfig {
        files: config.files().map(|file| file.path.to_string()).collect(),
        projects,
        profile: decided(
            profile.id.to_owned(),
            request.profile.is_some(),
            config.profile.is_some(),
            "profile",
        ),
        fail_on: decided(fail_on, false, config.fail_on.is_some(), "fail-on"),
        api_version: version,
        baseline: baseline.map(|path| {
            decided(files.display(path), given.is_some(), config.baseline.is_some(), "baseline")
        }),
        policy: policy(config, workspace),
        ignores: ignores(config, workspace),
        faults: config.findings.len(),
        rules: rules(config, profile, request, workspace),
    }
}

/// The keys of the policy with their values as they are written.
fn policy(config: &Config, workspace: &Workspace) -> BTreeMap<&'static str, Decided> {
    let one = |place: &Place| Decided {
        value: written(place, workspace),
        by: By::config(Some(place), workspace),
    };
    let keys = config.policy.keys().into_iter();
    keys.map(|(name, _, place)| (name, one(&place))).collect()
}

/// The text at a place, as it may be shown.
fn written(place: &Place, workspace: &Workspace) -> String {
    let text = workspace.text_of(&place.path).unwrap_or_default();
    let text = masked(&place.path, text, &mask::Known::default()).text;
    let span: Span = place.span;
    span.of(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ignores(config: &Config, workspace: &Workspace) -> Vec<ShownIgnore> {
    let one = |ignore: &crate::config::Ignore| ShownIgnore {
        rule: ignore.rule,
        reason: mask::say(&ignore.reason),
        expired: ignore.expired,
        by: By::config(Some(&ignore.place), workspace),
    };
    config.ignores.iter().map(one).collect()
}

fn rules(
    config: &Config,
    profile: &Profile,
    request: &CheckRequest<'_>,
    workspace: &Workspace,
) -> Vec<ShownRule> {
    let all = groups().iter().flat_map(|group| group.rules.iter().map(|rule| (group.id, *rule)));
    let one = |(group, rule): (&'static str, &'static crate::rules::Rule)| {
        let RuleState { severity, by } = of_rule(rule, request, config, profile);
        let by = match &by {
            DecidedBy::Rule => By::word("rule"),
            DecidedBy::Profile => By::word("profile"),
            DecidedBy::Config(place) => By::config(place.as_ref(), workspace),
            DecidedBy::Policy(place) => By::place("policy", place, workspace),
            DecidedBy::CommandLine => By::word("command line"),
            DecidedBy::Always => By::word("always on"),
        };
        ShownRule { rule: rule.id, group, severity: severity.map_or(OFF, Severity::word), by }
    };
    all.map(one).collect()
}

/// The same for a person.
fn tables(shown: &Shown) -> String {
    let mut out = String::new();
    for (index, config) in shown.configurations.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        head(&mut out, config);
        let width = config.rules.iter().map(|rule| rule.rule.len()).max().unwrap_or_default();
        let mut group = "";
        for rule in &config.rules {
            if rule.group != group {
                let _ = writeln!(out, "\n{}", rule.group);
                group = rule.group;
            }
            let by = match rule.by.who {
                // What everybody expects needs no word.
                "rule" => String::new(),
                "profile" => format!("profile {}", config.profile.value),
                _ => rule.by.told(),
            };
            let line = format!("  {:width$}  {:7}  {by}", rule.rule, rule.severity);
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    escape::without_commands(out)
}

fn head(out: &mut String, config: &ShownConfig) {
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(out, "{name:15} {}", escape::line(value));
    };
    match config.files.as_slice() {
        [] => row("configuration", "none"),
        [own, extended @ ..] => {
            row("configuration", own);
            for file in extended {
                row("  extends", file);
            }
        }
    }
    for project in &config.projects {
        row("project", project);
    }
    let settings = [
        ("profile", Some(&config.profile)),
        ("fail-on", Some(&config.fail_on)),
        ("api-version", config.api_version.as_ref()),
        ("baseline", config.baseline.as_ref()),
    ];
    for (name, setting) in settings {
        if let Some(Decided { value, by }) = setting {
            row(name, &format!("{value} ({})", by.told()));
        }
    }
    for (name, Decided { value, by }) in &config.policy {
        row("policy", &format!("{name} = {value} ({})", by.told()));
    }
    for ignore in &config.ignores {
        let expired = if ignore.expired { ", expired" } else { "" };
        row("ignore", &format!("{} ({}{expired})", ignore.rule, ignore.by.told()));
    }
    if config.faults > 0 {
        row("faults", &format!("{} in these files; `ecaforge check` shows them", config.faults));
    }
    let off = config.rules.iter().filter(|rule| rule.severity == OFF).count();
    row("rules", &format!("{} on, {off} off", config.rules.len() - off));
}
