//! Reading the file, with a finding for each fault.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::file::{SPEC_TABLES, TABLES};
use super::{Config, ConfigFile, Ignore, ignore};
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety, Severity};
use crate::mask;
use crate::project::Files;
use crate::rules::{Draft, Findings, all_rules, profiles, rule};
use crate::text::{Span, suggest::nearest};
use crate::values::{days, parse_date};

pub(super) type Spanned<T> = toml::Spanned<T>;

pub(super) const KEYS: &[&str] =
    &["profile", "fail-on", "api-version", "baseline", "rules", "ignore"];
pub(super) const IGNORE_KEYS: &[&str] = &["rule", "path", "app", "reason", "until"];
pub(super) const LEVELS: &[(&str, Option<Severity>)] = &[
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("hint", Some(Severity::Hint)),
];

pub(super) struct Reader {
    pub(super) file: ConfigFile,
    today: i64,
    pub(super) config: Config,
    /// The files that this one extends, each with the place of its name.
    pub(super) extends: Vec<(String, Span)>,
    /// The baseline, with the place of its name.
    pub(super) baseline: Option<(String, Span)>,
}

/// Reads one file, without those that it extends.
pub(super) fn read(files: &Files, path: &Path, now: i64) -> Reader {
    let path = files.absolute(path);
    let mut reader = Reader {
        file: ConfigFile {
            path: files.display(&path).into(),
            directory: path.parent().unwrap_or(&path).to_path_buf(),
            text: String::new(),
        },
        today: now.div_euclid(86_400),
        config: Config::default(),
        extends: Vec::new(),
        baseline: None,
    };
    match files.read(&path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            reader.file.text = text;
            reader.document();
        }
        Ok(Err(_)) => reader.fault(Span::empty(0), "the file is not UTF-8", "save it as UTF-8"),
        Err(fault) => {
            let message = format!("the file cannot be read: {fault}");
            reader.fault(Span::empty(0), &message, fault.help());
        }
    }
    reader.config.is_of_check |= !reader.config.findings.is_empty();
    reader
}

impl Reader {
    fn document(&mut self) {
        let text = self.file.text.clone();
        match DeTable::parse(&text) {
            Ok(document) => {
                let document = document.get_ref();
                self.config.is_of_check =
                    TABLES.iter().any(|table| entry(document, table).is_some());
                self.tables(document);
                if let Some((_, value)) = entry(document, "extends") {
                    self.extends(value);
                }
                if let Some(table) = self.table(document, "check") {
                    self.check(table);
                }
                if let Some(table) = self.table(document, "policy") {
                    self.policy(table);
                }
            }
            Err(fault) => {
                let span = fault.span().map(Span::from).unwrap_or_default();
                let message = format!("the file is not TOML: {}", mask::fault(fault.message()));
                self.fault(span, &one_line(&message), "correct the syntax; toml.io describes it");
            }
        }
    }

