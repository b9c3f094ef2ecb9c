//! What scratch org definitions say. Their keys are read whatever their case: definitions are
//! written by hand, and both spellings of a settings type are in use.

use crate::json::{Json, JsonValue};

/// The members of an object that have that name in any case.
fn members<'a>(json: &'a Json, name: &str) -> impl Iterator<Item = &'a Json> {
    let named = json.members().iter().filter(move |m| m.name.eq_ignore_ascii_case(name));
    named.map(|member| &member.value)
}

/// The objects of a settings type in a definition.
pub(super) fn settings_of<'a>(json: &'a Json, type_name: &str) -> Vec<&'a Json> {
    members(json, "settings").flat_map(|settings| members(settings, type_name)).collect()
}

/// Whether the definition gives a switch that value.
pub(super) fn sets(json: &Json, type_name: &str, element: &str, value: bool) -> bool {
    let values = settings_of(json, type_name).into_iter().flat_map(|s| members(s, element));
    values.into_iter().any(|set| set.as_bool() == Some(value))
}

/// Whether the org is made from another one, a snapshot or a shape, and so may have settings that
/// the definition does not list.
pub(super) fn copies_an_org(json: &Json) -> bool {
    let given = |value: &Json| !matches!(&value.value, JsonValue::Null);
    ["snapshot", "sourceOrg"].iter().any(|key| members(json, key).any(given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn keys_are_read_in_any_case() {
        for text in [
            r#"{"settings": {"oauthOidcSettings": {"oAuthCdCrdtFlowEnable": true}}}"#,
            r#"{"settings": {"OauthOidcSettings": {"oAuthCdCrdtFlowEnable": true}}}"#,
            r#"{"Settings": {"oauthOIDCSettings": {"oauthCdCrdtFlowEnable": true}}}"#,
        ] {
            let json = parse(text).unwrap();
            assert!(sets(&json, "OauthOidcSettings", "oAuthCdCrdtFlowEnable", true), "{text}");
            assert!(!copies_an_org(&json));
        }
        assert!(copies_an_org(&parse(r#"{"snapshot": "Nightly"}"#).unwrap()));
        assert!(copies_an_org(&parse(r#"{"sourceOrg": "00D000000000001"}"#).unwrap()));
    }
}
