//! The `[policy]` table.

use regex::{Regex, RegexBuilder};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

use super::read::{LEVELS, Reader, Spanned, entry, one_line};
use crate::diagnostic::Severity;
use crate::rules::TeamPolicy;
use crate::rules::policy::{HostPattern, PolicyKey};
use crate::schema::{Distribution, names, schema};
use crate::text::Span;
use crate::text::suggest::nearest;

/// The keys of the table.
pub(super) const KEYS: &[&str] = &[
    SEVERITY,
    CALLBACK_HOSTS,
    SCOPES,
    FORBIDDEN_SCOPES,
    DISTRIBUTION,
    NAME_PATTERN,
    REFRESH_TOKEN_DAYS,
    SESSION_MINUTES,
    IP_RELAXATION,
    KEY_BITS,
    DESCRIPTION,
    CONTACT_DOMAINS,
];

/// The keys of the table with the rules that they set; the severity has none.
pub const RULES: &[(&str, &str)] = &[
    (CALLBACK_HOSTS, "policy-callback-host"),
    (SCOPES, "policy-scope"),
    (FORBIDDEN_SCOPES, "policy-forbidden-scope"),
    (DISTRIBUTION, "policy-distribution"),
    (NAME_PATTERN, "policy-name"),
    (REFRESH_TOKEN_DAYS, "policy-refresh-token-lifetime"),
    (SESSION_MINUTES, "policy-session-lifetime"),
    (IP_RELAXATION, "policy-ip-relaxation"),
    (KEY_BITS, "policy-key-size"),
    (DESCRIPTION, "policy-description"),
    (CONTACT_DOMAINS, "policy-contact-domain"),
];

const SEVERITY: &str = "severity";
const CALLBACK_HOSTS: &str = "allowed-callback-hosts";
const SCOPES: &str = "allowed-scopes";
const FORBIDDEN_SCOPES: &str = "forbidden-scopes";
const DISTRIBUTION: &str = "distribution";
const NAME_PATTERN: &str = "name-pattern";
const REFRESH_TOKEN_DAYS: &str = "max-refresh-token-days";
const SESSION_MINUTES: &str = "max-session-minutes";
const IP_RELAXATION: &str = "allowed-ip-relaxation";
const KEY_BITS: &str = "min-key-bits";
const DESCRIPTION: &str = "require-description";
const CONTACT_DOMAINS: &str = "contact-domains";

/// Largest size of a compiled pattern, in bytes.
const MOST_OF_PATTERN: usize = 256 * 1024;
/// Longest pattern, in bytes.
const LONGEST_PATTERN: usize = 1_000;

impl Reader {
    pub(super) fn policy(&mut self, table: &DeTable<'_>) {
        self.unknown_keys(table, KEYS, "[policy]");
        let severities: Vec<(&str, Severity)> =
            LEVELS.iter().filter_map(|(word, level)| Some((*word, (*level)?))).collect();
        let policy = TeamPolicy {
            severity: self
                .key(table, SEVERITY, |reader, value| reader.word(value, SEVERITY, &severities)),
            callback_hosts: self
                .key(table, CALLBACK_HOSTS, |reader, value| reader.hosts(value, CALLBACK_HOSTS)),
            scopes: self.key(table, SCOPES, |reader, value| reader.scopes(value, SCOPES)),
            forbidden_scopes: self.key(table, FORBIDDEN_SCOPES, |reader, value| {
                reader.scopes(value, FORBIDDEN_SCOPES)
            }),
            distribution: self.key(table, DISTRIBUTION, |reader, value| {
                let words = [("local", Distribution::Local), ("packaged", Distribution::Packaged)];
                reader.word(value, DISTRIBUTION, &words)
            }),
            name_pattern: self.key(table, NAME_PATTERN, Self::pattern),
            refresh_token_days: self
                .key(table, REFRESH_TOKEN_DAYS, |reader, v| reader.number(v, REFRESH_TOKEN_DAYS)),
            session_minutes: self
                .key(table, SESSION_MINUTES, |reader, v| reader.number(v, SESSION_MINUTES)),
            ip_relaxation: self.key(table, IP_RELAXATION, |reader, value| {
                let words: Vec<(&str, &'static str)> =
                    ip_relaxations().into_iter().map(|word| (word, word)).collect();
                reader.items(value, IP_RELAXATION, |reader, item| {
                    reader.word(item, IP_RELAXATION, &words)
                })
            }),
            key_bits: self.key(table, KEY_BITS, |reader, value| reader.number(value, KEY_BITS)),
            description: self.key(table, DESCRIPTION, |reader, value| {
                let wanted = value.get_ref().as_bool();
                if wanted.is_none() {
                    reader.wrong(value, DESCRIPTION, "`true` or `false`");
                }
                wanted
            }),
            contact_domains: self
                .key(table, CONTACT_DOMAINS, |reader, value| reader.hosts(value, CONTACT_DOMAINS)),
        };
        self.config.policy = Arc::new(policy);
    }

    fn key<T>(
        &mut self,
        table: &DeTable<'_>,
        name: &'static str,
        read: impl FnOnce(&mut Self, &Spanned<DeValue<'_>>) -> Option<T>,
    ) -> Option<PolicyKey<T>> {
        let (_, value) = entry(table, name)?;
        let place = self.place(value.span().into());
        Some(PolicyKey { name, value: read(self, value)?, place })
    }

    /// The items of a list. Those that have a fault are left out, so that the others count.
    fn items<T>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        name: &str,
        read: impl Fn(&mut Self, &Spanned<DeValue<'_>>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, name, "a list in brackets");
            return None;
        };
        Some(items.iter().filter_map(|item| read(self, item)).collect())
    }

    fn item_text(&mut self, item: &Spanned<DeValue<'_>>, name: &str) -> Option<String> {
        let text = item.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(item, name, "a list of texts in quotes");
        }
        text
    }

