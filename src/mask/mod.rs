//! Layer 2: what of a file's values may be shown.
//!
//! Values are shown by permission. A value appears in a report, a preview or an error only in a form
//! that its element allows: a switch shows `true` or `false`, a URL its host and its plain path, a
//! reference a name that looks like one. Everything else is replaced by its length. There is one
//! judgement for all writers: [`value()`] for the elements of metadata, `by_form` for everything
//! that no schema knows.

mod credentials;
mod data;
mod diff;
mod found;
mod loose;
mod message;
mod metadata;
mod own;
mod paint;
mod prose;
mod tag;
mod url;
mod value;
mod word;
mod written;

pub(crate) use credentials::{hides_private_key, names_credential, url_credentials};
pub use data::{environment, json, toml};
pub use diff::diff;
pub(crate) use found::secret_ranges;
pub(crate) use loose::named_values;
pub use message::{Hidden, fault, message};
pub(crate) use message::{by_form, may_be_hidden, may_show};
pub use metadata::metadata;
pub(crate) use own::with_own;
pub use paint::{Masked, tell};
pub use prose::prose;
pub use value::value;
pub use word::Known;
pub(crate) use word::is_name;
pub use written::Written;

/// A sentence as it may be shown, by the form of its words: for texts that are in no file of a project.
#[must_use]
pub fn say(text: &str) -> String {
    message(text, &|_| false, &Known::default())
}

/// A value as it may be shown, by the form it has: for values that belong to no element.
#[must_use]
pub fn shown(text: &str) -> String {
    tell(text, &by_form(text, &Known::default()))
}
