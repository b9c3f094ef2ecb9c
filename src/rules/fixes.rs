//! Edits that several rules make. Each keeps every byte that it does not have to touch.

use crate::change::Edit;
use crate::project::{Field, Manifest, MetadataFile};
use crate::text::Span;
use crate::xml::{Element, escape_text};

/// Removes an element: its whole lines, indent and line end included, where nothing else stands on
/// them; else the element alone.
#[must_use]
pub(crate) fn remove_element(file: &MetadataFile, element: &Element) -> Edit {
    Edit::remove(whole_lines(&file.text, element.span).unwrap_or(element.span))
}

/// How a file writes elements at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The prefix of element names, with its colon; mostly empty.
    prefix: String,
    /// Line end and indent before an element; empty where the file is one line.
    between: String,
    /// What indents an element against the one around it.
    step: String,
}

impl Layout {
    /// An element with a text, which is escaped.
    #[must_use]
    pub fn text(&self, name: &str, value: &str) -> String {
        let prefix = &self.prefix;
        format!("<{prefix}{name}>{}</{prefix}{name}>", escape_text(value))
    }

    /// An element with elements, each of which `children` writes one level further in.
    pub fn structure(&self, name: &str, children: impl FnOnce(&Self) -> Vec<String>) -> String {
        let Self { prefix, between, step } = self;
        let inner = Self { between: format!("{between}{step}"), ..self.clone() };
        let inside: String =
            children(&inner).into_iter().map(|child| inner.between.clone() + &child).collect();
        format!("<{prefix}{name}>{inside}{between}</{prefix}{name}>")
    }
}

/// Inserts an element at its place in ASCII order, with the indent and line end of the file. The
/// value is escaped.
#[must_use]
pub(crate) fn insert_element(
    file: &MetadataFile,
    parent: &Element,
    name: &str,
    value: &str,
) -> Edit {
    insert_written(file, parent, name, |layout| layout.text(name, value))
}

/// Inserts an element after its like, else at its place in ASCII order, as `write` writes it.
pub(crate) fn insert_written(
    file: &MetadataFile,
    parent: &Element,
    name: &str,
    write: impl FnOnce(&Layout) -> String,
) -> Edit {
    let prefix = parent.name.prefix().map(|prefix| format!("{prefix}:")).unwrap_or_default();
    let text = file.text.as_str();
    let (between, before_close) = separators(text, parent);
    let top = file.root().filter(|_| !between.is_empty()).map(|root| separators(text, root));
    let step = top.map(|(inner, outer)| inner.strip_prefix(&outer).unwrap_or("").to_owned());
    let step = step.unwrap_or_default();
    let element = write(&Layout { prefix, between: between.clone(), step });
    if parent.self_closing {
        let inside = format!(">{between}{element}{before_close}</{}>", parent.name.text);
        return Edit::replace(
            Span::new(parent.open.end.saturating_sub(2), parent.open.end),
            inside,
        );
    }
    let like = parent.children_named(name).last();
    let after = like
        .or_else(|| parent.elements().take_while(|sibling| sibling.name.local() <= name).last());
    match after {
        Some(sibling) => {
            Edit::insert(end_of_line(text, sibling.span.end), format!("{between}{element}"))
        }
        None if parent.elements().next().is_some() || parent.content().of(text).contains('\n') => {
            Edit::insert(parent.open.end, format!("{between}{element}"))
        }
        None => Edit::insert(parent.open.end, format!("{between}{element}{before_close}")),
    }
}

/// Replaces the value of an element. The text is escaped.
#[must_use]
pub(crate) fn replace_value(field: &Field<'_>, text: &str) -> Edit {
    let element = field.element;
    let escaped = escape_text(text);
    if element.self_closing {
        let end = Span::new(element.open.end.saturating_sub(2), element.open.end);
        return Edit::replace(end, format!(">{escaped}</{}>", element.name.text));
    }
    let content = element.content();
    let in_section = content.of(&field.file.text).contains("<![CDATA[");
    Edit::replace(if in_section { content } else { field.span() }, escaped)
}

/// Gives an element another name, in both of its tags. A prefix stays.
#[must_use]
pub(crate) fn rename_element(element: &Element, name: &str) -> Vec<Edit> {
    let skip = element.name.prefix().map_or(0, |prefix| prefix.len() + 1);
    let written = element.name.span;
    let mut edits = vec![Edit::replace(Span::new(written.start + skip, written.end), name)];
    if let Some(close) = element.close {
        let start = close.start + "</".len();
        edits.push(Edit::replace(Span::new(start + skip, start + written.len()), name));
    }
    edits
}

