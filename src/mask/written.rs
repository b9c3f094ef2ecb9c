//! A value of a file that cannot be printed by itself.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use super::paint::{length, tell};
use super::value::value;
use super::word::Known;
use crate::schema::Element;

/// The value of an element. It can be compared and parsed as a text, but has no `Display`: what goes
/// into words is [`Written::shown`].
#[derive(Clone)]
pub struct Written<'a> {
    text: Cow<'a, str>,
    element: &'static Element,
}

impl<'a> Written<'a> {
    /// The value `text` of an element.
    #[must_use]
    pub fn new(text: Cow<'a, str>, element: &'static Element) -> Self {
        Self { text, element }
    }

    /// What may be shown of it.
    #[must_use]
    pub fn shown(&self) -> String {
        tell(&self.text, &value(self.element, &self.text, &Known::default()))
    }

    /// The text, to work with.
    #[must_use]
    pub fn into_owned(self) -> String {
        self.text.into_owned()
    }

    /// The text, to work with.
    #[must_use]
    pub(crate) fn into_text(self) -> Cow<'a, str> {
        self.text
    }
}

impl Deref for Written<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&length(&self.text))
    }
}

impl PartialEq<str> for Written<'_> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Written<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl PartialEq<String> for Written<'_> {
    fn eq(&self, other: &String) -> bool {
        self.text == *other
    }
}

impl PartialEq for Written<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
