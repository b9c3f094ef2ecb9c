//! Every text that the product writes or carries.

use std::fs;
use std::sync::LazyLock;

use clap::CommandFactory;
use ecaforge::cli::Cli;
use ecaforge::rules::{FixKind, all_rules, profiles};
use ecaforge::schema::{Element, schema};
use ecaforge::spec::presets;

use crate::generate_presets::{FLAGS, make};
use crate::rule_examples::{examples, findings};

/// A text with the place where a reader meets it.
pub(super) struct Text {
    pub place: String,
    pub words: String,
    /// What the text may quote though it does not exist: the files that it is about.
    pub exempt: String,
}

/// All of them.
pub(super) fn texts() -> impl Iterator<Item = &'static Text> {
    static ALL: LazyLock<Vec<Text>> = LazyLock::new(|| {
        let mut out = Vec::new();
        rules(&mut out);
        tables(&mut out);
        projects(&mut out);
        program(&mut out);
        out
    });
    ALL.iter()
}

fn add(out: &mut Vec<Text>, place: String, text: &str) {
    out.push(Text { place, words: text.to_owned(), exempt: String::new() });
}

/// The words of a page, without its fenced blocks.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

fn rules(out: &mut Vec<Text>) {
    for rule in all_rules() {
        let examples = examples(rule);
        let files = examples.iter().flat_map(|example| &example.files);
        let parts: Vec<&str> = files.flat_map(|file| [file.path.as_str(), &file.text]).collect();
        let exempt = parts.join("\n");
        let mut text = prose(&rule.page());
        if let FixKind::None(reason) = rule.fix {
            text += reason;
        }
        out.push(Text {
            place: format!("page of {}", rule.id),
            words: text,
            exempt: exempt.clone(),
        });
        for example in examples.iter().filter(|example| example.bad) {
            for finding in findings(rule, &example.project()) {
                let related = finding.related.iter().map(|related| related.message.as_str());
                let title = finding.fix.as_ref().map_or("", |fix| fix.title.as_str());
                let first = [&*finding.message, &finding.why, &finding.help, title];
                let text = first.into_iter().chain(related).collect::<Vec<_>>().join("\n");
                let place = format!("finding of {}", rule.id);
                out.push(Text { place, words: text, exempt: exempt.clone() });
            }
        }
    }
    for profile in profiles() {
        add(out, format!("profile {}", profile.id), profile.title);
    }
}

fn tables(out: &mut Vec<Text>) {
    let schema = schema();
    for error in &schema.errors {
        let place = format!("error {}", error.id);
        let text = format!("{}\n{}", error.cause, error.remedy);
        add(out, place, &text);
    }
    for flow in &schema.flows {
        let demands = flow.demands.iter().map(|demand| demand.why.as_str());
        let settings = flow.org_settings.iter().map(|setting| setting.why.as_str());
        let more = flow.notes.iter().chain(&flow.refusal).chain(&flow.packaged_refusal);
        let lines = demands.chain(settings).chain(more.map(|text| text.as_str()));
        let text: Vec<&str> = lines.chain([flow.meaning.as_str()]).collect();
        add(out, format!("flow {}", flow.id), &text.join("\n"));
    }
    for scope in &schema.scopes {
        let danger = scope.danger.unwrap_or_default();
        add(out, format!("scope {}", scope.token), &format!("{}\n{danger}", scope.meaning));
    }
    for owner in schema.types.values() {
        let nested = owner.structs.values().flat_map(|nested| &nested.elements);
        let said = |element: &Element| {
            let values = element.values.iter().map(|value| value.meaning.as_str());
            let deprecated = element.deprecated.as_deref();
            let lines: Vec<&str> = values.chain(deprecated).collect();
            format!("{}\n{}\n", element.meaning, lines.join("\n"))
        };
        let lines: Vec<String> = owner.elements.iter().chain(nested).map(said).collect();
        add(out, format!("type {}", owner.name), &(lines.concat() + &owner.meaning));
    }
    for preset in presets() {
        add(out, format!("preset {}", preset.id), &format!("{}\n{}", preset.meaning, preset.how));
    }
}

/// What `new` writes for people and build servers.
fn projects(out: &mut Vec<Text>) {
    let dir = tempfile::tempdir().expect("a directory");
    for (preset, flags) in FLAGS {
        let ci = ["--ci", "github", "--ci", "pre-commit"];
        let (status, _, stderr) = make(dir.path(), preset, &[flags, &ci[..]].concat());
        assert_eq!(status, 0, "{preset}: {stderr}");
        for entry in walkdir::WalkDir::new(dir.path().join(preset)).sort_by_file_name() {
            let entry = entry.expect("an entry");
            let is_text = entry.path().extension().is_some_and(|extension| {
                ["md", "yml", "yaml", "sh", "toml"].iter().any(|known| extension == *known)
            });
            let is_hook = entry.path().components().any(|part| part.as_os_str() == "hooks");
            if entry.file_type().is_file() && (is_text || is_hook) {
                let place = entry.path().strip_prefix(dir.path()).expect("inside");
                let text = fs::read_to_string(entry.path()).expect("a text");
                add(out, place.display().to_string(), &text);
            }
        }
    }
}

/// What the program and its repository say.
fn program(out: &mut Vec<Text>) {
    let mut command = Cli::command();
    command.build();
    add(out, "--help".to_owned(), &command.render_long_help().to_string());
    for sub in command.get_subcommands_mut() {
        let place = format!("{} --help", sub.get_name());
        let text = format!("{}\n{}", sub.render_long_help(), sub.render_help());
        add(out, place, &text);
    }
    add(out, "README.md".to_owned(), include_str!("../../../README.md"));
    add(out, "SECURITY.md".to_owned(), include_str!("../../../SECURITY.md"));
    add(out, "action.yml".to_owned(), include_str!("../../../action.yml"));
    add(out, "hooks".to_owned(), include_str!("../../../.pre-commit-hooks.yaml"));
}
