//! Whether a value of the spec is one that its element takes.

use url::Url;

use crate::project::Certificate;
use crate::schema::{ApiVersion, Element, Kind, api_name_fault};
use crate::spec::{Fault, SpecPath};
use crate::text::suggest::nearest;

/// Type whose names are API names.
const PERMISSION_SET: &str = "PermissionSet";

/// What is wrong with a value for an element, if anything.
pub(super) fn fault(
    element: &Element,
    value: &str,
    version: ApiVersion,
    at: &SpecPath,
) -> Option<Fault> {
    let (message, help) = complaint(element, value, version)?;
    Some(Fault::new(at.clone(), message, &element.meaning, help))
}

fn complaint(element: &Element, value: &str, version: ApiVersion) -> Option<(String, String)> {
    if value.trim().is_empty() {
        let message = format!("`{}` is empty", element.name);
        return Some((message, "write a value, or leave the key out".into()));
    }
    let lines = matches!(element.kind, Kind::CallbackList | Kind::Certificate)
        || element.name == "description";
    if value.trim() != value || value.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
        let message =
            "the value has white space around it, or line breaks or other control characters in it";
        return Some((message.into(), "write the bare value".into()));
    }
    if let Some(most) = element.max_length.filter(|&most| value.chars().count() > most) {
        return Some((
            format!("the value is too long for `{}`", element.name),
            format!("shorten it to {most} characters"),
        ));
    }
    if let Some(name) = odd_variable(value) {
        let message = format!("`${{{name}}}` is no variable that a deploy could fill in");
        let help = "name it with capital letters, digits and `_`, such as `${CONTACT_EMAIL}`";
        return Some((message, help.into()));
    }
    if holds_placeholder(value) {
        return None;
    }
    match element.kind {
        Kind::Enum => of_enum(element, value, version),
        Kind::Int => of_int(element, value, version),
        Kind::Url => (!is_web_address(value)).then(|| {
            (
                format!("`{value}` is no address"),
                "write a whole address such as `https://app.example/start`".into(),
            )
        }),
        Kind::Email => (!is_email(value)).then(|| {
            (
                format!("`{value}` is no e-mail address"),
                "write an address such as `owner@company.example`".into(),
            )
        }),
        Kind::Certificate => of_certificate(value),
        Kind::NameList if element.refers_to.as_deref() == Some(PERMISSION_SET) => {
            value.split(',').find_map(of_permission_set)
        }
        Kind::Username => {
            (!value.contains('@') || value.contains(char::is_whitespace)).then(|| {
                (
                    format!("`{value}` is no user name"),
                    "write a user name such as `robot@company.example`".into(),
                )
            })
        }
        _ => None,
    }
}

/// A permission set is named by its API name, behind the namespace of its package.
fn of_permission_set(name: &str) -> Option<(String, String)> {
    let own = name.split_once("__").map_or(name, |(_, own)| own);
    let what = api_name_fault(own)?;
    Some((
        format!("the permission set name `{name}` {what}"),
        "write its API name, such as `Billing_Users`, and not its label".into(),
    ))
}

/// A private key where its certificate belongs would be published with the project.
fn of_certificate(value: &str) -> Option<(String, String)> {
    let secret = value.contains("PRIVATE KEY");
    if secret {
        let help = "give the certificate alone, and keep the private key out of the project";
        return Some(("there is a private key where a certificate belongs".into(), help.into()));
    }
    // Whatever stands beside a certificate would be published as well.
    let value = value.trim();
    let inner = value
        .strip_prefix("-----BEGIN CERTIFICATE-----")
        .and_then(|rest| rest.strip_suffix("-----END CERTIFICATE-----"));
    let is_one = !inner.unwrap_or(value).contains("-----");
    let help = "give one certificate in PEM form, which starts with `-----BEGIN CERTIFICATE-----`, \
                and nothing beside it";
    (!is_one || Certificate::parse(value).is_err())
        .then(|| ("the text is not one certificate".into(), help.into()))
}

/// The first `${...}` in a text that names no variable which a deploy could fill in.
#[must_use]
pub fn odd_variable(value: &str) -> Option<&str> {
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

fn of_enum(element: &Element, value: &str, version: ApiVersion) -> Option<(String, String)> {
    let usable =
        |v: &&crate::schema::EnumValue| !v.internal && v.since.is_none_or(|since| since <= version);
    let names: Vec<&str> =
        element.values.iter().filter(usable).map(|value| value.name.as_str()).collect();
    if names.contains(&value) {
        return None;
    }
    let meant = element.value_meant_by(value).map(|v| v.name.as_str());
    let meant =
        meant.filter(|name| names.contains(name)).or_else(|| nearest(value, names.iter().copied()));
    let help = match meant {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write one of `{}`", names.join("`, `")),
    };
    Some((format!("`{value}` is no value of `{}`", element.name), help))
}

fn of_int(element: &Element, value: &str, version: ApiVersion) -> Option<(String, String)> {
    let message = format!("`{value}` is out of bounds for `{}`", element.name);
    let Ok(number) = value.parse::<i64>() else {
        return Some((format!("`{value}` is no whole number"), "write digits only".into()));
    };
    let allowed: Vec<i64> =
        element.allowed.iter().filter(|one| one.since <= version).map(|one| one.value).collect();
    if !allowed.is_empty() && !allowed.contains(&number) {
        let list: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        return Some((message, format!("write one of {}", list.join(", "))));
    }
    let low = element.min.filter(|&min| number < min).map(|min| format!("write {min} or more"));
    let high = element.max.filter(|&max| number > max).map(|max| format!("write {max} or less"));
    low.or(high).map(|help| (message, help))
}

fn is_web_address(value: &str) -> bool {
    Url::parse(value).is_ok_and(|url| url.has_host() && !value.contains(char::is_whitespace))
}

fn is_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.split('.').count() > 1
            && host.split('.').all(|label| !label.is_empty())
            && !value.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'))
            && !host.contains('@')
    })
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
        assert_eq!(said(policies, "sessionTimeoutInMinutes", "0").unwrap(), "write 1 or more");
        assert!(
            said(policies, "namedUserJwtTimeout", "7").unwrap().starts_with("write one of 1, 5")
        );
        assert!(said(names::HEADER, "contactEmail", "a@b").is_some());
        assert_eq!(said(names::HEADER, "contactEmail", "a@b.example"), None);
        assert_eq!(said(names::HEADER, "contactEmail", "${CONTACT}"), None);
        assert!(said(names::HEADER, "logoUrl", "logo.png").is_some());
        assert!(said(names::HEADER, "description", " ").is_some());
    }
}
