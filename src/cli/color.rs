//! Whether colours are used.

use std::ffi::{OsStr, OsString};

use anstream::ColorChoice;
use clap::ValueEnum;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// As `NO_COLOR` says, else `FORCE_COLOR` or `CLICOLOR_FORCE`, else on a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The flag.
const FLAG: &str = "--color";

/// Sets what holds for this process, before the arguments are read: their faults are shown in colours
/// too.
pub(super) fn set() {
    let asked = asked(std::env::args_os().skip(1));
    let choice = choice(asked, &|name| std::env::var_os(name));
    choice.write_global();
    match choice {
        ColorChoice::Auto => {}
        choice => {
            let colored = choice != ColorChoice::Never;
            console::set_colors_enabled(colored);
            console::set_colors_enabled_stderr(colored);
        }
    }
}

/// What the flag among the arguments says. A value that is none is left to the parser to refuse.
fn asked(args: impl Iterator<Item = OsString>) -> Color {
    let mut args = args.map(|arg| arg.to_string_lossy().into_owned()).take_while(|arg| arg != "--");
    let mut color = Color::Auto;
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix(FLAG) {
            Some("") => args.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        let known = value.and_then(|value| Color::from_str(&value, false).ok());
        color = known.unwrap_or(color);
    }
    color
}

/// What the flag and the environment come to: `--color`, then `NO_COLOR`, then `FORCE_COLOR` and
/// `CLICOLOR_FORCE`, then the rest: `CLICOLOR`, `TERM`, and whether there is a terminal.
fn choice(asked: Color, variable: &dyn Fn(&str) -> Option<OsString>) -> ColorChoice {
    let is = |name: &str| variable(name).filter(|value| !value.is_empty());
    let off = |value: &OsStr| value == "0" || value.eq_ignore_ascii_case("false");
    match asked {
        Color::Always => return ColorChoice::Always,
        Color::Never => return ColorChoice::Never,
        Color::Auto => {}
    }
    if is("NO_COLOR").is_some() {
        return ColorChoice::Never;
    }
    match is("FORCE_COLOR") {
        Some(value) if off(&value) => ColorChoice::Never,
        Some(_) => ColorChoice::Always,
        None if is("CLICOLOR_FORCE").is_some_and(|value| value != "0") => ColorChoice::Always,
        None => ColorChoice::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_then_no_color_then_what_forces() {
        use ColorChoice::{Always, Auto, Never};
        for (args, variables, expected) in [
            ("", &[][..], Auto),
            ("", &[("NO_COLOR", "1")], Never),
            ("", &[("NO_COLOR", "")], Auto),
            ("", &[("FORCE_COLOR", "1")], Always),
            ("", &[("FORCE_COLOR", "true")], Always),
            ("", &[("FORCE_COLOR", "0")], Never),
            ("", &[("FORCE_COLOR", "false")], Never),
            ("", &[("FORCE_COLOR", "")], Auto),
            ("", &[("CLICOLOR_FORCE", "1")], Always),
            ("", &[("CLICOLOR_FORCE", "0")], Auto),
            ("", &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], Never),
            ("", &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Never),
            ("", &[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "1")], Never),
            ("", &[("TERM", "dumb"), ("FORCE_COLOR", "1")], Always),
            ("check --color always", &[("NO_COLOR", "1")], Always),
            ("--color=never check", &[("FORCE_COLOR", "1")], Never),
            ("check --color never", &[("CLICOLOR_FORCE", "1")], Never),
            ("check --color auto", &[("FORCE_COLOR", "1")], Always),
            ("check --color never --color always", &[], Always),
            ("check --color blue", &[], Auto),
            ("check --colors=always", &[], Auto),
            ("check -- --color=always", &[], Auto),
        ] {
            let asked = asked(args.split(' ').map(OsString::from));
            let of = |name: &str| {
                let known = variables.iter().find(|(known, _)| *known == name);
                known.map(|(_, value)| OsString::from(value))
            };
            assert_eq!(choice(asked, &of), expected, "{args} {variables:?}");
        }
    }
}
