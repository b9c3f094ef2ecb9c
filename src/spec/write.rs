//! Writing a spec as the project keeps it.

use super::Spec;

const HEAD: &str = "\
# What this project was made from. `ecaforge new` with this file in the directory makes the same
# files again; change a value here and run it again with --diff to see what would change.

";

/// The spec as TOML.
#[must_use]
pub fn write(spec: &Spec) -> String {
    // Tables of strings, numbers and lists always serialize.
    HEAD.to_owned() + &toml::to_string_pretty(spec).unwrap_or_default()
}
