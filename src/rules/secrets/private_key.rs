use super::declare_rule;
use crate::project::{MetadataFile, hides_private_key, private_key_ranges};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::text::Span;

declare_rule! {
    /// A file contains a private key.
    ///
    /// ## Why
    /// The key proves that a request comes from the client. Whoever reads the file can sign logins as
    /// any user of the app. Salesforce needs only the certificate, which is public.
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
    /// ## Bad
    /// The PEM text of a key, in base64 once more.
    /// ```xml ecaGlblOauth
    /// <certificate>LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1DNENBUUF3QlFZREsyVndCQ0lFSUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQotLS0tLUVORCBQUklWQVRFIEtFWS0tLS0tCg==</certificate>
    /// ```
    ///
    /// ## Bad
    /// A key that CDATA sections split.
    /// ```xml ecaSamlPlcy
    /// <certificate>-----BEGIN PRI<![CDATA[VATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    /// -----END PRIVATE KEY-----]]></certificate>
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
            Some(field) => format!("`{}` contains a private key", field.schema.name),
            None => "the file contains a private key".to_owned(),
        };
        let help = match place {
            Some(_) => CERTIFICATE_HELP,
            None => "remove the key from the project, and replace it wherever it is in use",
        };
        findings.add(Draft::new(file.place(span), message, help));
    }
    hidden(file, findings);
}

const CERTIFICATE_HELP: &str =
    "put the certificate here, keep the key out of the project, and make a new pair";

/// Keys that a search of the text misses, since CDATA, comments or references split them.
fn hidden(file: &MetadataFile, findings: &mut Findings<'_>) {
    for field in file.all_fields() {
        let content = field.element.content();
        if field.schema.kind == Kind::Struct
            || field.schema.secret
            || !private_key_ranges(content.of(&file.text)).is_empty()
            || !hides_private_key(content.of(&file.text))
        {
            continue;
        }
        let message = format!("`{}` contains a private key", field.schema.name);
        findings.add(Draft::new(field.place(), message, CERTIFICATE_HELP));
    }
}

/// The contents of credential elements that have a value of their own. A key in an attribute or in an
/// element below is no such value.
fn values_of_secrets(file: &MetadataFile) -> Vec<Span> {
    let fields = file.all_fields();
    let own = fields.iter().filter(|field| {
        let is_plain = field.element.elements().next().is_none();
        field.schema.secret
            && is_plain
            && field.element.plain_text().is_some_and(|text| !text.is_empty())
    });
    own.map(|field| field.element.content()).collect()
}
