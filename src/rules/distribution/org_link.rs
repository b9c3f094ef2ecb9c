//! Values of the form `<org id>:<rest>`.

/// The parts of a link, or what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OrgLink {
    /// Both parts have their form.
    Whole {
        /// Id of the org, its first 15 characters.
        org: String,
        /// What follows the colon.
        rest: String,
    },
    /// It cannot be a link, for this reason.
    Malformed(&'static str),
}

impl OrgLink {
    /// Reads a link.
    pub(super) fn of(text: &str) -> Self {
        let Some((org, rest)) = text.split_once(':') else {
            return Self::Malformed("it has no colon between the org id and the rest");
        };
        if !is_id(org) || !org.starts_with("00D") {
            return Self::Malformed("what comes before the colon is not an org id");
        }
        if is_made_up(org) {
            return Self::Malformed("the org id is made up");
        }
        if rest.is_empty() {
            return Self::Malformed("nothing follows the colon");
        }
        Self::Whole { org: org.chars().take(15).collect(), rest: rest.to_owned() }
    }
}

/// Whether a text has the form of a record id.
pub(super) fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether all of an id after its prefix is one character, as in `00DXXXXXXXXXXXX`.
fn is_made_up(id: &str) -> bool {
    let body = id.get(3..).unwrap_or_default();
    body.chars().all(|c| body.starts_with(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_links_from_placeholders() {
        let whole = |org: &str, rest: &str| OrgLink::Whole { org: org.into(), rest: rest.into() };
        assert_eq!(OrgLink::of("00D5g000004SGtF:App"), whole("00D5g000004SGtF", "App"));
        assert_eq!(OrgLink::of("00D5g000004SGtFAAW:App"), whole("00D5g000004SGtF", "App"));
        for text in [
            "App",
            "00D-XXXX:App",
            "00DXXXXXXXXXXXX:App",
            "0015g000004SGtF:App",
            "00D5g:App",
            "00D5g000004SG-F:App",
            "00D5g000004SGtF:",
        ] {
            assert!(matches!(OrgLink::of(text), OrgLink::Malformed(_)), "{text}");
        }
    }
}
