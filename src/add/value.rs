//! Values of elements, as files and messages have them.

use crate::project::{Field, MetadataFile};
use crate::rules::fixes::line_end;

/// A value with the line ends of a file.
pub(super) fn in_file(file: &MetadataFile, value: &str) -> String {
    value.replace('\n', line_end(&file.text))
}

/// What to tell of a value that is filled in at deploy and would have to change.
pub(super) fn filled_in(field: &Field<'_>, wanted: &str) -> String {
    format!(
        "`{}` in {} is filled in at deploy (`{}`) and would have to contain {wanted}; change it where \
         the value comes from, and write it into the file first",
        field.schema.name,
        field.file.path,
        shown(&field.text().shown()),
    )
}

/// A value as a message shows it.
pub(super) fn shown(value: &str) -> String {
    let line = value.lines().next().unwrap_or_default();
    if line.len() == value.len() { line.to_owned() } else { format!("{line} …") }
}
