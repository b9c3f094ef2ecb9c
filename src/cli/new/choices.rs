//! The questions whose answers are a list.

use super::Flags;
use crate::cli::prompt::Item;
use crate::schema::{names, schema};
use crate::spec::{Client, Preset, presets};

/// The choice of one's own flows.
const OTHER: &str = "something else";
/// The certificate that is filled in at deploy.
const OPEN_CERTIFICATE: &str = "${CERTIFICATE}";
/// What nobody wants.
const NONE: &str = "none";

/// A question whose answers are a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// What the app is for.
    Purpose,
    /// Its flows, several.
    Flows,
    /// Whether its client keeps a secret.
    Client,
    /// Where its certificate comes from.
    Certificate,
    /// Which devices get push messages; whether none is an answer.
    Devices { may_be_none: bool },
    /// When the screen of the mobile app locks.
    ScreenLock,
}

/// Where the certificate comes from, in the order of the list.
const CERTIFICATES: [(&str, &str); 3] = [
    ("make one", "a new key pair; the private key is written next to the project"),
    ("take one", "a file in PEM form that you have"),
    ("fill it in at deploy", OPEN_CERTIFICATE),
];
/// The place of the file in that list.
const FILE: usize = 1;

/// How messages get to devices, in the order of the list.
const SERVICES: [(&str, &str); 3] = [
    ("Android", "through a Firebase project"),
    ("Apple, with a signing key", "a .p8 file"),
    ("Apple, with a certificate", "a .p12 file"),
];

/// What devices get push messages from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Android,
    AppleKey,
    AppleCertificate,
}

/// What an answer of a list leads to, besides the flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Picked {
    /// The flows are to be chosen one by one.
    pub(super) own_flows: bool,
    /// The file of a certificate is to be named.
    pub(super) certificate_file: bool,
    /// The push plugin is to be made.
    pub(super) service: Option<Service>,
}

