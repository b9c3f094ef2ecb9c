//! What is wrong with a value.

use std::net::IpAddr;

use super::{Certificate, CertificateFault, ParsedUrl, UrlClass, reads_field};
use crate::schema::{ApiVersion, Element, EnumValue, Kind};

/// What is wrong with a value of an element.
#[derive(Clone, Debug)]
pub enum Flaw<'a> {
    /// It has more characters than the element takes.
    TooLong {
        /// How many it has.
        length: usize,
        /// How many are allowed.
        most: usize,
    },
    /// It is not in the list of values.
    NotListed {
        /// The value that was most likely meant.
        meant: Option<&'a EnumValue>,
    },
    /// Salesforce keeps the value for its own use.
    Internal,
    /// It is not a whole number.
    NotNumber,
    /// It is a number that the element does not take.
    OutOfBounds {
        /// The number.
        number: i64,
        /// The nearest number that the element takes.
        nearest: i64,
    },
    /// It is not an e-mail address.
    NotEmail,
    /// It is not a URL that can stand here.
    Url(UrlFlaw),
    /// It is not a username.
    Username(UsernameFlaw),
    /// It is not an IP address.
    NotIpAddress,
    /// It is a formula that reads no field.
    ReadsNoField,
    /// It is not a certificate.
    Certificate(CertificateFault),
    /// It is a certificate with other text next to it, which would be published as well, or in a
    /// block that may contain more than the certificate.
    NotAlone,
}

/// What is wrong with a range of IP addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeFlaw {
    /// One end is an IPv4 address, the other one an IPv6 address.
    MixedFamilies,
    /// It ends before it starts.
    Reversed,
}

/// What is wrong with a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlFlaw {
    /// It is not a URL, for this reason.
    Invalid(String),
    /// It is only a path.
    PathOnly,
    /// Its scheme runs code or reads local data.
    Dangerous(String),
    /// Its scheme sends plain text over the network.
    NotEncrypted(String),
}

/// What is wrong with a username.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsernameFlaw {
    /// It is the record id of a user.
    RecordId,
    /// It has no `@`.
    WithoutAt,
    /// It contains spaces.
    Spaces,
}

/// What is wrong with the text of an element, whatever the API version; the text is neither empty
/// nor filled in at deploy.
#[must_use]
pub(crate) fn flaw<'a>(element: &'a Element, text: &str) -> Option<Flaw<'a>> {
    let length = text.chars().count();
    if let Some(most) = element.max_length.filter(|&most| length > most) {
        return Some(Flaw::TooLong { length, most });
    }
    match element.kind {
        Kind::Enum => of_enum(element, text),
        Kind::Int => of_number(element, text),
        Kind::Url => url_flaw(element, &ParsedUrl::of(text)).map(Flaw::Url),
        Kind::Email => (!is_email(text)).then_some(Flaw::NotEmail),
        Kind::Username => username_flaw(text).map(Flaw::Username),
        Kind::IpAddress => text.parse::<IpAddr>().is_err().then_some(Flaw::NotIpAddress),
        Kind::Formula => (!reads_field(text)).then_some(Flaw::ReadsNoField),
        Kind::Certificate => certificate_flaw(text),
        // A spec has booleans of its own, and lists are judged item by item.
        Kind::Boolean
        | Kind::Text
        | Kind::CallbackList
        | Kind::Reference
        | Kind::NameList
        | Kind::ScopeList
        | Kind::Struct => None,
    }
}

/// The first API version that takes a value which `version` does not take yet.
#[must_use]
pub fn newer_than(element: &Element, text: &str, version: ApiVersion) -> Option<ApiVersion> {
    let since = match element.kind {
        Kind::Enum => element.value(text)?.since?,
        Kind::Int => {
            let number = text.parse::<i64>().ok()?;
            element.allowed.iter().find(|allowed| allowed.value == number)?.since
        }
        _ => return None,
    };
    (since > version).then_some(since)
}

/// The values of an enumeration that people may write in an API version.
#[must_use]
pub(crate) fn listed_values(element: &Element, version: Option<ApiVersion>) -> Vec<&str> {
    let is_there = |value: &&EnumValue| {
        let since = value.since.zip(version);
        !value.internal && since.is_none_or(|(since, version)| since <= version)
    };
    element.values.iter().filter(is_there).map(|value| value.name.as_str()).collect()
}

/// The number nearest to `number` that the element takes in some API version.
fn nearest_number(element: &Element, number: i64) -> Option<i64> {
    if element.allowed.is_empty() {
        let lowest = number.max(element.min.unwrap_or(number));
        return Some(lowest.min(element.max.unwrap_or(lowest)));
    }
    element.allowed.iter().map(|allowed| allowed.value).min_by_key(|value| value.abs_diff(number))
}

