//! The command line that does the same again, with what was answered.

use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;

use super::Flags;
use crate::mask;
use crate::text::{escape, shell};

/// What was answered, as a command; nothing while nothing is.
static ANSWERS: Mutex<Option<String>> = Mutex::new(None);

/// Keeps what was answered, for a run that is refused later.
pub(super) fn keep(before: &Flags, now: &Flags) {
    *ANSWERS.lock().unwrap_or_else(PoisonError::into_inner) = command(before, now);
}

/// The command that does the same as this run without questions, where any were answered.
pub(in crate::cli) fn kept() -> Option<String> {
    ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The command of this process with a flag for each answer; none where nothing was answered, or where
/// it would show what is not shown.
fn command(before: &Flags, now: &Flags) -> Option<String> {
    let answers = answers(before, now);
    if answers.is_empty() {
        return None;
    }
    let given: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.into_string().ok()).collect::<Option<_>>()?;
    let words = given.iter().chain(&answers).map(|word| shell::word(word));
    let text = format!("{} {}", env!("CARGO_PKG_NAME"), words.collect::<Vec<_>>().join(" "));
    (mask::say(&text) == text && escape::line(&text) == text).then_some(text)
}

/// The flags of what was answered.
fn answers(before: &Flags, now: &Flags) -> Vec<String> {
    let mut out = Vec::new();
    let mut put = |flag: &str, value: &str| out.extend([flag.to_owned(), value.to_owned()]);
    macro_rules! texts {
        ($($flag:literal $field:ident),*) => {
            $(if let Some(value) = now.$field.as_ref().filter(|_| before.$field != now.$field) {
                put($flag, value);
            })*
        };
    }
    texts!(
        "--preset" preset, "--name" name, "--contact-email" contact_email, "--run-as" run_as,
        "--certificate" certificate, "--token-issuer" token_issuer, "--token-keys" token_keys,
        "--token-audience" token_audience, "--asset-audience" asset_audience,
        "--asset-certificate" asset_certificate, "--acs-url" acs_url, "--entity-id" entity_id,
        "--screen-lock" screen_lock, "--canvas-url" canvas_url,
        "--firebase-project" firebase_project, "--apple-bundle" apple_bundle,
        "--apple-key-id" apple_key_id, "--apple-team-id" apple_team_id, "--namespace" namespace
    );
    let lists = [
        ("--flow", &before.flows, &now.flows),
        ("--callback", &before.callbacks, &now.callbacks),
        ("--notification-type", &before.notification_types, &now.notification_types),
    ];
    for (flag, before, now) in lists {
        now.iter().filter(|value| !before.contains(value)).for_each(|value| put(flag, value));
    }
    let client = now.client.filter(|_| before.client != now.client);
    if let Some(client) = client.and_then(|client| client.to_possible_value()) {
        put("--client", client.get_name());
    }
    if let Some(seconds) = now.asset_validity.filter(|_| before.asset_validity.is_none()) {
        put("--asset-validity", &seconds.to_string());
    }
    if now.generate_certificate && !before.generate_certificate {
        out.push("--generate-certificate".to_owned());
    }
    out
}
