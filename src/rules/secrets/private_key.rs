use super::declare_rule;
use crate::project::{MetadataFile, private_key_ranges};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::text::Span;

declare_rule! {
    /// A file holds a private key.
    ///
    /// ## Why
    /// The key is what proves that a request comes from the client: whoever reads the file can
    /// sign logins as any user of the app. Salesforce needs the certificate only, which is public.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <certificate>-----BEGIN PRIVATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    /// -----END PRIVATE KEY-----</certificate>
    /// ```
    ///
    /// ## Bad
    /// A key without the lines around it, in a comment.
    /// ```xml ecaOauth
    /// <label>Billing</label>
    /// <!-- MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA -->
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// ```
    "private-key",
    severity: Error,
    sources: ["CWE-798", "M-GLB"],
    fix: None("the key must be replaced, not only removed, and its certificate with it"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let secrets = values_of_secrets(file);
    for range in private_key_ranges(&file.text) {
        let span = Span::from(range);
        // A key in an element that is meant for one is a committed secret, and reported as such.
        if secrets.iter().any(|secret| secret.contains(span)) {
            continue;
        }
        let mut certificates = file.all_fields();
        certificates.retain(|field| field.schema.kind == Kind::Certificate);
        let place = certificates.iter().find(|field| field.element.span.contains(span));
        let message = match place {
            Some(field) => format!("`{}` holds a private key", field.schema.name),
            None => "the file holds a private key".to_owned(),
        };
        let help = match place {
            Some(_) => {
                "put the certificate here, keep the key out of the project, and make a new pair"
            }
            None => "remove the key from the project, and replace it wherever it is in use",
        };
        findings.add(Draft::new(file.place(span), message, help));
    }
}

fn values_of_secrets(file: &MetadataFile) -> Vec<Span> {
    let fields = file.all_fields();
    fields.iter().filter(|field| field.schema.secret).map(|field| field.element.span).collect()
}