/// The numbers that an element takes in an API version, in words.
#[must_use]
pub(crate) fn wanted_number(element: &Element, version: Option<ApiVersion>) -> String {
    let known = element.allowed.iter().filter(|one| version.is_none_or(|own| one.since <= own));
    let numbers: Vec<String> = known.map(|one| one.value.to_string()).collect();
    match (numbers.as_slice(), element.min, element.max) {
        ([_, ..], _, _) => format!("one of {}", numbers.join(", ")),
        ([], Some(min), Some(max)) => format!("a whole number from {min} to {max}"),
        ([], Some(min), None) => format!("a whole number of at least {min}"),
        ([], None, Some(max)) => format!("a whole number of at most {max}"),
        ([], None, None) => "a whole number".to_owned(),
    }
}

/// What is wrong with a callback URL by itself.
#[must_use]
pub(crate) fn callback_flaw(url: &ParsedUrl) -> Option<UrlFlaw> {
    match &url.class {
        UrlClass::Invalid(reason) => Some(UrlFlaw::Invalid(reason.clone())),
        UrlClass::Relative => Some(UrlFlaw::PathOnly),
        UrlClass::Dangerous(scheme) => Some(UrlFlaw::Dangerous(scheme.clone())),
        UrlClass::Clear(scheme) => Some(UrlFlaw::NotEncrypted(scheme.clone())),
        UrlClass::Https | UrlClass::LoopbackHttp | UrlClass::Custom => None,
    }
}

/// What is wrong with a range from one address to another.
#[must_use]
pub(crate) fn range_flaw(first: IpAddr, last: IpAddr) -> Option<RangeFlaw> {
    if first.is_ipv4() != last.is_ipv4() {
        return Some(RangeFlaw::MixedFamilies);
    }
    (first > last).then_some(RangeFlaw::Reversed)
}

fn certificate_flaw<'a>(text: &str) -> Option<Flaw<'a>> {
    if let Err(fault) = Certificate::parse(text) {
        return Some(Flaw::Certificate(fault));
    }
    let text = text.trim();
    let inner = text
        .strip_prefix("-----BEGIN CERTIFICATE-----")
        .and_then(|rest| rest.strip_suffix("-----END CERTIFICATE-----"));
    inner.unwrap_or(text).contains("-----").then_some(Flaw::NotAlone)
}

/// What is wrong with a URL that is the whole value of an element.
#[must_use]
pub(crate) fn url_flaw(element: &Element, url: &ParsedUrl) -> Option<UrlFlaw> {
    callback_flaw(url).filter(|flaw| match flaw {
        UrlFlaw::PathOnly => !element.may_be_path,
        UrlFlaw::NotEncrypted(_) => !element.public_page,
        UrlFlaw::Invalid(_) | UrlFlaw::Dangerous(_) => true,
    })
}

fn of_enum<'a>(element: &'a Element, text: &str) -> Option<Flaw<'a>> {
    match element.value(text) {
        Some(value) => value.internal.then_some(Flaw::Internal),
        None => Some(Flaw::NotListed { meant: element.value_meant_by(text) }),
    }
}

fn of_number<'a>(element: &Element, text: &str) -> Option<Flaw<'a>> {
    let Ok(number) = text.parse::<i64>() else { return Some(Flaw::NotNumber) };
    let nearest = nearest_number(element, number).filter(|&nearest| nearest != number)?;
    Some(Flaw::OutOfBounds { number, nearest })
}

/// Whether a text has the form of one address; more only its mail server can say.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        let apart = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';');
        !name.is_empty()
            && host.contains('.')
            && host.split('.').all(|label| !label.is_empty())
            && !host.contains('@')
            && !text.contains(apart)
    })
}

fn username_flaw(text: &str) -> Option<UsernameFlaw> {
    let is_id = matches!(text.len(), 15 | 18)
        && text.starts_with("005")
        && text.chars().all(|c| c.is_ascii_alphanumeric());
    if is_id {
        Some(UsernameFlaw::RecordId)
    } else if !text.contains('@') {
        Some(UsernameFlaw::WithoutAt)
    } else {
        text.contains(char::is_whitespace).then_some(UsernameFlaw::Spaces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_at_and_a_domain() {
        for good in ["owner@acme.com", "a.b+c@mail.acme.co.uk", "o'neill@acme.io"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "owner",
            "owner@",
            "@acme.com",
            "owner@acme",
            "owner@acme..com",
            "owner@.acme.com",
            "owner@acme.com.",
            "a@b@acme.com",
            "Owner <owner@acme.com>",
            "a@acme.com,b@acme.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn usernames_are_told_from_ids_and_labels() {
        assert_eq!(username_flaw("bot@acme.com2025_04_21.demo"), None);
        assert_eq!(username_flaw("0055g00000AbCdEAAV"), Some(UsernameFlaw::RecordId));
        assert_eq!(username_flaw("Integration User"), Some(UsernameFlaw::WithoutAt));
        assert_eq!(username_flaw("bot @acme.com"), Some(UsernameFlaw::Spaces));
    }
}
