//! Metadata whose file has no name, such as standard input.

use std::path::PathBuf;

use crate::schema::schema;
use crate::xml;

/// The name of its app, as far as anybody knows.
const NAME: &str = "stdin";

/// The path that a text would have as a file of its own: its root element says of which type it is.
/// None where it is of no known type.
#[must_use]
pub fn path_of(text: &str) -> Option<PathBuf> {
    let root = xml::parse(text.trim_start_matches('\u{feff}')).root?;
    let of_type = schema().types.get(root.name.local())?;
    let path: PathBuf = [NAME, of_type.folder.as_str()].iter().collect();
    Some(path.join(of_type.file_name(NAME)))
}
