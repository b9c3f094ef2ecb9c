//! The way of findings into a report: what they say is shown by permission.
//!
//! Rules word their findings with the values of files. Here, once for all of them, every word is
//! judged: one that has no plain form, or that the file it points to does not show, is replaced by its
//! length.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Finding;
use crate::mask::{self, Hidden, Known};
use crate::project::{Workspace, known_names, masked};

/// Lets the findings say only what may be shown.
pub(crate) fn hide(findings: &mut [Finding], workspace: &Workspace) {
    if findings.is_empty() {
        return;
    }
    let known = known_names(workspace);
    let text = |path: &str| workspace.text_of(path).unwrap_or_default();
    // Findings in one file mostly come one after another, and share what is hidden in it.
    findings.par_chunk_by_mut(|a, b| a.place.path == b.place.path).for_each(|findings| {
        let files = Files { text: &text, known: &known, hidden: RefCell::default() };
        for finding in findings {
            files.one(finding);
        }
    });
}

/// The same for findings in one file that is in no project.
pub(crate) fn hide_in(findings: &mut [Finding], path: &str, text: &str) {
    let text = |asked: &str| if asked == path { text } else { "" };
    let files = Files { text: &text, known: &Known::default(), hidden: RefCell::default() };
    for finding in findings {
        files.one(finding);
    }
}

struct Files<'a> {
    /// The text at a path.
    text: &'a (dyn Fn(&str) -> &'a str + Sync),
    known: &'a Known,
    /// What is hidden in each file that was asked for.
    hidden: RefCell<HashMap<Arc<str>, Rc<Hidden>>>,
}

impl Files<'_> {
    fn one(&self, finding: &mut Finding) {
        let related = finding.related.iter().map(|related| &related.place.path);
        let edited = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.path);
        let mut paths = vec![finding.place.path.clone()];
        paths.extend(related.chain(edited).cloned());
        paths.sort();
        paths.dedup();
        // Most texts have only words of the tables, which no file hides.
        let is_hidden = |text: &str| {
            mask::may_be_hidden(text, self.known)
                && paths.iter().any(|path| self.hidden(path).is_in(text, self.known))
        };
        let say = |text: &mut String| *text = mask::message(text, &is_hidden, self.known);
        for words in [&mut finding.message, &mut finding.why, &mut finding.help] {
            if let Cow::Owned(words) = words {
                say(words);
            }
        }
        finding.related.iter_mut().for_each(|related| say(&mut related.message));
        if let Some(app) = finding.app.as_mut().filter(|app| !mask::is_name(app, self.known)) {
            *app = mask::tell(app, &[]);
        }
        let Some(fix) = &mut finding.fix else { return };
        say(&mut fix.title);
        let shows = |text: &str| mask::may_show(text, &is_hidden, self.known);
        finding.withheld = !fix.edits.iter().all(|edit| shows(&edit.edit.text))
            || !fix.moves.iter().all(|step| shows(&step.to));
    }

    /// What is hidden in the file at a path.
    fn hidden(&self, path: &Arc<str>) -> Rc<Hidden> {
        let mut hidden = self.hidden.borrow_mut();
        let of = || {
            let text = (self.text)(path);
            Rc::new(Hidden::of(text, &masked(path, text, self.known)))
        };
        hidden.entry(path.clone()).or_insert_with(of).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Place, Severity};
    use crate::text::Span;

    #[test]
    fn a_finding_in_a_file_of_no_project_says_nothing_that_the_file_hides() {
        let text = "<a><consumerSecret>swordfish</consumerSecret><label>Billing</label></a>";
        let said = |path: &str, word: &str| {
            let mut findings = [Finding {
                rule: "test",
                severity: Severity::Error,
                place: Place { path: "a.ecaGlblOauth-meta.xml".into(), span: Span::empty(0) },
                app: None,
                message: format!("`{word}` is not right").into(),
                why: "".into(),
                help: "".into(),
                url: None,
                related: Vec::new(),
                withheld: false,
                fingerprint: String::new(),
                fix: None,
            }];
            hide_in(&mut findings, path, text);
            findings[0].message.to_string()
        };
        let own = "a.ecaGlblOauth-meta.xml";
        assert!(!said(own, "swordfish").contains("swordfish"), "{}", said(own, "swordfish"));
        assert_eq!(said(own, "Billing"), "`Billing` is not right");
        assert_eq!(said("b.ecaGlblOauth-meta.xml", "swordfish"), "`swordfish` is not right");
    }
}
