//! Where the logins of an app lead to.

use super::AppFacts;
use crate::project::{HostClass, ParsedUrl, callback_list};
use crate::schema::names;

impl AppFacts<'_> {
    /// Whether the Salesforce CLI seems to log in with the app: it has the callback of the CLI.
    #[must_use]
    pub fn serves_cli(&self) -> bool {
        self.field(names::GLOBAL_OAUTH, "callbackUrl")
            .is_some_and(|callback| callback.text().contains("/OauthRedirect"))
    }

    /// Whether a callback URL leads to a client, so that people can log in.
    #[must_use]
    pub fn has_real_callback(&self) -> bool {
        self.field(names::GLOBAL_OAUTH, "callbackUrl").is_some()
            && !self.has_only_stand_in_callbacks()
    }

    /// Whether each callback is on the user's own computer, as those of command line tools are.
    #[must_use]
    pub fn has_only_local_callbacks(&self) -> bool {
        let Some(field) = self.field(names::GLOBAL_OAUTH, "callbackUrl") else { return false };
        let callbacks = callback_list(&field.element.value()).items;
        let local = |text: &str| ParsedUrl::of(text).host == Some(HostClass::Loopback);
        !field.is_unknown() && !callbacks.is_empty() && callbacks.iter().all(|i| local(&i.text))
    }

    /// Whether each callback only stands where one is demanded, so that no login in a browser ends
    /// well.
    #[must_use]
    pub fn has_only_stand_in_callbacks(&self) -> bool {
        let Some(field) = self.field(names::GLOBAL_OAUTH, "callbackUrl") else { return false };
        let callbacks = callback_list(&field.element.value()).items;
        !field.is_unknown() && callbacks.iter().all(|item| leads_nowhere(&item.text))
    }
}

/// The pages that people enter where a callback is demanded but never used.
fn leads_nowhere(callback: &str) -> bool {
    let salesforce = ["https://login.salesforce.com/", "https://test.salesforce.com/"];
    salesforce.into_iter().any(|start| callback.starts_with(start))
        || ParsedUrl::of(callback).host == Some(HostClass::Example)
}
