use super::{declare_rule, is_stand_in};
use crate::mask::named_values;
use crate::project::{MetadataFile, names_credential, private_key_ranges};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Element as ElementSchema, find_element};
use crate::text::Span;
use crate::xml::Element;

declare_rule! {
    /// An element that Salesforce does not know contains a credential.
    ///
    /// ## Why
    /// The name is misspelt, or the element belongs to another file, but the credential in it is
    /// real. Everyone who can read the file, or its history, can use it.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <ConsumerSecret>2A6F70C1D9E84B53A6F70C1D9E84B53A</ConsumerSecret>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <client_secret>2A6F70C1D9E84B53A6F70C1D9E84B53A</client_secret>
    /// ```
    ///
    /// ## Bad
    /// In an attribute.
    /// ```xml ecaGlblOauth
    /// <label secret="2A6F70C1D9E84B53A6F70C1D9E84B53A">Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <client_secret>${CLIENT_SECRET}</client_secret>
    /// ```
    "misnamed-secret",
    severity: Error,
    sources: ["CWE-798", "M-GLB"],
    fix: None("the credential must be replaced, not only removed"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(root) = &file.document.root else {
        loose(file, findings);
        return;
    };
    // With a wrong root, no element is known here.
    let known = if file.root().is_some() { &file.metadata_type.elements[..] } else { &[] };
    walk(file, root, known, findings);
    loose(file, findings);
}

/// Credentials in attributes, broken tags and text between elements.
fn loose(file: &MetadataFile, findings: &mut Findings<'_>) {
    let comments = &file.document.comments;
    let keys = private_key_ranges(&file.text);
    for (name, range) in named_values(&file.text) {
        let span = Span::new(range.start, range.end);
        let value = span.of(&file.text);
        if comments.iter().any(|comment| comment.span.contains(span))
            || keys.iter().any(|key| key.contains(&range.start))
            || file.placeholders.fill(value)
            || is_stand_in(value)
        {
            continue;
        }
        findings.add(Draft::new(
            file.place(span),
            format!("`{name}` contains a credential in plain text"),
            format!(
                "remove `{name}`, and let Salesforce or the other service issue a new credential"
            ),
        ));
    }
}

/// The parser bounds the depth of the tree, and so of this recursion.
fn walk(
    file: &MetadataFile,
    parent: &Element,
    known: &'static [ElementSchema],
    findings: &mut Findings<'_>,
) {
    for element in parent.elements() {
        let schema = find_element(known, element.name.local());
        let inner = schema.and_then(|schema| file.metadata_type.structure_of(schema));
        walk(file, element, inner.map_or(&[], |structure| &structure.elements), findings);
        let value = element.value();
        let text = value.trimmed();
        let name = element.name.local();
        if schema.is_some()
            || text.is_empty()
            || matches!(text, "true" | "false")
            || file.placeholders.fill(text)
            || is_stand_in(text)
            || !names_credential(name)
        {
            continue;
        }
        findings.add(Draft::new(
            file.place(value.trimmed_span()),
            format!("`{name}` contains a credential in plain text"),
            format!(
                "remove `{name}`, and let Salesforce or the other service issue a new credential"
            ),
        ));
    }
}
