//! What the tables consist of: texts and lists that live in the program. The build script writes them,
//! so that nothing is read when the program starts.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::{Deref, Index};
use std::path::Path;

use serde::{Serialize, Serializer};

/// A text of the tables.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(pub &'static str);

impl Text {
    /// The text, which lives as long as the program.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl AsRef<Path> for Text {
    fn as_ref(&self) -> &Path {
        Path::new(self.0)
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.0
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self(text)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.to_owned()
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        text.0.to_owned()
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl From<Text> for Cow<'static, str> {
    fn from(text: Text) -> Self {
        Self::Borrowed(text.0)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.0 == other
    }
}

impl PartialEq<Text> for str {
    fn eq(&self, other: &Text) -> bool {
        self == other.0
    }
}

impl PartialEq<Text> for &str {
    fn eq(&self, other: &Text) -> bool {
        *self == other.0
    }
}

impl PartialEq<Text> for String {
    fn eq(&self, other: &Text) -> bool {
        self == other.0
    }
}

/// A list of the tables, in their order.
#[derive(Debug)]
pub struct List<T: 'static>(pub &'static [T]);

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0
    }
}

impl List<Text> {
    /// Whether the list has a text.
    #[must_use]
    pub fn has(&self, text: &str) -> bool {
        self.0.iter().any(|one| one == text)
    }
}

impl<T> IntoIterator for &List<T> {
    type Item = &'static T;
    type IntoIter = std::slice::Iter<'static, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Entries of the tables by name, in the order of names.
#[derive(Debug)]
pub struct Map<T: 'static>(pub &'static [(Text, T)]);

impl<T> Clone for Map<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Map<T> {}

impl<T> Map<T> {
    /// The entry of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'static T> {
        let at = self.0.binary_search_by(|(known, _)| known.0.cmp(name)).ok()?;
        Some(&self.0[at].1)
    }

    /// Whether there is an entry of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Names and entries.
    pub fn iter(&self) -> std::slice::Iter<'static, (Text, T)> {
        self.0.iter()
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + use<T> {
        self.0.iter().map(|(name, _)| name.0)
    }

    /// The entries.
    pub fn values(&self) -> impl Iterator<Item = &'static T> + use<T> {
        self.0.iter().map(|(_, entry)| entry)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> IntoIterator for &Map<T> {
    type Item = &'static (Text, T);
    type IntoIter = std::slice::Iter<'static, (Text, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> Index<&str> for Map<T> {
    type Output = T;

    /// # Panics
    /// If there is no entry of that name.
    fn index(&self, name: &str) -> &T {
        self.get(name).unwrap_or_else(|| panic!("the tables have no {name}"))
    }
}

/// A value that an element has unless a file gives another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// Of a switch.
    Boolean(bool),
    /// Of a number.
    Integer(i64),
    /// Of anything else.
    String(Text),
}

impl Literal {
    /// The value of a switch.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        if let Self::Boolean(value) = self { Some(value) } else { None }
    }

    /// The value of what is neither a switch nor a number.
    #[must_use]
    pub fn as_str(self) -> Option<&'static str> {
        if let Self::String(value) = self { Some(value.as_str()) } else { None }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::String(value) => value.fmt(f),
        }
    }
}
