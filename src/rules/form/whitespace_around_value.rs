use super::declare_rule;
use super::support::gravest;
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::text::Span;

declare_rule! {
    /// A name, number, enum value or address has spaces or line ends around it.
    ///
    /// ## Why
    /// White space between the tags is part of the value. Some elements are trimmed by the org and
    /// some are not, and a name with a space at its end is another name.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <externalClientApplication>
    ///     Billing
    /// </externalClientApplication>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <externalClientApplication
    ///     >Billing</externalClientApplication
    /// >
    /// ```
    "whitespace-around-value",
    formerly: ["padded-value"],
    severity: Warning,
    sources: ["XML"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if gravest(file).is_none() {
        return;
    }
    for field in file.all_fields() {
        let value = field.element.value();
        let is_padded = value.text().len() != value.trimmed().len();
        if !is_judged(field.schema.kind) || !is_padded || field.is_empty() {
            continue;
        }
        let message = format!("spaces or line ends surround the value of `{}`", field.schema.name);
        let help = "write the value directly between the tags";
        let fix = padding(&field)
            .map(|edits| Fix::edits("remove the white space", Safety::Safe, &file.path, edits));
        findings.add(Draft::new(field.place(), message, help).maybe_fix(fix));
    }
}

/// Texts, certificates and lists of URLs may well have lines around them.
fn is_judged(kind: Kind) -> bool {
    !matches!(kind, Kind::Text | Kind::CallbackList | Kind::Certificate | Kind::Struct)
}

/// Removes the white space, unless a comment or a CDATA section is part of it.
fn padding(field: &Field<'_>) -> Option<Vec<Edit>> {
    let (content, value) = (field.element.content(), field.span());
    let around = [Span::new(content.start, value.start), Span::new(value.end, content.end)];
    let text = &field.file.text;
    let is_blank = |span: &Span| span.of(text).trim().is_empty();
    around.iter().all(is_blank).then(|| around.into_iter().map(Edit::remove).collect())
}