    fn hosts(&mut self, value: &Spanned<DeValue<'_>>, name: &str) -> Option<Vec<HostPattern>> {
        self.items(value, name, |reader, item| {
            let text = reader.item_text(item, name)?;
            let pattern = HostPattern::parse(&text).and_then(|pattern| {
                if pattern.is_scheme() && name == CONTACT_DOMAINS {
                    return Err("write a domain, such as `acme.com`");
                }
                Ok(pattern)
            });
            if let Err(help) = pattern {
                let message = format!("`{}` is not a host", one_line(&text));
                reader.fault(item.span().into(), &message, help);
            }
            pattern.ok()
        })
    }

    fn scopes(&mut self, value: &Spanned<DeValue<'_>>, name: &str) -> Option<Vec<&'static str>> {
        self.items(value, name, |reader, item| {
            let text = reader.item_text(item, name)?;
            if let Some(scope) = schema().scope(&text) {
                return Some(scope.token.as_str());
            }
            let tokens = || schema().scopes.iter().map(|scope| scope.token.as_str());
            let meant = schema().scope_meant_by(&text).map(|scope| scope.token.as_str());
            let meant = meant.or_else(|| nearest(&text, tokens()));
            let message = format!("there is no scope `{}`", one_line(&text));
            let help = "write scopes as metadata has them, such as `Api`";
            reader.misspelt(item.span().into(), &message, meant, help);
            None
        })
    }

    fn number(&mut self, value: &Spanned<DeValue<'_>>, name: &str) -> Option<u32> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().replace('_', "").parse::<u32>().ok(),
            _ => None,
        };
        let number = number.filter(|number| *number > 0);
        if number.is_none() {
            self.wrong(value, name, "a whole number from 1, without quotes");
        }
        number
    }

    fn pattern(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Regex> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value, NAME_PATTERN, "a regular expression in quotes");
            return None;
        };
        let built = (text.len() <= LONGEST_PATTERN).then(|| {
            let build = |text: &str| RegexBuilder::new(text).size_limit(MOST_OF_PATTERN).build();
            // By itself it must be one, so that no bracket of it closes the one around it.
            build(text).and_then(|_| build(&format!(r"\A(?:{text})\z"))).ok()
        });
        let built = built.flatten();
        if built.is_none() {
            let message =
                "the value of `name-pattern` is not a regular expression, or is too large";
            let help = "write one that the whole API name must match, such as `Acme_[A-Za-z0-9_]+`";
            self.fault(Span::from(value.span()), message, help);
        }
        built
    }
}

/// The values of the element that relaxes IP restrictions.
pub(super) fn ip_relaxations() -> Vec<&'static str> {
    let policies = schema().types.get(names::OAUTH_POLICIES);
    let element = policies.and_then(|policies| policies.element(names::IP_RELAXATION));
    let values = element.map(|element| &*element.values).unwrap_or_default();
    values.iter().map(|value| value.name.as_str()).collect()
}
