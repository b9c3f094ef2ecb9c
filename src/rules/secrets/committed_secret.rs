use super::{declare_rule, is_filled, is_redacted};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::Field;
use crate::rules::fixes::remove_element;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A file contains a credential: a client secret, a push key, a password or a service account.
    ///
    /// ## Why
    /// Everyone who can read the files, or their history, can act as the app or send messages in its
    /// name. Replace the credential even after you removed it: the history keeps it.
    ///
    /// A baseline never omits a finding about a credential: it has nothing of the value, so a new
    /// credential in the same element could not be told from the old one. Use an ignore with a reason
    /// where a finding is to stay out.
    ///
    /// A text such as `REDACTED` in the place of the secret is a warning: a deploy would try to set
    /// it.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <consumerSecret>2A6F70C1D9E84B53A6F70C1D9E84B53A</consumerSecret>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <androidPushConfig>
    ///     <fcmProject>billing</fcmProject>
    ///     <serviceAccount>eyJ0eXBlIjoic2VydmljZV9hY2NvdW50In0=</serviceAccount>
    /// </androidPushConfig>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <consumerSecret>REDACTED</consumerSecret>
    /// ```
    ///
    /// ## Good
    /// Salesforce makes the client secret; the push credential is filled in at deploy.
    /// ```xml ecaPush
    /// <androidPushConfig>
    ///     <fcmProject>billing</fcmProject>
    ///     <serviceAccount>${FCM_SERVICE_ACCOUNT}</serviceAccount>
    /// </androidPushConfig>
    /// ```
    "committed-secret",
    severity: Error,
    sources: ["M-GLB", "CWE-798", "M-PUSH"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    // Orgs write the secrets of auth. providers in a form that only they can read.
    if context.file.metadata_type.name == names::AUTH_PROVIDER {
        return;
    }
    for field in context.file.all_fields().iter().filter(|field| field.schema.secret) {
        if is_filled(field) {
            findings.add(draft(field));
        } else if field.schema.generated && is_redacted(field) {
            findings.add(redacted(field));
        }
    }
}

fn draft(field: &Field<'_>) -> Draft {
    let name = &field.schema.name;
    let message = format!("`{name}` contains a credential in plain text");
    if field.schema.generated {
        let help = format!("remove `{name}`, and let Salesforce issue a new one");
        return Draft::new(field.place(), message, help).fix(removal(field));
    }
    let help = "write a token such as `${PUSH_CREDENTIAL}` here, fill it in with `replacements` in \
                sfdx-project.json, and issue a new credential";
    Draft::new(field.place(), message, help)
}

/// What to say of a text in the place of a secret that Salesforce makes.
fn redacted(field: &Field<'_>) -> Draft {
    let name = &field.schema.name;
    let message =
        format!("`{name}` contains a text in the place of a secret; a deploy would try to set it");
    let help = format!("remove `{name}`; Salesforce makes it and keeps the one that the app has");
    Draft::new(field.place(), message, help).severity(Severity::Warning).fix(removal(field))
}

fn removal(field: &Field<'_>) -> Fix {
    let edit = remove_element(field.file, field.element);
    let title = format!("remove `{}`", field.schema.name);
    Fix::edit(title, Safety::Unsafe, &field.file.path, edit)
}
