//! What the caller typed, as it may be repeated on standard error.
//!
//! Command lines end up in logs of build servers together with what the program says. A credential that
//! was typed in the wrong place is not repeated there.

use std::path::Path;
use std::sync::LazyLock;

use crate::mask;
use crate::text::escape;

/// The fewest bytes of a piece that is looked for.
const SHORTEST: usize = 5;

/// A text without the arguments of this process that have no plain form: names of options and commands,
/// words, and paths that exist stay.
pub(super) fn hide(text: &str) -> String {
    static PIECES: LazyLock<Vec<(String, String)>> =
        LazyLock::new(|| pieces(std::env::args_os().skip(1).map(|arg| lossy(&arg))));
    replaced(text, &PIECES)
}

fn lossy(arg: &std::ffi::OsStr) -> String {
    arg.to_string_lossy().into_owned()
}

fn replaced(text: &str, pieces: &[(String, String)]) -> String {
    let mut out = text.to_owned();
    for (typed, told) in pieces {
        if out.contains(typed.as_str()) {
            out = out.replace(typed.as_str(), told);
        }
    }
    out
}

/// The parts of arguments that are not repeated, with what is said in their place; longer ones first.
fn pieces(arguments: impl Iterator<Item = String>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for argument in arguments {
        let value = argument.strip_prefix("--").and_then(|rest| rest.split_once('='));
        let value = value.map_or(argument.as_str(), |(_, value)| value);
        // Messages repeat an option without its value, and a path with one slash for two.
        let inner = argument.split(['\n', '\r', ' ', '\t', ',', '=', '/', '\\']);
        for piece in [argument.as_str(), value].into_iter().chain(value.lines()).chain(inner) {
            let told = told(piece);
            if piece.len() >= SHORTEST && told != piece {
                let escaped = escape::line(piece);
                if escaped != piece {
                    out.push((escaped.into_owned(), told.clone()));
                }
                out.push((piece.to_owned(), told));
            }
        }
    }
    out.sort_by_key(|(typed, _)| std::cmp::Reverse(typed.len()));
    out.dedup();
    out
}

/// What is said in the place of an argument.
fn told(piece: &str) -> String {
    let known = mask::Known::default();
    let mut shown = mask::by_form(piece, &known);
    let exists = Path::new(piece).ancestors().find(|path| path.exists());
    let exists = exists.and_then(Path::to_str).filter(|path| piece.starts_with(path));
    shown.extend(exists.map(|path| 0..path.len()));
    // The rest of a path is judged part by part.
    let mut at = 0;
    for part in piece.split_inclusive(['/', '\\']) {
        let name = part.trim_end_matches(['/', '\\']);
        if mask::shown(name) == name {
            shown.push(at..at + part.len());
        } else if name.len() < part.len() && name.len() < piece.len() && at > 0 {
            shown.push(at + name.len()..at + part.len());
        }
        at += part.len();
    }
    shown.sort_by_key(|range| range.start);
    mask::tell(piece, &shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, arguments: &[&str]) -> String {
        replaced(text, &pieces(arguments.iter().map(|&argument| argument.to_owned())))
    }

    #[test]
    fn words_and_paths_are_repeated() {
        for typed in ["web-app", "--frobnicate", "force-app/missing/Billing2.xml", "67.0", "a b"] {
            let text = format!("error: invalid value '{typed}'");
            assert_eq!(said(&text, &["check", typed]), text);
        }
        let here = env!("CARGO_MANIFEST_DIR");
        let text = format!("error: {here}/missing: no such file");
        assert_eq!(said(&text, &[&format!("{here}/missing")]), text);
    }

    #[test]
    fn values_without_a_plain_form_are_not() {
        let text = "error: https:/svc:Zq7mk3rW9@acme.io/cb: no such file or directory";
        assert!(!said(text, &["check", "https://svc:Zq7mk3rW9@acme.io/cb"]).contains("7mk3r"));
        for typed in
            ["Zq7mk3rW9vX2", "p@ss!Zq7mk3rW9", "x/Zq7mk3rW9/y", "a\nZq7mk3rW9", "a=Zq7mk3rW9"]
        {
            let text = format!("error: invalid value '{typed}'");
            assert!(!said(&text, &["check", typed]).contains("7mk3r"), "{typed}");
            let option = format!("--format={typed}");
            assert!(!said(&text, &["check", &option]).contains("7mk3r"), "{typed}");
            let name = format!("--{typed}=");
            let text = format!("error: unexpected argument '--{typed}'");
            assert!(!said(&text, &["check", &name]).contains("7mk3r"), "{typed}");
        }
    }
}
