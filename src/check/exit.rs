//! The way of findings into a report: what they say is shown by permission.
//!
//! Rules word their findings with the values of files. Here, once for all of them, every word is
//! judged: one that has no plain form, or that the file it points to does not show, is replaced by its
//! length.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::diagnostic::Finding;
use crate::mask::{self, Hidden, Known};
use crate::project::{Workspace, known_names, masked};

/// Lets the findings say only what may be shown.
pub fn hide(findings: &mut [Finding], workspace: &Workspace) {
    if findings.is_empty() {
        return;
    }
    let mut files = Files { workspace, known: known_names(workspace), hidden: HashMap::new() };
    for finding in findings {
        files.one(finding);
    }
}

/// The same for findings in one file that is in no project.
pub fn hide_in(findings: &mut [Finding], path: &str, text: &str) {
    let known = Known::default();
    let hidden = Hidden::of(text, &masked(path, text, &known));
    let hidden = HashMap::from([(path.to_owned(), hidden)]);
    let none = Workspace::default();
    let mut files = Files { workspace: &none, known, hidden };
    for finding in findings {
        files.one(finding);
    }
}

struct Files<'a> {
    workspace: &'a Workspace,
    known: Known,
    hidden: HashMap<String, Hidden>,
}

impl Files<'_> {
    fn one(&mut self, finding: &mut Finding) {
        let related = finding.related.iter().map(|related| &related.place.path);
        let edited = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.path);
        let mut paths = vec![finding.place.path.clone()];
        paths.extend(related.chain(edited).cloned());
        paths.sort();
        paths.dedup();
        for path in &paths {
            if !self.hidden.contains_key(path.as_ref()) {
                let text = self.workspace.text_of(path).unwrap_or_default();
                let shown = masked(path, text, &self.known);
                self.hidden.insert(path.to_string(), Hidden::of(text, &shown));
            }
        }
        let hidden: Vec<&Hidden> =
            paths.iter().filter_map(|path| self.hidden.get(path.as_ref())).collect();
        let say = |text: &mut String| *text = mask::message(text, &hidden, &self.known);
        for words in [&mut finding.message, &mut finding.why, &mut finding.help] {
            if let Cow::Owned(words) = words {
                say(words);
            }
        }
        finding.related.iter_mut().for_each(|related| say(&mut related.message));
        if let Some(app) = finding.app.as_mut().filter(|app| !mask::is_name(app, &self.known)) {
            *app = mask::tell(app, &[]);
        }
        let Some(fix) = &mut finding.fix else { return };
        say(&mut fix.title);
        let shows = |text: &str| mask::may_show(text, &hidden, &self.known);
        finding.withheld = !fix.edits.iter().all(|edit| shows(&edit.edit.text))
            || !fix.moves.iter().all(|step| shows(&step.to));
    }
}
