use super::{HostPattern, PolicyKey, against, declare_rule, listed};
use crate::rules::urls::callbacks;
use crate::rules::{FileContext, Findings};
use crate::values::Target;

declare_rule! {
    /// A callback URL leads to a host that the team policy does not allow.
    ///
    /// ## Why
    /// Logins of your users end at the callback, with a code that is worth their tokens. The list of
    /// hosts in `[policy]` says where that may be.
    ///
    /// `*.` at the start of an entry stands for every subdomain, any other `*` for a part of a label. An
    /// entry with a colon at its end, such as `com.acme.billing:`, allows a scheme that an app registers
    /// for itself. The port does not matter. The rule finds nothing unless `allowed-callback-hosts` is
    /// set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// allowed-callback-hosts = ["*.acme.com", "localhost"]
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.com/callback
    /// https://acme.com.billing.io/callback
    /// com.acme.billing:/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// allowed-callback-hosts = ["*.acme.com", "localhost", "com.acme.billing:"]
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.com/callback
    /// http://localhost:1717/OauthRedirect
    /// com.acme.billing:/callback</callbackUrl>
    /// ```
    "policy-callback-host",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("only the team knows where its logins may end"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.callback_hosts else { return };
    for callback in callbacks(context.file) {
        let Some(target) = Target::of(&callback.item.text) else { continue };
        let (allowed, message) = match &target {
            Target::Host(host) => (
                key.value.iter().any(|pattern| pattern.is_host(host)),
                format!("the callback leads to `{host}`, which the team policy does not allow"),
            ),
            Target::Scheme(scheme) => (
                key.value.iter().any(|pattern| pattern.is_of_scheme(scheme)),
                format!(
                    "the callback leads to whichever app has the scheme `{scheme}`, which the team \
                     policy does not allow"
                ),
            ),
        };
        if !allowed {
            let place = context.file.place(callback.item.span);
            findings.add(against(key, place, message, help(key)));
        }
    }
}

fn help(key: &PolicyKey<Vec<HostPattern>>) -> String {
    match key.value.as_slice() {
        [] => "the policy allows no callback at all: remove the callback URL".to_owned(),
        hosts => format!(
            "use a callback on one of {}, or have the host added to `{}`",
            listed(hosts),
            key.name
        ),
    }
}
