//! Judges the values of a spec for the elements that they go into.

use crate::schema::{ApiVersion, Element, EnumValue, Kind, api_name_fault};
use crate::spec::{SpecFault, SpecPath};
use crate::text::suggest::nearest;
use crate::values::{self, CertificateFault, Flaw, ParsedUrl, UrlFlaw};

/// Type whose names are API names.
const PERMISSION_SET: &str = "PermissionSet";

/// What is wrong with a value for an element, if anything.
pub(super) fn fault(
    element: &Element,
    value: &str,
    version: ApiVersion,
    at: &SpecPath,
) -> Option<SpecFault> {
    let (message, help) = complaint(element, value, version)?;
    Some(SpecFault::new(at.clone(), message, element.meaning, help))
}

fn complaint(element: &Element, value: &str, version: ApiVersion) -> Option<(String, String)> {
    let name = &element.name;
    if value.trim().is_empty() {
        let message = format!("`{name}` is empty");
        return Some((message, "write a value, or leave the key out".into()));
    }
    let lines = matches!(element.kind, Kind::CallbackList | Kind::Certificate)
        || element.name == "description";
    if value.trim() != value || value.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
        let message =
            "the value has spaces around it, or contains line breaks or other control characters";
        return Some((message.into(), "write the value alone".into()));
    }
    if let Some(name) = odd_variable(value) {
        let message = format!("`${{{name}}}` is not a variable that a deploy can fill in");
        let help = "name it with capital letters, digits and `_`, such as `${CONTACT_EMAIL}`";
        return Some((message, help.into()));
    }
    if holds_placeholder(value) {
        return None;
    }
    if let Some(flaw) = values::flaw(element, value) {
        return Some(worded(&flaw, element, value, version));
    }
    if let Some(since) = values::newer_than(element, value, version) {
        let message = format!("`{value}` for `{name}` needs API version {since}");
        return Some((message, format!("{}, or raise `api-version`", choice(element, version))));
    }
    match element.refers_to.as_deref() {
        Some(PERMISSION_SET) => value.split(',').find_map(of_permission_set),
        _ => None,
    }
}

/// The flaw in words for the author of a spec: what is wrong, and what to write.
fn worded(
    flaw: &Flaw<'_>,
    element: &Element,
    value: &str,
    version: ApiVersion,
) -> (String, String) {
    let name = &element.name;
    let not_listed = || format!("`{value}` is not a value of `{name}`");
    match flaw {
        Flaw::TooLong { length, most } => (
            format!("`{name}` has {length} characters; {most} are allowed"),
            format!("shorten it to {most} characters"),
        ),
        Flaw::NotListed { meant } => (not_listed(), instead(element, value, *meant, version)),
        Flaw::Internal => (not_listed(), instead(element, value, None, version)),
        Flaw::NotNumber => (format!("`{value}` is not a whole number"), choice(element, version)),
        Flaw::OutOfBounds { .. } => {
            (format!("`{name}` does not take the number {value}"), choice(element, version))
        }
        Flaw::NotEmail => (
            format!("`{value}` is not an e-mail address"),
            "write an address such as `owner@company.example`".into(),
        ),
        Flaw::Url(flaw) => of_url(flaw, name, &ParsedUrl::of(value).origin),
        Flaw::Username(_) => (
            format!("`{value}` is not a username"),
            "write a username such as `robot@company.example`".into(),
        ),
        Flaw::NotIpAddress => (
            format!("`{value}` is not an IP address"),
            "write one address, such as `203.0.113.10`".into(),
        ),
        Flaw::ReadsNoField => (
            format!("the formula `{value}` reads no field of an object"),
            "write the object and its field, such as `$User.Country`".into(),
        ),
        Flaw::Certificate(CertificateFault::PrivateKey) => (
            "there is a private key where a certificate belongs".into(),
            "give the certificate alone, and keep the private key out of the project".into(),
        ),
        Flaw::Certificate(_) | Flaw::NotAlone => (
            "the text is not one certificate".into(),
            "give one certificate in PEM form, which starts with `-----BEGIN CERTIFICATE-----`, \
             and nothing else"
                .into(),
        ),
    }
}

