use super::declare_rule;
use super::support::{gravest, levels};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::project::{MetadataFile, secret_ranges};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::text::Span;
use crate::xml::{Element, Node};

declare_rule! {
    /// A file has text between its elements, attributes, or elements inside a plain value.
    ///
    /// ## Why
    /// Metadata has none of these. The org refuses them, or ignores them without a message.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>;
    /// <label lang="en">Billing_oauth</label>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <label><value>Billing_oauth</value></label>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <!-- comments are allowed -->
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <label>Billing_oauth</label>
    /// ```
    "stray-content",
    severity: Warning,
    sources: ["M-ECA"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if gravest(file).is_none() {
        return;
    }
    for level in levels(file) {
        if level.is_root {
            check_attributes(file, level.element, findings);
        }
        for node in &level.element.children {
            match node {
                Node::Text(text) if !text.value.trim().is_empty() => {
                    check_text(file, level.element, text.span, findings);
                }
                Node::Element(child) => {
                    check_attributes(file, child, findings);
                    let schema = level.schema(child.name.local());
                    if schema.is_some_and(|schema| schema.kind != Kind::Struct) {
                        check_plain(file, child, findings);
                    }
                }
                Node::Text(_) | Node::Comment(_) => {}
            }
        }
    }
}

fn check_text(file: &MetadataFile, parent: &Element, span: Span, findings: &mut Findings<'_>) {
    let written = span.of(&file.text);
    let start = span.start + (written.len() - written.trim_start().len());
    let span = Span::new(start, start + written.trim().len());
    let name = parent.name.local();
    let draft = Draft::new(
        file.place(span),
        format!("`{name}` has text between its elements"),
        "remove it, or write it as a comment",
    );
    let fix = Fix::edit("remove the text", Safety::Unsafe, &file.path, Edit::remove(span));
    findings.add(draft.fix(fix));
}

fn check_attributes(file: &MetadataFile, element: &Element, findings: &mut Findings<'_>) {
    for attribute in &element.attributes {
        let is_usual = attribute.name.text == "xmlns"
            || matches!(attribute.name.prefix(), Some("xmlns" | "xsi" | "xml"));
        if is_usual {
            continue;
        }
        let message =
            format!("`{}` has an attribute `{}`", element.name.local(), attribute.name.text);
        let before = Span::new(element.open.start, attribute.span.start).of(&file.text);
        let start = element.open.start + before.trim_end().len();
        let edit = Edit::remove(Span::new(start, attribute.span.end));
        let fix = Fix::edit("remove the attribute", Safety::Unsafe, &file.path, edit);
        let help = "remove it; metadata has no attributes except namespaces";
        findings.add(Draft::new(file.place(attribute.span), message, help).fix(fix));
    }
}

fn check_plain(file: &MetadataFile, element: &Element, findings: &mut Findings<'_>) {
    let Some(inner) = element.elements().next() else { return };
    let message = format!("`{}` takes a plain value, not elements", element.name.local());
    let help = "write the value directly between the tags";
    let draft = Draft::new(file.place(inner.name.span), message, help);
    let value = inner.value();
    let is_only = element.elements().count() == 1 && element.value().is_empty();
    let is_secret = !secret_ranges(element.span.of(&file.text)).is_empty();
    let fix = (is_only && !is_secret && !value.is_empty() && inner.elements().next().is_none())
        .then(|| {
            let edit = Edit::replace(element.content(), value.trimmed_span().of(&file.text));
            Fix::edit("keep the value alone", Safety::Unsafe, &file.path, edit)
        });
    findings.add(draft.maybe_fix(fix));
}
