use super::declare_rule;
use crate::diagnostic::Place;
use crate::project::{private_key_ranges, secret_ranges};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::text::Span;

declare_rule! {
    /// A script, a key file or a settings file of the project contains a credential.
    ///
    /// ## Why
    /// Everyone who can read the repository, or its history, can log in as the app. Replace the
    /// credential even after it is removed: the history keeps it.
    ///
    /// ## Bad
    /// ```text /scripts/login.sh
    /// CLIENT_SECRET=7F3A90C1D9E84B53A6F70C1D9E84B53A7F3A90C1D9E84B53A6F70C1D9E84B53A
    /// ```
    ///
    /// ## Bad
    /// ```text /server.key
    /// -----BEGIN PRIVATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    /// -----END PRIVATE KEY-----
    /// ```
    ///
    /// ## Good
    /// The script takes the secret from its environment.
    /// ```text /scripts/login.sh
    /// CLIENT_SECRET="$BILLING_CLIENT_SECRET"
    /// ```
    ///
    /// ## Good
    /// The key is kept out of version control.
    /// ```text /.gitignore
    /// *.key
    /// ```
    /// ```text /server.key
    /// -----BEGIN PRIVATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    /// -----END PRIVATE KEY-----
    /// ```
    "secret-in-script",
    severity: Error,
    sources: ["CWE-798"],
    fix: None("where the credential is to be kept is a person's decision"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    for (path, text) in &context.project.leaks {
        let keys = private_key_ranges(text);
        let Some(first) = secret_ranges(text).into_iter().min_by_key(|range| range.start) else {
            continue;
        };
        let (what, help) = if keys.contains(&first) {
            (
                "a private key",
                "move the key out of the project, or keep it out of version control with \
                 .gitignore, and issue a new one",
            )
        } else {
            (
                "a credential",
                "read the credential from the environment of the script, and issue a new one",
            )
        };
        findings.add(Draft::new(
            Place { path: path.clone(), span: Span::new(first.start, first.end) },
            format!("the file contains {what}"),
            help,
        ));
    }
}