fn of_url(flaw: &UrlFlaw, name: &str, origin: &str) -> (String, String) {
    let whole = "write the whole address, such as `https://app.example/start`";
    match flaw {
        UrlFlaw::Invalid(reason) => (format!("`{name}` is not a URL: {reason}"), whole.into()),
        UrlFlaw::PathOnly => (format!("`{name}` is not a URL: it is only a path"), whole.into()),
        UrlFlaw::Dangerous(scheme) => (
            format!("`{name}` has the scheme `{scheme}`, which runs code or reads local data"),
            "write an `https` address".into(),
        ),
        UrlFlaw::NotEncrypted(scheme) => (
            format!("`{name}` leads to `{origin}`, which is not encrypted"),
            format!("write `https` instead of `{scheme}`"),
        ),
    }
}

/// What to write instead of a value that an enumeration does not have.
fn instead(
    element: &Element,
    value: &str,
    meant: Option<&EnumValue>,
    version: ApiVersion,
) -> String {
    let names = values::listed_values(element, Some(version));
    let meant = meant.map(|value| value.name.as_str()).filter(|name| names.contains(name));
    match meant.or_else(|| nearest(value, names.iter().copied())) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write one of `{}`", names.join("`, `")),
    }
}

/// The values that an element takes, as an advice.
fn choice(element: &Element, version: ApiVersion) -> String {
    match element.kind {
        Kind::Enum => {
            format!("write one of `{}`", values::listed_values(element, Some(version)).join("`, `"))
        }
        _ => format!("write {}", values::wanted_number(element, Some(version))),
    }
}

/// A permission set is named by its API name, after the namespace of its package.
fn of_permission_set(name: &str) -> Option<(String, String)> {
    let own = name.split_once("__").map_or(name, |(_, own)| own);
    let what = api_name_fault(own)?;
    Some((
        format!("the permission set name `{name}` {what}"),
        "write its API name, such as `Billing_Users`, and not its label".into(),
    ))
}

/// The first `${...}` in a text that is not the name of a variable which a deploy can fill in.
#[must_use]
pub(crate) fn odd_variable(value: &str) -> Option<&str> {
    let names = value.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).find(|name| !is_variable(name))
}

/// Whether a deploy fills in what is written as `${name}`.
pub(super) fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Whether the value is filled in at deploy.
pub(super) fn holds_placeholder(value: &str) -> bool {
    !crate::project::tokens(value).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{names, schema};

    #[test]
    fn values_are_judged_by_the_tables() {
        let version = schema().versions.default;
        let said = |type_name: &str, element: &str, value: &str| {
            let element = schema().types[type_name].element(element).unwrap();
            fault(element, value, version, &SpecPath::app(0)).map(|fault| fault.help)
        };
        let policies = names::OAUTH_POLICIES;
        assert_eq!(said(policies, "refreshTokenPolicyType", "Infinite"), None);
        assert_eq!(
            said(policies, "refreshTokenPolicyType", "inactivity").unwrap(),
            "did you mean `SpecificInactivity`?"
        );
        assert_eq!(
            said(policies, "sessionTimeoutInMinutes", "0").unwrap(),
            "write a whole number of at least 1"
        );
        assert!(
            said(policies, "namedUserJwtTimeout", "7").unwrap().starts_with("write one of 1, 5")
        );
        assert!(said(names::HEADER, "contactEmail", "a@b").is_some());
        assert_eq!(said(names::HEADER, "contactEmail", "a@b.example"), None);
        assert_eq!(said(names::HEADER, "contactEmail", "${CONTACT}"), None);
        assert!(said(names::HEADER, "logoUrl", "logo.png").is_some());
        assert_eq!(said(names::APP_POLICIES, "startUrl", "/lightning/page/home"), None);
        assert!(said(names::HEADER, "description", " ").is_some());
    }
}
