use super::{Callback, callbacks, declare_rule, removal};
use crate::diagnostic::Safety;
use crate::project::facts::{DemandState, FlowFacts};
use crate::project::{AppFacts, HostClass};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A callback leads to a domain that is reserved for examples.
    ///
    /// ## Why
    /// Nobody can run a server there, so a login with this callback never succeeds. Most of these come
    /// from a template.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://app.example.com/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// https://your-app.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// No browser returns to this app, so a reserved name is right.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://unused.invalid/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    "example-callback",
    severity: Warning,
    sources: ["RFC2606"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let is_example = |callback: &Callback<'_>| callback.url.host == Some(HostClass::Example);
    let examples: Vec<Callback<'_>> = callbacks(file).into_iter().filter(is_example).collect();
    if examples.is_empty() || may_do_without_callback(context.project.facts_of(file).as_ref()) {
        return;
    }
    for callback in examples {
        let message = format!("callback to `{}` leads to an example domain", callback.url.origin);
        findings.add(
            Draft::new(
                file.place(callback.item.span),
                message,
                "write the address at which your client waits for the login, or remove the line",
            )
            .maybe_fix(removal(&callback, Safety::Unsafe)),
        );
    }
}

/// Whether the app has, or may have, a flow that sends no browser back, so that the callback may be
/// a stand-in for the value that the org demands.
fn may_do_without_callback(facts: Option<&AppFacts<'_>>) -> bool {
    let without = |facts: &FlowFacts<'_>| !facts.flow.redirects && !facts.flow.capability;
    let mut flows = facts.into_iter().flat_map(AppFacts::flows).filter(without);
    flows.any(|flow| {
        flow.switches()
            .any(|switch| matches!(switch.state, DemandState::Met(..) | DemandState::Unknown))
    })
}
