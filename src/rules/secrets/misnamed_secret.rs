use super::{declare_rule, is_stand_in};
use crate::project::{MetadataFile, names_credential};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Element as ElementSchema, find_element};
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
    let Some(root) = &file.document.root else { return };
    // With a wrong root, no element is known here.
    let known = if file.root().is_some() { &file.metadata_type.elements[..] } else { &[] };
    walk(file, root, known, findings);
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
