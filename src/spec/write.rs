//! Writing a spec as the project keeps it.

use super::Spec;
use crate::text::sound::serialized;

const HEAD: &str = "\
# What this project was made from. `ecaforge new` with this file in the directory makes the same
# files again; change a value here and run it again with --diff to see what would change.

";

/// The spec as TOML.
#[must_use]
pub fn write(spec: &Spec) -> String {
    // Tables of strings, numbers and lists always serialize.
    HEAD.to_owned() + &serialized(toml::to_string_pretty(spec))
}

/// The tables of a spec file that belong to `check`, as they are written, comments included.
#[must_use]
pub fn check_tables(text: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        if let Some(header) = line.trim_start().strip_prefix('[') {
            let name = header.trim_start_matches('[').trim_start();
            inside = name
                .strip_prefix("check")
                .is_some_and(|rest| rest.trim_start().starts_with(['.', ']']));
        }
        if inside {
            kept.push_str(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_check_are_told_from_those_of_the_spec() {
        let text = "[project]\nname = \"x\"\n[check]\n# why\nprofile = \"strict\"\n[[app]]\n[checks]\n\
                    [check.rules]\na = \"off\"\n[[check.ignore]]\nb = 1\n";
        let kept = "[check]\n# why\nprofile = \"strict\"\n[check.rules]\na = \"off\"\n[[check.ignore]]\nb = 1\n";
        assert_eq!(check_tables(text), kept);
    }
}
