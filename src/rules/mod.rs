//! Layer 3: the rules, one file each, in groups.
//!
//! A rule's file holds its explanation, its sources, examples that are run as its tests, its check
//! and its fix. To add one, write the file and put its name into the list of its group.

mod context;
mod draft;
mod example;
mod group;
pub(crate) mod page;
pub mod profile;
mod rank;
mod remedy;

pub(crate) mod certificates;
pub(crate) mod distribution;
pub(crate) mod fixes;
pub(crate) mod flows;
pub(crate) mod form;
pub(crate) mod hardening;
pub mod isv;
pub(crate) mod plugins;
pub(crate) mod policies;
pub(crate) mod policy;
pub(crate) mod project;
pub(crate) mod run;
pub(crate) mod scopes;
pub(crate) mod secrets;
pub(crate) mod urls;

pub(crate) use context::{AppContext, FileContext, ProjectContext};
pub use draft::{Draft, Findings};
pub use example::Example;
pub(crate) use group::Group;
pub use group::{all_rules, groups, rule};
pub use policy::TeamPolicy;
pub use profile::{Profile, profile, profiles};
pub use rank::Rank;

use crate::diagnostic::Severity;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Id, kebab-case; names the fault.
    pub id: &'static str,
    /// Ids that the rule had before, the oldest first. Configurations, comments and baselines may
    /// still use them.
    pub formerly: &'static [&'static str],
    /// Severity of its findings, unless a finding says otherwise.
    pub severity: Severity,
    /// Explanation in Markdown: what, why, examples.
    pub docs: &'static str,
    /// Why its findings matter: the first paragraph of that section of the page.
    pub why: &'static str,
    /// Keys into `schemas/sources.toml`, the best first.
    pub sources: &'static [&'static str],
    /// Whether its findings can be fixed.
    pub fix: FixKind,
    /// What looks for it.
    pub check: Check,
    /// Names of the only metadata types that it looks at; empty: all. A rule of apps looks at the apps
    /// that have a file of one of them.
    pub types: &'static [&'static str],
    /// Names of the only profiles that it belongs to; empty: it always runs.
    pub only_in: &'static [&'static str],
}

/// Whether and how the findings of a rule can be fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixKind {
    /// Each finding has a safe fix.
    Safe,
    /// Each finding has a fix that needs a look.
    Unsafe,
    /// Some findings have a fix.
    Sometimes,
    /// None has, for this reason.
    None(&'static str),
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Each metadata file by itself.
    File(fn(&FileContext<'_>, &mut Findings<'_>)),
    /// Each app that has a header in the project.
    App(fn(&AppContext<'_>, &mut Findings<'_>)),
    /// The project as a whole.
    Project(fn(&ProjectContext<'_>, &mut Findings<'_>)),
    /// The run itself: its configuration and what it omits.
    Run,
}

/// Declares a rule: its doc comment is its page, the rest its properties.
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $id:literal,
        $(formerly: [$($former:literal),+],)?
        severity: $severity:ident,
        sources: [$($source:literal),* $(,)?],
        fix: $fix:expr,
        check: $check:ident$(($function:expr))?
        $(, types: [$($type:path),+])?
        $(, only_in: [$($profile:literal),+])?
        $(,)?
    ) => {
        /// The page of the rule.
        const DOCS: &str = concat!($($doc, "\n"),+);

        $(#[doc = $doc])+
        pub(super) const RULE: $crate::rules::Rule = $crate::rules::Rule {
            id: $id,
            formerly: &[$($($former),+)?],
            severity: $crate::diagnostic::Severity::$severity,
            docs: DOCS,
            why: {
                const LENGTH: usize = $crate::rules::page::why_length(DOCS);
                const WHY: [u8; LENGTH] = $crate::rules::page::why(DOCS);
                $crate::rules::page::text(&WHY)
            },
            sources: &[$($source),*],
            fix: {
                use $crate::rules::FixKind::*;
                $fix
            },
            check: $crate::rules::Check::$check$(($function))?,
            types: &[$($($type),+)?],
            only_in: &[$($($profile),+)?],
        };
    };
}

/// Declares the rules of a group: a module each, and their list.
macro_rules! rules_of_group {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+

        /// The rules of this group, in the order in which they are listed.
        pub const RULES: &[&$crate::rules::Rule] = &[$(&$name::RULE),+];
    };
}

pub(crate) use declare_rule;
pub(crate) use rules_of_group;

impl Rule {
    /// The first id that the rule had. Fingerprints of findings contain it, so that they survive a
    /// new id.
    #[must_use]
    pub(crate) fn first_id(&self) -> &'static str {
        self.formerly.first().copied().unwrap_or(self.id)
    }

    /// The text of a section of the rule's page, without its heading; empty if there is none.
    #[must_use]
    pub fn section(&self, heading: &str) -> String {
        let mut lines = Vec::new();
        let mut inside = false;
        for line in self.docs.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            match line.strip_prefix("## ") {
                Some(title) => inside = title.trim() == heading,
                None if inside => lines.push(line),
                None => {}
            }
        }
        lines.join("\n").trim().to_owned()
    }

    /// The rule's page in Markdown.
    #[must_use]
    pub fn page(&self) -> String {
        let lines = self.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// One line that says what the rule finds.
    #[must_use]
    pub fn summary(&self) -> String {
        first_paragraph(self.docs)
    }

    /// Address of the best source that has one.
    #[must_use]
    pub fn url(&self) -> Option<&'static str> {
        let sources = &crate::schema::schema().sources;
        self.sources.iter().find_map(|key| sources.get(key)?.url.as_deref())
    }
}

fn first_paragraph(text: &str) -> String {
    let lines = text.trim().lines().map(str::trim);
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
