//! The push plugin that flags ask for.

use super::Flags;
use crate::cli::Failure;
use crate::spec::{Plugin, Push};

/// Refuses a push plugin for which no kind of device is named.
pub(super) fn refuse_without_device(args: &Flags) -> Result<(), Failure> {
    if !args.plugins.contains(&Plugin::Push) || !named(args).is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        "the push plugin is for one kind of device; give --firebase-project for Android, or \
         --apple-bundle for Apple",
    ))
}

/// The plugin for each kind of device that the flags name.
pub(super) fn named(args: &Flags) -> Vec<Push> {
    let android = args.firebase_project.clone().map(|project| Push::Android { project });
    let apple = args.apple_bundle.clone().map(|bundle| {
        let environment = args.apple_environment.clone();
        match (args.apple_key_id.clone(), args.apple_team_id.clone()) {
            (Some(key_id), Some(team_id)) => {
                Push::AppleToken { bundle, environment, key_id, team_id }
            }
            _ => Push::AppleCertificate { bundle, environment },
        }
    });
    android.into_iter().chain(apple).collect()
}
