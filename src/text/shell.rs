//! Words of a POSIX shell.

/// A text as one word of a command, in single quotes where the shell would read something into it.
#[must_use]
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "@._+-/:,%=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_reads_is_quoted() {
        assert_eq!(word("my-app/Übersicht"), "my-app/Übersicht");
        assert_eq!(word("a & $b"), "'a & $b'");
        assert_eq!(word("o'brien@a.co"), r"'o'\''brien@a.co'");
        assert_eq!(word(""), "''");
    }
}
