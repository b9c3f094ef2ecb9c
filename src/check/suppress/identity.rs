//! What makes a finding the same in two states of the files: what it says, and the text that it says
//! it about. Where the lines are does not count, and a file may have another path.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::Baseline;
use crate::check::fingerprint::Names;
use crate::diagnostic::{Finding, Place};
use crate::project::{Workspace, normalize};

/// Gives findings of a workspace their identities.
pub(super) struct Identities<'a> {
    names: Names<'a>,
    workspace: &'a Workspace,
    texts: HashMap<&'a str, &'a str>,
    /// The path that a file had in the earlier state.
    path_before: &'a dyn Fn(&Path) -> PathBuf,
}

impl<'a> Identities<'a> {
    pub(super) fn of(workspace: &'a Workspace, path_before: &'a dyn Fn(&Path) -> PathBuf) -> Self {
        let files = workspace.projects.iter().flat_map(|project| &project.files);
        let texts = files.map(|file| (file.path.as_ref(), file.text.as_str())).collect();
        Self { names: Names::of(workspace), workspace, texts, path_before }
    }

    /// The identity of a finding; none where its file has no text that could be compared.
    pub(super) fn identity(&self, finding: &Finding) -> Option<String> {
        let own = self.path(&finding.place.path);
        // A message may name the other file.
        let mut message = finding.message.clone().into_owned();
        for related in &finding.related {
            message = message.replace(&*related.place.path, &self.path(&related.place.path));
        }
        let mut parts = vec![self.names.key_at(finding, &own, &message), self.subject(finding)?];
        for related in &finding.related {
            parts.push(self.path(&related.place.path));
            parts.push(self.written(&related.place).unwrap_or_default());
        }
        Some(parts.join("\u{1e}"))
    }

    fn path(&self, shown: &str) -> String {
        let path = normalize(&self.workspace.cwd.join(Path::new(shown)));
        (self.path_before)(&path).to_string_lossy().into_owned()
    }

    fn text(&self, path: &str) -> Option<&'a str> {
        self.texts.get(path).copied().or_else(|| self.workspace.text_of(path))
    }

    /// The text that a finding is about.
    fn subject(&self, finding: &Finding) -> Option<String> {
        let around = self.names.around(finding).last();
        // What leaks may go on beyond the place, and is not in the message.
        if Baseline::leaves_in(finding) {
            let text = self.text(&finding.place.path)?;
            return Some(words(around.map_or(text, |element| element.span.of(text))));
        }
        let text = self.text(&finding.place.path)?;
        let leaf = around.filter(|element| element.elements().next().is_none());
        let leaf = leaf.map(|element| element.span.of(text)).filter(|text| !text.contains('\n'));
        let written = finding.place.span.of(text);
        // A place that contains other elements stands for its head.
        let head = if around.is_some_and(|element| element.elements().next().is_some()) {
            written.lines().next().unwrap_or_default()
        } else {
            written
        };
        Some(words(leaf.unwrap_or(head)))
    }

    fn written(&self, place: &Place) -> Option<String> {
        Some(words(place.span.of(self.text(&place.path)?).lines().next().unwrap_or_default()))
    }
}

/// A text whose indentation and line ends do not count.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