impl Pick {
    /// What identifies the question.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Flows => "flows",
            Self::Client => "client",
            Self::Certificate => "certificate",
            Self::Devices { .. } => "devices",
            Self::ScreenLock => "screen-lock",
        }
    }

    /// What is asked.
    pub(super) fn ask(self) -> &'static str {
        match self {
            Self::Purpose => "What is the app for?",
            Self::Flows => "Which OAuth flows?",
            Self::Client => "Can the client keep a secret?",
            Self::Certificate => "Certificate for the JWT bearer flow",
            Self::Devices { .. } => "Which devices get push messages?",
            Self::ScreenLock => "Screen lock of the mobile app",
        }
    }

    /// What `?` answers where the items do not explain themselves.
    pub(super) fn explain(self) -> &'static str {
        match self {
            Self::Purpose => {
                "Each choice fills in flows, scopes and safe settings; all can be changed later."
            }
            Self::Flows => "A flow is a way in which a client gets its tokens.",
            Self::Client => {
                "A server keeps a secret. A page in the browser, a mobile app, a desktop app or a \
                 device cannot: whoever has it can read the secret."
            }
            Self::Certificate => {
                "The client signs each login with its private key, and the org checks the signature \
                 with the certificate, which is no secret. Make a new pair unless the client has one; \
                 where each org has a certificate of its own, leave it open until the deploy."
            }
            Self::Devices { .. } => {
                "Salesforce sends push messages through Google or Apple, and needs an account there. \
                 The secrets are filled in at deploy and are in no file. The other kind of device can \
                 be added later with `ecaforge add push`."
            }
            Self::ScreenLock => {
                "After so long without use, a mobile app with the Mobile SDK asks for the PIN or the \
                 fingerprint of the device."
            }
        }
    }

    /// Whether several items can be chosen.
    pub(super) fn is_several(self) -> bool {
        self == Self::Flows
    }

    /// The answers.
    pub(super) fn items(self) -> Vec<Item> {
        let plain = |(name, meaning): &(&str, &str)| Item::new(name, meaning, "");
        match self {
            Self::Purpose => {
                let of = |preset: &Preset| {
                    Item::new(&preset.id, &preset.meaning, &preset.how.replace("**", ""))
                };
                let other = Item::new(OTHER, "choose the OAuth flows yourself", "");
                presets().iter().map(of).chain([other]).collect()
            }
            Self::Flows => {
                let flows = schema().flows.iter().filter(|flow| flow.supported);
                let items = flows.map(|flow| {
                    let notes = flow.notes.iter().map(|note| note.as_str()).collect::<Vec<_>>();
                    let explain = format!("{} {}", flow.meaning, notes.join(" "));
                    Item::new(&flow.id, &flow.meaning, &explain.replace('`', ""))
                });
                items.collect()
            }
            Self::Client => vec![
                Item::new("yes", "it runs on a server", ""),
                Item::new("no", "it runs in a browser or on a user's device", ""),
            ],
            Self::Certificate => CERTIFICATES.iter().map(plain).collect(),
            Self::Devices { may_be_none } => {
                let none = may_be_none.then_some((NONE, "no push messages"));
                SERVICES.iter().chain(&none).map(plain).collect()
            }
            Self::ScreenLock => {
                let none = Item::new(NONE, "no screen lock", "");
                let locks = locks().map(|(name, meaning)| Item::new(name, meaning, ""));
                [none].into_iter().chain(locks).collect()
            }
        }
    }

    /// The item that is chosen where nothing says otherwise.
    pub(super) fn usual(self) -> usize {
        match self {
            Self::Devices { may_be_none: true } => SERVICES.len(),
            _ => 0,
        }
    }

    /// Puts the items at those places in the place of the flags.
    pub(super) fn set(self, flags: &mut Flags, picked: &mut Picked, places: &[usize]) {
        let first = places.first().copied().unwrap_or_default();
        match self {
            Self::Purpose => {
                let preset = presets().get(first);
                flags.preset = preset.map(|preset| preset.id.clone());
                picked.own_flows = preset.is_none();
            }
            Self::Flows => {
                let items = self.items();
                let names = places.iter().filter_map(|&place| items.get(place));
                flags.flows = names.map(|item| item.name.clone()).collect();
            }
            Self::Client => {
                let keeps = [Client::Confidential, Client::Public];
                flags.client = keeps.get(first).copied();
            }
            Self::Certificate => {
                flags.generate_certificate = first == 0;
                picked.certificate_file = first == FILE;
                if first > FILE {
                    flags.certificate = Some(OPEN_CERTIFICATE.to_owned());
                }
            }
            Self::Devices { .. } => {
                let services = [Service::Android, Service::AppleKey, Service::AppleCertificate];
                picked.service = services.get(first).copied();
            }
            Self::ScreenLock => {
                let lock = first.checked_sub(1).and_then(|place| locks().nth(place));
                flags.screen_lock = lock.map(|(name, _)| name.to_owned());
            }
        }
    }
}

/// Whether a flow among these has only clients that keep a secret.
pub(super) fn needs_secret(flows: &[String]) -> bool {
    let mut all = schema().flows.iter();
    all.any(|flow| flow.needs_secret && flows.iter().any(|id| flow.id == *id))
}

/// Times after which a screen locks, but for never.
fn locks() -> impl Iterator<Item = (&'static str, &'static str)> {
    let policies = schema().types.get(names::MOBILE_POLICIES);
    let element = policies.and_then(|policies| policies.element("screenLockTimeout"));
    let values = element.into_iter().flat_map(|element| &element.values);
    let all =
        values.map(|value| (value.name.as_str(), value.meaning.as_str().trim_end_matches('.')));
    all.filter(|(name, _)| *name != "Never")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_a_list_means_something() {
        let picks = [
            Pick::Purpose,
            Pick::Flows,
            Pick::Client,
            Pick::Certificate,
            Pick::Devices { may_be_none: true },
            Pick::Devices { may_be_none: false },
            Pick::ScreenLock,
        ];
        for pick in picks {
            let items = pick.items();
            assert!(items.len() > 1 && pick.usual() < items.len(), "{pick:?}");
            assert!(!pick.explain().is_empty() && !pick.ask().is_empty());
        }
        assert!(locks().count() > 4);
        assert!(needs_secret(&["jwt-bearer".to_owned()]));
    }
}
