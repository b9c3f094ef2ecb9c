//! The push plugin that flags or answers ask for.

use std::io;

use super::Flags;
use super::answer::{is_asking, left};
use crate::cli::Failure;
use crate::spec::Push;

/// The plugin for each kind of device that the flags name; asked for where they name none.
///
/// # Errors
/// If no kind of device is named, or the user leaves.
pub(super) fn wanted(args: &Flags) -> Result<Vec<Push>, Failure> {
    let named = named(args);
    if !named.is_empty() {
        return Ok(named);
    }
    if is_asking(args) {
        return Ok(vec![ask(args).map_err(left)?]);
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

/// What a device takes messages from, and how the org proves itself there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Service {
    Android,
    AppleToken,
    AppleCertificate,
}

fn ask(args: &Flags) -> io::Result<Push> {
    let service = cliclack::select("Which devices get push messages?")
        .item(Service::Android, "Android", "through a Firebase project")
        .item(Service::AppleToken, "Apple, with a signing key", "a .p8 file")
        .item(Service::AppleCertificate, "Apple, with a certificate", "a .p12 file")
        .interact()?;
    let text = |ask: &str| cliclack::input(ask).interact::<String>();
    if service == Service::Android {
        return Ok(Push::Android { project: text("Firebase project")? });
    }
    let bundle = text("Bundle of the mobile app")?;
    let environment = args.apple_environment.clone();
    Ok(if service == Service::AppleToken {
        let key_id = text("Id of the signing key at Apple")?;
        Push::AppleToken { bundle, environment, key_id, team_id: text("Id of the team at Apple")? }
    } else {
        Push::AppleCertificate { bundle, environment }
    })
}
