//! What a configuration, a baseline or a comment takes from the check: always for rules against
//! leaked credentials, and all of it where it is new since an earlier state. The configuration itself
//! cannot switch these findings off.

use std::path::Path;

use super::{Baseline, CheckOutcome, CheckRequest, Since, settings};
use crate::check::{Suppressor, mark};
use crate::config::{Config, ConfigFile, Ignore};
use crate::diagnostic::{Finding, Place, Severity};
use crate::project::{Files, Workspace};
use crate::rules::{Draft, Findings, Profile, Rule, all_rules, groups, rule};
use crate::text::Span;

/// The rule of these findings.
pub(super) const RULE: &str = "weakened-configuration";
/// The group of rules against leaked credentials.
const SECRETS: &str = "secrets";

/// What the configurations of a run take from it.
pub(super) fn find(
    checked: &CheckOutcome,
    request: &CheckRequest<'_>,
    files: &Files,
) -> Vec<Finding> {
    // What the caller names is the caller's decision.
    if request.config.is_some() || request.isolated {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    for (index, config) in checked.settings.configs().iter().enumerate() {
        drafts.extend(without_secrets(config));
        let projects = checked.settings.projects(index, &checked.workspace);
        let Some(since) = request.since else { continue };
        let none = Config::default();
        let old = projects.iter().find_map(|project| since.config(&project.root));
        let place = config.file.as_ref().map(head).or_else(|| {
            projects.first().map(|project| Place {
                path: format!("{}/{}", project.shown_root, crate::config::FILE_NAME).into(),
                span: Span::empty(0),
            })
        });
        if let Some(place) = place {
            drafts.extend(compared(old.unwrap_or(&none), config, request, &place));
            if let Some(baseline) = checked.settings.baseline(index) {
                let old = projects.iter().find_map(|project| since.baseline_of(&project.root));
                let none = Baseline::default();
                let place = config.places.get("baseline").cloned().unwrap_or(place);
                drafts.extend(longer(checked, since, (baseline, old.unwrap_or(&none)), place));
            }
        }
    }
    if let Some(since) = request.since {
        drafts.extend(new_comments(checked, since));
        drafts.extend(grown_baseline(checked, request, since, files));
    }
    marked(drafts, &checked.workspace)
}

fn marked(drafts: Vec<Draft>, workspace: &Workspace) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(rule) = rule(RULE) {
        let mut findings = Findings::new(rule, None, &mut found);
        for draft in drafts {
            findings.add(draft);
        }
    }
    found.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
    found.dedup();
    mark(&mut found, workspace);
    found
}

/// The rules against leaked credentials that a configuration switches off or makes milder.
fn without_secrets(config: &Config) -> Vec<Draft> {
    let secrets = groups().iter().filter(|group| group.id == SECRETS);
    let weaker = secrets.flat_map(|group| group.rules.iter()).filter_map(|rule| {
        let level = *config.rules.get(rule.id)?;
        (level < Some(rule.severity)).then_some((rule.id, level))
    });
    let draft = |(id, level): (&'static str, Option<Severity>)| {
        let place = place_of(config, id)?;
        let message = format!("{} `{id}`, which finds leaked credentials", verb(level));
        Some(Draft::new(place, message, "remove the entry"))
    };
    weaker.filter_map(draft).collect()
}

fn verb(level: Option<Severity>) -> String {
    match level {
        None => "the configuration switches off".to_owned(),
        Some(level) => format!("the configuration makes a {} of", level.word()),
    }
}

