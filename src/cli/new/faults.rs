//! Faults of what is wanted, as its user sees them.

use super::args::flag_of;
use crate::check::{Report, hide_in};
use crate::cli::{Failure, terminal};
use crate::diagnostic::Finding;
use crate::emit::{self, Places};
use crate::mask;
use crate::spec::{SpecFault, SpecPath, SpecText, Step};
use crate::text::escape;

/// Tells what no project can be made from with the flags that fix it.
pub(super) fn by_flag(faults: &[SpecFault]) -> Failure {
    let told = faults.iter().map(|fault| {
        let flag = fault.at.last_key().and_then(flag_of).map(str::to_owned);
        let flag = flag.or_else(|| setting_of(&fault.at));
        let flag = flag.map(|flag| format!(" ({flag})")).unwrap_or_default();
        let [message, why, help] = [&fault.message, &fault.why, &fault.help]
            .map(|text| escape::line(&mask::say(text)).into_owned());
        format!("{message}\n  why: {why}\n  help: {help}{flag}\n")
    });
    Failure::drawn(told.collect::<Vec<_>>().join(&format!("\n{}", terminal::error_word())))
}

/// The flag that sets any key, for a key outside of lists.
fn setting_of(at: &SpecPath) -> Option<String> {
    let below = match at.0.as_slice() {
        [Step::Key("app"), Step::Item(_), below @ ..] => below,
        all => all,
    };
    let keys = below.iter().map(|step| match step {
        Step::Key(key) => Some(*key),
        Step::Item(_) => None,
    });
    let keys: Vec<&str> = keys.collect::<Option<_>>()?;
    (!keys.is_empty()).then(|| format!("--set {}=...", keys.join(".")))
}

/// A failure that shows faults in the text of a spec.
pub(super) fn in_text(text: &SpecText, findings: &[Finding]) -> Failure {
    let mut findings = findings.to_vec();
    hide_in(&mut findings, &text.path, &text.text);
    let report = Report { findings, ..Report::default() };
    let places = Places::default().with(&text.path, &text.text);
    let shown = emit::human(&report, &places, terminal::options());
    Failure::drawn(format!("the spec {} is not valid\n\n{shown}", escape::line(&text.path)))
}
