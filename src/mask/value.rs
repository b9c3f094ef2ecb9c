//! What may be shown of an element's value, by the element's kind.

use std::ops::Range;

use super::message::is_org_id;
use super::url::{is_plain_host, url};
use super::word::{Known, is_in_tables, is_name, is_wordlike};
use crate::schema::{Element, Kind, names, schema};
use crate::text::suggest::nearest;

/// The most characters that a misspelt word is compared with the tables for.
const LONGEST_WORD: usize = 64;
/// The most digits of a number that is shown.
pub(super) const MOST_DIGITS: usize = 9;
/// The most characters of a label that is shown.
const LONGEST_LABEL: usize = 80;

/// The characters of a record id that name its object.
pub(super) const KEY_PREFIX: usize = 3;

/// Ranges of a text.
pub(super) type Ranges = Vec<Range<usize>>;

/// The ranges of a value that may be shown, by what the schema says of its element.
#[must_use]
pub fn value(element: &Element, text: &str, known: &Known) -> Vec<Range<usize>> {
    if element.secret || text.is_empty() {
        return Vec::new();
    }
    let all_if = |yes: bool| if yes { whole(text) } else { Vec::new() };
    if is_placeholder(text) {
        return whole(text);
    }
    match element.kind {
        Kind::Boolean => all_if(is_boolean(text)),
        Kind::Int => all_if(is_number(text)),
        Kind::Enum => all_if(is_enum_value(element, text)),
        Kind::ScopeList => parts(text, |part| is_scope(part, known)),
        Kind::Reference if is_record_id(text) => std::iter::once(0..KEY_PREFIX).collect(),
        Kind::Reference => all_if(is_name(text, known) || is_label(text)),
        Kind::NameList => parts(text, |part| is_name(part, known) || is_label(part)),
        Kind::Email | Kind::Username => email(text, known),
        Kind::Url => url(text, known),
        Kind::CallbackList => callbacks(text, known),
        Kind::IpAddress => all_if(is_address(text)),
        Kind::Formula => all_if(is_formula(text)),
        Kind::Text if element.org_specific => of_org(text, known),
        Kind::Text if text.contains("://") || text.starts_with("urn:") => url(text, known),
        Kind::Text => all_if(element.name == names::LABEL && is_label(text)),
        Kind::Certificate | Kind::Struct => Vec::new(),
    }
}

pub(super) fn whole(text: &str) -> Ranges {
    std::iter::once(0..text.len()).collect()
}

fn is_boolean(text: &str) -> bool {
    let words = ["true", "false", "yes", "no", "on", "off", "enabled", "disabled", "1", "0"];
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
        || text.len() <= 6 && is_wordlike(text) && nearest(text, ["true", "false"]).is_some()
}

/// Whether a text is a whole number of a few digits.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty()
        && digits.len() <= MOST_DIGITS
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn is_enum_value(element: &Element, text: &str) -> bool {
    let listed = |name: &str| name.eq_ignore_ascii_case(text);
    element.values.iter().any(|v| listed(&v.name) || v.wrong.iter().any(|wrong| listed(wrong)))
        || text.len() <= LONGEST_WORD
            && text.split([' ', '-']).all(is_wordlike)
            && element.value_meant_by(text).is_some()
}

fn is_scope(text: &str, known: &Known) -> bool {
    text.len() <= LONGEST_WORD
        && (known.has(text)
            || schema().scopes.iter().any(|scope| scope.spellings().any(|known| known == text))
            || text.split(['-', '.', ':', ' ']).all(|part| is_in_tables(part) || is_wordlike(part)))
}

/// The items of a list, each by itself, with the separators.
fn parts(text: &str, permitted: impl Fn(&str) -> bool) -> Ranges {
    let separator = |c: char| matches!(c, ',' | ';' | '\n' | '\r' | '\t');
    let mut out = Ranges::new();
    let mut at = 0;
    for part in text.split_inclusive(separator) {
        let item = part.trim_end_matches(separator);
        if permitted(item.trim()) || item.trim().is_empty() {
            out.push(at..at + item.len());
        }
        out.push(at + item.len()..at + part.len());
        at += part.len();
    }
    out
}

/// The org that a text such as `00D5g000004SGtF:Billing` names, and the name after it.
fn of_org(text: &str, known: &Known) -> Ranges {
    let (org, name) = text.split_once(':').unwrap_or((text, ""));
    match (is_org_id(org), name.is_empty() || is_name(name, known)) {
        (true, true) => whole(text),
        (true, false) => std::iter::once(0..org.len() + 1).collect(),
        _ => Ranges::new(),
    }
}

/// The domain of an address, and the name before it if it consists of words.
pub(super) fn email(text: &str, known: &Known) -> Ranges {
    let Some((name, domain)) = text.split_once('@') else { return Ranges::new() };
    let plain = !name.is_empty()
        && domain.contains('.')
        && !domain.contains(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'))
        && is_plain_host(domain, known);
    let words = name.split(['.', '-', '+']).all(|part| is_wordlike(part) || known.has(part));
    match (plain, words) {
        (true, true) => whole(text),
        (true, false) => std::iter::once(name.len()..text.len()).collect(),
        _ => Ranges::new(),
    }
}

fn callbacks(text: &str, known: &Known) -> Ranges {
    let separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let mut out = Ranges::new();
    let mut at = 0;
    for part in text.split_inclusive(separator) {
        let item = part.trim_end_matches(separator);
        out.extend(url(item, known).into_iter().map(|range| at + range.start..at + range.end));
        out.push(at + item.len()..at + part.len());
        at += part.len();
    }
    out
}

/// Whether a text is an IP address, or nearly one.
pub(super) fn is_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
        || text.len() <= 18
            && text.contains('.')
            && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'/')
}

/// Whether a text names fields, such as `$User.Country`.
fn is_formula(text: &str) -> bool {
    let names = text.strip_prefix('$').unwrap_or(text);
    let bare = text.strip_prefix("{!").and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    names.contains('.') && text.len() <= 100 && names.split('.').all(is_wordlike)
        || text.starts_with('$') && is_wordlike(names)
        || bare.len() < text.len() && is_formula(bare)
}

fn is_label(text: &str) -> bool {
    text.len() <= LONGEST_LABEL
        && text.split([' ', '-']).all(|word| word.is_empty() || is_wordlike(word))
}

/// Whether a text has the form of a record id: the prefix of its object, its server, and a number.
pub(super) fn is_record_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && text.starts_with('0')
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.as_bytes().iter().skip(5).take(6).filter(|b| **b == b'0').count() >= 3
}

/// Whether a text is one placeholder with a plain name, such as `${CALLBACK_URL}`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let forms =
        [("${", "}"), ("{{", "}}"), ("__", "__"), ("@@", "@@"), ("#{", "}"), ("%%%", "%%%")];
    forms.iter().any(|(open, close)| {
        let name = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        name.is_some_and(|name| name.split(['.', ':', '-']).all(|part| is_wordlike(part.trim())))
    })
}
