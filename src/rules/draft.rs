//! Building findings.

use std::borrow::Cow;

use super::Rule;
use crate::diagnostic::{Finding, Fix, Place, Related, Severity, Words};
use crate::project::secret_ranges;

/// Collects the findings of one rule.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    app: Option<&'a str>,
    out: &'a mut Vec<Finding>,
}

/// A finding as its rule words it; rule, severity, reason and address are filled in.
#[derive(Clone, Debug)]
pub struct Draft {
    place: Place,
    message: Words,
    why: Option<Words>,
    help: Words,
    severity: Option<Severity>,
    app: Option<String>,
    related: Vec<Related>,
    fix: Option<Fix>,
}

impl Draft {
    /// A finding at `place`. `message` says what is wrong in one sentence without a full stop,
    /// `help` what to write instead.
    #[must_use]
    pub fn new(place: Place, message: impl Into<Words>, help: impl Into<Words>) -> Self {
        Self {
            place,
            message: message.into(),
            why: None,
            help: help.into(),
            severity: None,
            app: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// Why this finding matters, where the rule's own reason is not close enough.
    #[must_use]
    pub fn why(mut self, why: impl Into<Words>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// A severity other than the rule's.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The app it concerns, where that is not the one of the file.
    #[must_use]
    pub fn app(mut self, app: impl Into<String>) -> Self {
        self.app = Some(app.into());
        self
    }

    /// Another place that belongs to the fault.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }

    /// A change that removes the finding.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// A change that removes the finding, where there is one.
    #[must_use]
    pub(crate) fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

impl<'a> Findings<'a> {
    /// Collects into `out` what `rule` finds; `app` is the app of what is looked at.
    pub fn new(rule: &'static Rule, app: Option<&'a str>, out: &'a mut Vec<Finding>) -> Self {
        Self { rule, app, out }
    }

    /// Adds a finding.
    pub fn add(&mut self, draft: Draft) {
        self.out.push(Finding {
            rule: self.rule.id,
            severity: draft.severity.unwrap_or(self.rule.severity),
            place: draft.place,
            app: draft.app.or_else(|| self.app.map(str::to_owned)),
            message: draft.message,
            why: draft.why.unwrap_or(Words::Borrowed(self.rule.why)),
            help: draft.help,
            url: self.rule.url().map(Cow::Borrowed),
            related: draft.related,
            fix: draft.fix.filter(holds_no_secret),
            withheld: false,
            fingerprint: String::new(),
        });
    }
}

/// A fix that would write a credential again is not made: its text is part of the report.
fn holds_no_secret(fix: &Fix) -> bool {
    fix.edits.iter().all(|edit| secret_ranges(&edit.edit.text).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Edit;
    use crate::diagnostic::Safety;
    use crate::rules::rule;
    use crate::text::Span;

    #[test]
    fn a_fix_that_writes_a_credential_again_is_not_offered() {
        let place = Place { path: "a.xml".into(), span: Span::empty(0) };
        let offers = |text: &str| {
            let mut found = Vec::new();
            let fix = Fix::edit("write it", Safety::Safe, &place.path, Edit::insert(0, text));
            let rule = rule("unknown-element").expect("the rule");
            Findings::new(rule, None, &mut found)
                .add(Draft::new(place.clone(), "wrong", "write it").fix(fix));
            found.pop().is_some_and(|finding| finding.fix.is_some())
        };
        assert!(offers("<label>Billing</label>"));
        let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
        assert!(!offers(key));
    }
}