/// Adds a member to a manifest: to the `types` of its type, or in new ones before the version.
#[must_use]
pub(crate) fn add_member(manifest: &Manifest, type_name: &str, member: &str) -> Option<Edit> {
    let root = manifest.document.root.as_ref()?;
    let end = line_end(&manifest.text);
    let member = escape_text(member);
    let types = root
        .children_named("types")
        .find(|types| types.child("name").is_some_and(|name| name.value().trimmed() == type_name));
    if let Some(first) = types.and_then(|types| types.elements().next()) {
        let indent = indent(&manifest.text, first.span.start).unwrap_or_default();
        let text = format!("<members>{member}</members>{end}{indent}");
        return Some(Edit::insert(first.span.start, text));
    }
    let Some(version) = root.child("version") else {
        let last = root.elements().last()?;
        let own = indent(&manifest.text, last.span.start).unwrap_or_default();
        let text = format!(
            "{end}{own}<types>{end}{own}{own}<members>{member}</members>{end}{own}{own}<name>\
             {type_name}</name>{end}{own}</types>"
        );
        return Some(Edit::insert(last.span.end, text));
    };
    let indent = indent(&manifest.text, version.span.start).unwrap_or_default();
    let lines = [
        "<types>".to_owned(),
        format!("{indent}<members>{member}</members>"),
        format!("{indent}<name>{type_name}</name>"),
        "</types>".to_owned(),
        String::new(),
    ];
    Some(Edit::insert(version.span.start, lines.join(&format!("{end}{indent}"))))
}

/// The lines that `span` is alone on, with their indent and line end; none where it shares one.
fn whole_lines(text: &str, span: Span) -> Option<Span> {
    let before = text.get(..span.start)?;
    let start = before.trim_end_matches([' ', '\t']).len();
    let alone_before = start == 0 || before.as_bytes().get(start - 1) == Some(&b'\n');
    let after = text.get(span.end..)?;
    let blank = after.len() - after.trim_start_matches([' ', '\t']).len();
    let rest = &after[blank..];
    let line_end = match rest {
        "" => 0,
        _ if rest.starts_with("\r\n") => 2,
        _ if rest.starts_with('\n') => 1,
        _ => return None,
    };
    alone_before.then(|| Span::new(start, span.end + blank + line_end))
}

/// The line end of a text: that of its first line.
#[must_use]
pub(crate) fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if at > 0 && text.as_bytes().get(at - 1) == Some(&b'\r') => "\r\n",
        _ => "\n",
    }
}

/// What stands before each child of an element, and before its close tag.
fn separators(text: &str, parent: &Element) -> (String, String) {
    let end = line_end(text);
    let own = indent(text, parent.span.start).unwrap_or_default();
    match parent.elements().next() {
        Some(first) => match indent(text, first.span.start) {
            Some(indent) => (format!("{end}{indent}"), format!("{end}{own}")),
            None => (String::new(), String::new()),
        },
        None => (format!("{end}{own}    "), format!("{end}{own}")),
    }
}

/// The white space before `at`, if nothing else stands before it on its line.
fn indent(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let indent = &before[line..];
    indent.trim_matches([' ', '\t', '\u{feff}']).is_empty().then_some(indent)
}

