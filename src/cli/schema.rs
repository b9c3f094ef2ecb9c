//! `ecaforge schema`.

use super::args::{SchemaArgs, SchemaKind};
use super::print::print;
use super::{Exit, Failure};
use crate::text::sound::serialized;
use crate::{emit, spec};

/// Prints a JSON Schema.
///
/// # Errors
/// If it cannot be written.
pub(super) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    let schema = match args.which {
        SchemaKind::Report => emit::report_schema(),
        // One file, so one schema.
        SchemaKind::Config | SchemaKind::Spec => spec::file_schema(),
    };
    print(&text(&schema))?;
    Ok(Exit::Done)
}

fn text(schema: &schemars::Schema) -> String {
    // A schema is a JSON value already.
    serialized(serde_json::to_string_pretty(schema)) + "\n"
}
