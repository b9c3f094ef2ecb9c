//! The names that the platform takes for components.

/// Most characters of an API name.
pub const LONGEST_API_NAME: usize = 80;
/// Most characters of an API name by Salesforce's object reference, so that every page allows it.
pub const LONGEST_SURE_API_NAME: usize = 40;
/// Most characters of a label.
pub const LONGEST_LABEL: usize = 80;

/// What is wrong with `name` as the API name of a component; none where it is a good one.
#[must_use]
pub(crate) fn api_name_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("is empty");
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some("does not start with a letter");
    }
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Some("holds something other than letters, digits and underscores");
    }
    if name.contains("__") {
        return Some("holds two underscores in a row");
    }
    name.ends_with('_').then_some("ends with an underscore")
}

/// The nearest good API name to a text: `billing-app` becomes `Billing_App`, `Übersicht` `Ubersicht`.
#[must_use]
pub(crate) fn api_name_from(text: &str) -> Option<String> {
    let text = deunicode::deunicode(text);
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + rest
    };
    let name = words.map(capital).collect::<Vec<_>>().join("_");
    api_name_fault(&name).is_none().then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_good_names_from_bad_ones() {
        for good in ["A", "Billing", "Billing_App2"] {
            assert_eq!(api_name_fault(good), None, "{good}");
        }
        for bad in ["", "1App", "_App", "App_", "My__App", "My App", "Ápp", "../x"] {
            assert!(api_name_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn makes_names_from_what_directories_are_called() {
        assert_eq!(api_name_from("billing-app").as_deref(), Some("Billing_App"));
        assert_eq!(api_name_from("my.MCP client").as_deref(), Some("My_MCP_Client"));
        assert_eq!(api_name_from("2nd"), None);
        assert_eq!(api_name_from("Müller-Übersicht").as_deref(), Some("Muller_Ubersicht"));
        assert_eq!(api_name_from("..."), None);
    }
}
