//! What the product tells people to do can be done: every command line parses, every flag, rule,
//! element, type, file and name in any text exists.

mod texts;
mod vocabulary;

use std::collections::BTreeSet;

use clap::CommandFactory;
use clap::error::ErrorKind;
use ecaforge::cli::Cli;
use ecaforge::explain::explain;
use regex::Regex;

use texts::{Text, texts};
use vocabulary::Vocabulary;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// Fails with all faults at once, each once.
fn none(faults: BTreeSet<String>) {
    let lines: Vec<String> = faults.into_iter().collect();
    assert!(lines.is_empty(), "{} faults:\n{}", lines.len(), lines.join("\n"));
}

/// The words of a command line, quotes taken off.
fn split(line: &str) -> Vec<String> {
    let word = pattern(r#""([^"]*)"|'([^']*)'|(\S+)"#);
    let words = word.captures_iter(line).map(|found| {
        let group = found.get(1).or(found.get(2)).or(found.get(3));
        group.map(|group| group.as_str().to_owned()).unwrap_or_default()
    });
    words.collect()
}

/// Whether it stands for a value of the reader's.
fn is_placeholder(word: &str) -> bool {
    let capital = |c: char| c.is_ascii_uppercase() || matches!(c, '_' | '-' | '.' | '/' | '|');
    word.chars().all(capital) && word.chars().any(char::is_alphabetic)
}

/// The lines that `schema report|config` stands for.
fn alternatives(words: &[String]) -> Vec<Vec<String>> {
    let mut lines = vec![Vec::new()];
    for word in words {
        let parts: Vec<&str> =
            if is_placeholder(word) { vec![word] } else { word.split('|').collect() };
        let longer = |line: &Vec<String>| -> Vec<Vec<String>> {
            let with = |part: &&str| [&line[..], &[(*part).to_owned()]].concat();
            parts.iter().map(with).collect()
        };
        lines = lines.iter().flat_map(longer).collect();
    }
    lines
}

/// Why the program refuses a command line; a line may omit what the reader gives.
fn refusal(words: &[String]) -> Option<String> {
    let fault = Cli::command().try_get_matches_from(words).err()?;
    let fine = [
        ErrorKind::MissingRequiredArgument,
        ErrorKind::DisplayHelp,
        ErrorKind::DisplayVersion,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
    ];
    let said = fault.to_string();
    (!fine.contains(&fault.kind())).then(|| said.lines().next().unwrap_or_default().to_owned())
}

/// The command lines of a program in a text.
fn commands(text: &str, program: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let quoted = pattern(&format!(r"`(?:\$ )?({program} [^`\n]*)`"));
    let line = pattern(&format!(
        r"(?m)^\s*(?:\$ |- run: |run: |entry: |exec |npx )?({program} [a-z][^`\n|&;#>]*)"
    ));
    let found = [quoted, line].into_iter().flat_map(|pattern| {
        let found = pattern.captures_iter(&joined).map(|found| found[1].trim().to_owned());
        found.collect::<Vec<_>>()
    });
    found.collect()
}

#[test]
fn command_lines_parse() {
    let (mut faults, mut seen) = (BTreeSet::new(), 0);
    for Text { place, words: text, .. } in texts() {
        for line in commands(text, "ecaforge") {
            seen += 1;
            let words = split(line.trim_end_matches(['.', ':', ',']));
            for fault in alternatives(&words).iter().filter_map(|words| refusal(words)) {
                faults.insert(format!("{place}: `{line}`: {fault}"));
            }
            if let ["ecaforge", "explain", subject] =
                words.iter().map(String::as_str).collect::<Vec<_>>()[..]
                && !is_placeholder(subject)
                && explain(subject).is_err()
            {
                faults.insert(format!("{place}: `{line}`: nothing to explain"));
            }
        }
    }
    none(faults);
    assert!(seen > 60, "only {seen} command lines were seen");
}

#[test]
fn lines_of_the_salesforce_cli_are_ones_that_it_has() {
    let table = vocabulary::sf_commands();
    let (mut faults, mut seen) = (BTreeSet::new(), 0);
    for Text { place, words: text, .. } in texts() {
        for line in commands(text, "sf") {
            seen += 1;
            let words = split(&line);
            let known = table.iter().filter(|(command, _)| {
                let parts: Vec<&str> = command.split(' ').collect();
                words[1..].iter().map(String::as_str).take(parts.len()).eq(parts)
            });
            let Some((_, flags)) = known.max_by_key(|(command, _)| command.len()) else {
                faults.insert(format!("{place}: `{line}`: no such command"));
                continue;
            };
            let named = words.iter().filter(|word| word.starts_with('-') && word.len() > 1);
            for flag in named.map(|word| word.split('=').next().unwrap_or(word)) {
                if !flags.iter().any(|known| known == flag) {
                    faults.insert(format!("{place}: `{line}`: no flag {flag}"));
                }
            }
        }
    }
    none(faults);
    assert!(seen > 30, "only {seen} command lines were seen");
}

#[test]
fn names_in_texts_exist() {
    let known = Vocabulary::new();
    let quoted = pattern(r"`([^`\n]+)`");
    let (mut faults, mut seen) = (BTreeSet::new(), 0);
    for Text { place, words: text, exempt } in texts() {
        for found in quoted.captures_iter(text) {
            let name = found[1].trim_matches(['<', '>', '.']);
            seen += 1;
            if !exempt.contains(name) && !known.takes(name) {
                faults.insert(format!("{place}: `{}`", &found[1]));
            }
        }
    }
    none(faults);
    assert!(seen > 1000, "only {seen} names were seen");
}

/// Statements that are false, each with what contradicts it. Texts once made them.
const FALSE: &[(&str, &str)] = &[
    (r"package apps of scratch orgs", "a scratch org or sandbox never owns a packaged app"),
    (r"(?i)invalid_client_id[^\n]*isConsumerSecretOptional", "the key is unknown, not the secret"),
    (
        r"isCodeCredFlowEnabled[^\n]*(web server|browser login) flow needs",
        "it is for headless logins",
    ),
];

#[test]
fn no_text_makes_a_statement_that_another_contradicts() {
    let mut faults = BTreeSet::new();
    let patterns: Vec<(Regex, &str)> = FALSE.iter().map(|(p, why)| (pattern(p), *why)).collect();
    for Text { place, words: text, .. } in texts() {
        for (pattern, why) in &patterns {
            if let Some(found) = pattern.find(text) {
                faults.insert(format!("{place}: \"{}\": {why}", found.as_str()));
            }
        }
    }
    none(faults);
}

#[test]
fn pages_of_errors_do_not_offer_what_a_rule_forbids() {
    for error in &ecaforge::schema::schema().errors {
        let remedy = &error.remedy;
        let opens = pattern(r"set `(isPkceRequired|isSecretRequiredForRefreshToken)` to `false`");
        assert!(!opens.is_match(remedy), "{}: {remedy}", error.id);
    }
}