/// The end of the line of `at`, before its line end, where only comments follow on it; else `at`.
fn end_of_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let trailing = line.trim();
    if trailing.starts_with("<!--") && trailing.ends_with("-->") {
        at + line.trim_end().len()
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply;
    use crate::project::{Files, LoadOptions, Scope, Workspace, load};
    use crate::schema::NAMESPACE;

    fn workspace(text: &str) -> Workspace {
        let files = Files::in_memory([("externalClientApps/Billing.eca-meta.xml", text)]);
        let scope = Scope { paths: vec![".".into()] };
        load(&files, &scope, &LoadOptions::default()).unwrap()
    }

    fn edited(body: &str, edit: impl Fn(&MetadataFile) -> Edit) -> String {
        let open = format!("<ExternalClientApplication xmlns=\"{NAMESPACE}\">");
        let close = "</ExternalClientApplication>";
        let workspace = workspace(&format!("{open}{body}{close}\n"));
        let file = &workspace.projects[0].files[0];
        let text = apply(&file.text, &[edit(file)]);
        let text = text.strip_prefix(&open).unwrap();
        text.trim_end().strip_suffix(close).unwrap().to_owned()
    }

    fn inserted(body: &str) -> String {
        edited(body, |file| insert_element(file, file.root().unwrap(), "isProtected", "a&b"))
    }

    #[test]
    fn removes_whole_lines_only_where_the_element_is_alone() {
        let remove = |file: &MetadataFile| {
            remove_element(file, file.root().unwrap().child("label").unwrap())
        };
        assert_eq!(edited("\r\n\t<label\r\n>x</label>  \r\n", remove), "\r\n");
        assert_eq!(
            edited("\n<a/><label>x</label>\n<b/>\n", remove),
            "\n<a/>\n<b/>\n",
            "what shares the line stays"
        );
    }

    #[test]
    fn inserts_in_order_with_indent_and_line_end() {
        let new = "<isProtected>a&amp;b</isProtected>";
        assert_eq!(
            inserted(
                "\r\n  <description>x</description> <!-- d -->\r\n  <!-- l --><label>x</label>\r\n"
            ),
            format!(
                "\r\n  <description>x</description> <!-- d -->\r\n  {new}\r\n  <!-- l --><label>x</label>\r\n"
            )
        );
        assert_eq!(inserted("\n\t<label>x</label>\n"), format!("\n\t{new}\n\t<label>x</label>\n"));
        assert_eq!(inserted("<label>x</label>"), format!("{new}<label>x</label>"));
        assert_eq!(inserted(""), format!("\n    {new}\n"));
        assert_eq!(inserted("\n"), format!("\n    {new}\n"));
    }

    #[test]
    fn opens_an_element_that_closes_itself() {
        let workspace = workspace(&format!("<ExternalClientApplication xmlns=\"{NAMESPACE}\"/>"));
        let file = &workspace.projects[0].files[0];
        let edit = insert_element(file, file.root().unwrap(), "label", "x");
        assert!(
            apply(&file.text, &[edit])
                .ends_with(">\n    <label>x</label>\n</ExternalClientApplication>")
        );
    }

    #[test]
    fn replaces_values_however_they_are_written() {
        let set = |file: &MetadataFile| replace_value(&file.field("label").unwrap(), "<1>");
        assert_eq!(edited("<label> a </label>", set), "<label> &lt;1&gt; </label>");
        assert_eq!(edited("<label />", set), "<label >&lt;1&gt;</label>");
        assert_eq!(edited("<label></label>", set), "<label>&lt;1&gt;</label>");
        assert_eq!(edited("<label><![CDATA[a]]></label>", set), "<label>&lt;1&gt;</label>");
    }

    #[test]
    fn a_span_is_removed_with_the_lines_that_it_is_alone_on() {
        for (text, expected) in [
            ("a\n  X\nb", Some("a\nb")),
            ("a\r\n\tX \r\nb", Some("a\r\nb")),
            ("X\nb", Some("b")),
            ("a\n  X", Some("a\n")),
            ("a\n  X  ", Some("a\n")),
            ("a\n  X b", None),
            ("a X\nb", None),
            ("a\nX\rb", None),
        ] {
            let at = text.find('X').expect("the span");
            let span = whole_lines(text, Span::new(at, at + 1));
            let left = span.map(|span| format!("{}{}", &text[..span.start], &text[span.end..]));
            assert_eq!(left.as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn the_line_end_of_a_text_is_that_of_its_first_line() {
        for (text, expected) in
            [("", "\n"), ("\n", "\n"), ("a\nb\r\n", "\n"), ("\r\n", "\r\n"), ("a\r\nb\n", "\r\n")]
        {
            assert_eq!(line_end(text), expected, "{text:?}");
        }
    }

    #[test]
    fn an_insertion_leaves_the_comments_after_an_element_on_its_line() {
        for (text, expected) in [
            ("a <!-- b -->\nc", 12),
            ("a <!-- b --> \r\nc", 12),
            ("a <!-- b --><!-- c -->", 22),
            ("a <!-- b --> <c/>", 1),
            ("a <b/> <!-- c -->", 1),
            ("a\n<!-- b -->", 1),
            ("a", 1),
        ] {
            assert_eq!(end_of_line(text, 1), expected, "{text:?}");
        }
    }
}
