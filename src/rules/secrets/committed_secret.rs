use super::{declare_rule, is_filled};
use crate::diagnostic::{Fix, Safety};
use crate::project::Field;
use crate::rules::fixes::remove_element;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A file holds a credential: a client secret, a push key, a password or a service account.
    ///
    /// ## Why
    /// Everybody who can read the files, or their history, can act as the app or send messages in
    /// its name. Replace the credential even after it is removed: the history keeps it.
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
    for field in context.file.all_fields() {
        // Orgs write the secrets of auth. providers in a form that only they can read.
        let is_encrypted = field.file.metadata_type.name == names::AUTH_PROVIDER;
        if field.schema.secret && !is_encrypted && is_filled(&field) {
            findings.add(draft(&field));
        }
    }
}

fn draft(field: &Field<'_>) -> Draft {
    let name = &field.schema.name;
    let message = format!("`{name}` holds a credential in plain text");
    if field.schema.generated {
        let edit = remove_element(field.file, field.element);
        let title = format!("remove `{name}`");
        let help = format!("remove `{name}`, and make Salesforce issue a new one");
        return Draft::new(field.place(), message, help).fix(Fix::edit(
            title,
            Safety::Unsafe,
            &field.file.path,
            edit,
        ));
    }
    let help = "write a token such as `${PUSH_CREDENTIAL}` here, fill it in through `replacements` \
                in sfdx-project.json, and issue a new credential";
    Draft::new(field.place(), message, help)
}