/// What a configuration has weaker than an earlier one.
fn compared(old: &Config, new: &Config, request: &CheckRequest<'_>, head: &Place) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let help = "see that the change is meant; with `--config FILE` or `--isolated` the check does \
                not use the configuration of the repository";
    let mut add = |place: Place, message: String| drafts.push(Draft::new(place, message, help));
    let profiles = (settings::profile(request, old), settings::profile(request, new));
    let weaker = |rule: &&Rule| level(new, profiles.1, rule) < level(old, profiles.0, rule);
    let mut by_profile = 0;
    for rule in all_rules().filter(weaker) {
        let level = level(new, profiles.1, rule);
        match place_of(new, rule.id) {
            Some(place) => add(place, format!("{} `{}`, unlike before", verb(level), rule.id)),
            None if old.rules.contains_key(rule.id) => {
                add(
                    head.clone(),
                    format!("`{}` is milder than before: its entry is gone", rule.id),
                );
            }
            None => by_profile += 1,
        }
    }
    if by_profile > 0 {
        let (from, to) = (profiles.0.id, profiles.1.id);
        let message = format!(
            "the profile is `{to}` and was `{from}`, in which {by_profile} rules are stricter"
        );
        add(head.clone(), message);
    }
    let least = |config: &Config| config.fail_on.unwrap_or(Some(Severity::Error));
    if strictness(least(new)) < strictness(least(old)) {
        let word = |severity: Option<Severity>| severity.map_or("never", Severity::word);
        let (to, from) = (word(least(new)), word(least(old)));
        add(head.clone(), format!("`fail-on` is `{to}` and was `{from}`"));
    }
    if new.api_version.is_some() && new.api_version < old.api_version {
        add(head.clone(), "`api-version` is lower than before".to_owned());
    }
    for (name, place) in new.policy.milder_than(&old.policy) {
        let place = place.unwrap_or_else(|| head.clone());
        add(place, format!("`{name}` of the team policy allows more than before"));
    }
    let is_known = |ignore: &&Ignore| old.ignores.iter().any(|known| known.is_same(ignore));
    for ignore in new.ignores.iter().filter(|ignore| !ignore.expired && !is_known(ignore)) {
        add(ignore.place.clone(), format!("the entry is new and ignores `{}`", ignore.rule));
    }
    drafts
}

/// The severity of a rule under a configuration; none where it does not run.
fn level(config: &Config, profile: &Profile, rule: &Rule) -> Option<Severity> {
    match config.rules.get(rule.id) {
        Some(level) => *level,
        None => profile.runs(rule).then(|| profile.severity_of_rule(rule)),
    }
}

/// The milder the findings that fail a run, the stricter it is.
fn strictness(fail_on: Option<Severity>) -> u8 {
    match fail_on {
        None => 0,
        Some(Severity::Error) => 1,
        Some(Severity::Warning) => 2,
        Some(Severity::Hint) => 3,
    }
}

fn head(file: &ConfigFile) -> Place {
    Place { path: file.path.clone(), span: Span::empty(0) }
}

/// The entry of a rule in a configuration.
fn place_of(config: &Config, id: &str) -> Option<Place> {
    config.rule_places.get(id).cloned()
}

/// The findings that a comment ignores and that none ignored before.
fn new_comments(checked: &CheckOutcome, since: &Since) -> Vec<Draft> {
    let draft = |finding: &Finding| {
        let message = format!("a new comment ignores `{}` here", finding.rule);
        Draft::new(finding.place.clone(), message, "see that the comment is right")
            .severity(Severity::Hint)
    };
    let by_comment = suppressed(checked, Suppressor::Inline);
    let new = since.newly_ignored(by_comment, &checked.workspace);
    new.into_iter().map(draft).collect()
}

fn suppressed(checked: &CheckOutcome, by: Suppressor) -> impl Iterator<Item = &Finding> {
    let all = checked.report.suppressed.iter();
    all.filter(move |suppressed| suppressed.by == by).map(|suppressed| &suppressed.finding)
}

/// A baseline of the command line that lists more than before.
fn grown_baseline(
    checked: &CheckOutcome,
    request: &CheckRequest<'_>,
    since: &Since,
    files: &Files,
) -> Option<Draft> {
    let (path, baseline) = (request.baseline_path.as_ref()?, request.baseline?);
    if !since.has_changed(&files.absolute(path)) {
        return None;
    }
    let place = Place { path: files.display(Path::new(path)).into(), span: Span::empty(0) };
    longer(checked, since, (baseline, since.baseline()), place)
}

/// A baseline that lists findings that the earlier one does not list, also not under another path.
fn longer(
    checked: &CheckOutcome,
    since: &Since,
    (now, before): (&Baseline, &Baseline),
    place: Place,
) -> Option<Draft> {
    let mut more = now.beyond(before).peekable();
    more.peek()?;
    let listed = suppressed(checked, Suppressor::Baseline);
    let then = since.fingerprints_before(listed, &checked.workspace);
    let is_new = |it: &&str| !then.get(*it).is_some_and(|then| before.lists(then));
    let count = more.filter(is_new).count();
    let message = format!("the baseline lists {count} findings that it did not list before");
    let help = "see that each of them is meant to be left out";
    (count > 0).then(|| Draft::new(place, message, help))
}
