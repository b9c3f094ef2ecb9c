//! What is wrong with a spec.

use std::fmt;

/// One step from a spec's top to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key of a table.
    Key(&'static str),
    /// A place in a list, from 0.
    Item(usize),
}

/// The way from a spec's top to a value: `app[0].oauth.scopes[1]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecPath(pub Vec<Step>);

impl SpecPath {
    /// The app at that place of the list.
    #[must_use]
    pub fn app(index: usize) -> Self {
        Self(vec![Step::Key("app"), Step::Item(index)])
    }

    /// The way one key further.
    #[must_use]
    pub fn key(&self, key: &'static str) -> Self {
        self.then(Step::Key(key))
    }

    /// The way to one item of the list here.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        self.then(Step::Item(index))
    }

    /// The last key.
    #[must_use]
    pub(crate) fn last_key(&self) -> Option<&'static str> {
        self.0.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(*key),
            Step::Item(_) => None,
        })
    }

    /// Whether the way leads through the value at the end of another.
    #[must_use]
    pub(crate) fn is_within(&self, outer: &Self) -> bool {
        self.0.starts_with(&outer.0)
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl fmt::Display for SpecPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Item(item) => write!(f, "[{item}]")?,
            }
        }
        Ok(())
    }
}

/// Something in a spec that no project can be made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SpecFault {
    /// The value that is wrong; for something missing, where it would stand.
    pub at: SpecPath,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What to write instead.
    pub help: String,
}

impl SpecFault {
    /// A fault at a value of the spec.
    #[must_use]
    pub fn new(
        at: SpecPath,
        message: impl Into<String>,
        why: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { at, message: message.into(), why: why.into(), help: help.into() }
    }
}