    /// Tables that nobody knows. In a file that only the generator reads, the names near to those of
    /// the check are told: such a table would have no effect.
    fn tables(&mut self, document: &DeTable<'_>) {
        let known = [SPEC_TABLES, TABLES].concat();
        for key in document.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let meant = nearest(key.get_ref(), known.iter().copied());
            if !self.config.is_of_check && !meant.is_some_and(|meant| TABLES.contains(&meant)) {
                continue;
            }
            let message = format!("`ecaforge.toml` has no table `{}`", one_line(key.get_ref()));
            let help = format!("the tables are `{}`", known.join("`, `"));
            self.misspelt(key.span().into(), &message, meant, &help);
        }
    }

    fn table<'d, 'i>(&mut self, document: &'d DeTable<'i>, name: &str) -> Option<&'d DeTable<'i>> {
        let (_, value) = entry(document, name)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, name, "a table");
        }
        table
    }

    fn extends(&mut self, value: &Spanned<DeValue<'_>>) {
        let one = std::slice::from_ref(value);
        let items = value.get_ref().as_array().map_or(one, |items| items);
        for item in items {
            match item.get_ref().as_str() {
                Some(path) => self.extends.push((path.to_owned(), item.span().into())),
                None => self.wrong(item, "extends", "a path in quotes, or a list of them"),
            }
        }
    }

    /// Notes where a setting is.
    pub(super) fn note(&mut self, key: &'static str, value: &Spanned<DeValue<'_>>) {
        let place = self.place(value.span().into());
        self.config.places.insert(key, place);
    }

    fn check(&mut self, table: &DeTable<'_>) {
        self.unknown_keys(table, KEYS, "[check]");
        for key in ["profile", "fail-on", "api-version", "baseline"] {
            if let Some((_, value)) = entry(table, key) {
                self.note(key, value);
            }
        }
        if let Some((_, value)) = entry(table, "profile") {
            let words: Vec<_> = profiles().iter().map(|profile| (profile.id, profile)).collect();
            self.config.profile = self.word(value, "profile", &words);
        }
        if let Some((_, value)) = entry(table, "fail-on") {
            let words = [LEVELS, &[("never", None)]].concat();
            self.config.fail_on = self.word(value, "fail-on", &words);
        }
        if let Some((_, value)) = entry(table, "api-version") {
            self.config.api_version = value.get_ref().as_str().and_then(|text| text.parse().ok());
            if self.config.api_version.is_none() {
                self.wrong(value, "api-version", "an API version in quotes, such as `\"67.0\"`");
            }
        }
        self.baseline = self.text(table, "baseline");
        if let Some((_, value)) = entry(table, "rules") {
            match value.get_ref().as_table() {
                Some(rules) => self.rules(rules),
                None => self.wrong(value, "rules", "a table of rules and severities"),
            }
        }
        if let Some((_, value)) = entry(table, "ignore") {
            match value.get_ref().as_array() {
                Some(items) => items.iter().for_each(|item| self.ignore(item)),
                None => self.wrong(value, "ignore", "a list of tables: `[[check.ignore]]`"),
            }
        }
    }

    fn rules(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let words = [LEVELS, &[("off", None)]].concat();
            let level = self.word(value, key.get_ref(), &words);
            if let Some(rule) = self.rule(key.get_ref(), key.span().into())
                && let Some(level) = level
            {
                self.config.rules.insert(rule, level);
                self.config.rule_places.insert(rule, self.place(key.span().into()));
            }
        }
    }

    fn ignore(&mut self, item: &Spanned<DeValue<'_>>) {
        let Some(table) = item.get_ref().as_table() else {
            return self.wrong(item, "ignore", "a table: `[[check.ignore]]`");
        };
        let span = Span::from(item.span());
        self.unknown_keys(table, IGNORE_KEYS, "[[check.ignore]]");
        let rule = if let Some((id, span)) = self.text(table, "rule") {
            self.rule(&id, span)
        } else {
            self.missing(span, table, "rule", "name the rule to ignore");
            None
        };
        let reason = self.text(table, "reason").map(|(reason, _)| reason);
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        if reason.is_none() {
            self.missing(span, table, "reason", "say in a sentence why the findings are ignored");
        }
        let written = self.text(table, "path");
        let path = written.as_ref().map(|(glob, _)| glob.clone());
        let files = written.map(|(glob, span)| {
            let files = ignore::files(&glob);
            if let Err(fault) = &files {
                let message = format!("`{}` is not a pattern of paths: {fault}", one_line(&glob));
                self.fault(span, &message, "write a path with `*`, `**` or `?`");
            }
            files.ok()
        });
        let app = self.text(table, "app").map(|(app, _)| app);
        let until = entry(table, "until").map(|(_, value)| self.day(value));
        // An entry with a fault leaves nothing out: it might hide too much.
        if let (Some(rule), Some(reason), None | Some(Some(_)), None | Some(Some(_))) =
            (rule, reason, &files, until)
        {
            self.config.ignores.push(Ignore {
                rule,
                directory: self.file.directory.clone(),
                files: files.flatten(),
                path,
                app,
                reason,
                expired: until.flatten().is_some_and(|day| day < self.today),
                place: self.place(span),
                entry: entry_span(&self.file.text, span),
            });
        }
    }

    fn day(&mut self, value: &Spanned<DeValue<'_>>) -> Option<i64> {
        let day = match value.get_ref() {
            DeValue::String(text) => parse_date(text),
            DeValue::Datetime(time) if time.time.is_none() => {
                time.date.and_then(|d| days(d.year.into(), d.month.into(), d.day.into()))
            }
            _ => None,
        };
        if day.is_none() {
            self.wrong(value, "until", "a date, such as `2030-01-31`");
        }
        day
    }

    pub(super) fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<(String, Span)> {
        let (_, value) = entry(table, key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(value, key, "a text in quotes");
        }
        text.map(|text| (text, value.span().into()))
    }

    fn rule(&mut self, id: &str, span: Span) -> Option<&'static str> {
        if let Some(rule) = rule(id) {
            return Some(rule.id);
        }
        let meant = nearest(id, all_rules().map(|rule| rule.id));
        let message = format!("there is no rule `{}`", one_line(id));
        self.misspelt(span, &message, meant, "`ecaforge rules` lists the rules");
        None
    }

    pub(super) fn word<T: Copy>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let written = value.get_ref().as_str().unwrap_or_default();
        let found = words.iter().find(|(word, _)| *word == written).map(|(_, value)| *value);
        if found.is_none() {
            let list: Vec<String> = words.iter().map(|(word, _)| format!("`\"{word}\"`")).collect();
            let message = format!("`{}` is not a value of `{key}`", one_line(&raw(self, value)));
            let meant = nearest(written, words.iter().map(|(word, _)| *word));
            let help = format!("write one of {}", list.join(", "));
            self.misspelt(value.span().into(), &message, meant, &help);
        }
        found
    }

    pub(super) fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&str], name: &str) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let meant = nearest(key.get_ref(), known.iter().copied());
            let message = format!("`{name}` has no setting `{}`", one_line(key.get_ref()));
            let help = format!("the settings are `{}`", known.join("`, `"));
            self.misspelt(key.span().into(), &message, meant, &help);
        }
    }

    fn missing(&mut self, span: Span, table: &DeTable<'_>, key: &str, help: &str) {
        if entry(table, key).is_none_or(|(_, value)| {
            value.get_ref().as_str().is_some_and(|text| text.trim().is_empty())
        }) {
            self.fault(span, &format!("the entry has no `{key}`"), help);
        }
    }

    pub(super) fn wrong(&mut self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) {
        let message = format!("`{key}` must be {what}");
        self.fault(value.span().into(), &message, &format!("write {what}"));
    }

    pub(super) fn misspelt(&mut self, span: Span, message: &str, meant: Option<&str>, help: &str) {
        let place = self.place(span);
        let Some(meant) = meant else { return self.fault(span, message, help) };
        let quoted = span.of(&self.file.text).starts_with(['"', '\'']);
        let text = if quoted { format!("\"{meant}\"") } else { meant.to_owned() };
        let edit = Edit::replace(span, text);
        let fix = Fix::edit(format!("write `{meant}`"), Safety::Unsafe, &place.path, edit);
        self.add(
            Draft::new(place, message.to_owned(), format!("write `{meant}`; {help}")).fix(fix),
        );
    }

    pub(super) fn fault(&mut self, span: Span, message: &str, help: &str) {
        let place = self.place(span);
        self.add(Draft::new(place, message.to_owned(), help.to_owned()));
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place { path: self.file.path.clone(), span }
    }

    fn add(&mut self, draft: Draft) {
        if let Some(rule) = rule("broken-config") {
            Findings::new(rule, None, &mut self.config.findings).add(draft);
        }
    }
}

pub(super) fn entry<'a, 'i>(
    table: &'a DeTable<'i>,
    key: &str,
) -> Option<(&'a Spanned<std::borrow::Cow<'i, str>>, &'a Spanned<DeValue<'i>>)> {
    table.iter().find(|(name, _)| name.get_ref() == key)
}

pub(super) fn raw(reader: &Reader, value: &Spanned<DeValue<'_>>) -> String {
    Span::from(value.span()).of(&reader.file.text).trim_matches(['"', '\'']).to_owned()
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect()
}

/// From the line of an entry's `[[…]]` to the next line that starts a table.
fn entry_span(text: &str, span: Span) -> Option<Span> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    if !text[start..].trim_start().starts_with("[[") {
        return None;
    }
    let first = text[start..].find('\n').map_or(text.len(), |at| start + at + 1);
    let mut end = first;
    for line in text[first..].split_inclusive('\n') {
        // A comment above the next table belongs to that table.
        if line.trim_start().starts_with(['[', '#']) {
            break;
        }
        end += line.len();
    }
    Some(Span::new(start, end))
}
