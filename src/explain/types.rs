//! The page of a metadata type.

use std::fmt::Write as _;

use super::sources;
use crate::schema::{Element, MetadataType, schema};
use crate::text::suggest::fold;

/// The type of that name, title or suffix.
pub(super) fn find(subject: &str) -> Option<&'static MetadataType> {
    let folded = fold(subject.trim_end_matches("-meta.xml").trim_start_matches('.'));
    let is = |t: &&MetadataType| {
        // Org settings share a suffix, so there it names none of them.
        let suffix = t.fixed_name.as_deref().unwrap_or(&t.suffix);
        [t.name.as_str(), t.title.as_str(), suffix].into_iter().any(|name| fold(name) == folded)
    };
    schema().types.values().find(is)
}

pub(super) fn page(t: &MetadataType) -> String {
    let mut out = format!("# {}\n\n{}: {}\n\n", t.name, t.title, t.meaning);
    let _ = writeln!(out, "File: `{}/{}`", t.folder, t.file_name("NAME"));
    let _ = writeln!(out, "Since: API version {}", t.since);
    let _ = writeln!(out, "Manifest: `{}`", t.manifest_name());
    out.push_str("\n## Elements\n");
    elements(&mut out, &t.elements);
    for (name, structure) in &t.structs {
        let _ = writeln!(out, "\n## {name}\n{}", structure.meaning);
        elements(&mut out, &structure.elements);
    }
    let first = t.elements.first().map_or("ELEMENT", |element| element.name.as_str());
    let _ = writeln!(out, "\n`ecaforge explain {}.{first}` tells more about an element.", t.name);
    out + &sources(&t.source)
}

fn elements(out: &mut String, elements: &[Element]) {
    for element in elements {
        let _ = writeln!(out, "- `{}` ({}): {}", element.name, marks(element), element.meaning);
        for value in element.values.iter().filter(|value| !value.internal) {
            let _ = writeln!(out, "  - `{}`: {}", value.name, value.meaning);
        }
    }
}

fn marks(element: &Element) -> String {
    let mut marks = vec![format!("{:?}", element.kind).to_lowercase()];
    let mut mark = |is: bool, word: &str| {
        if is {
            marks.push(word.to_owned());
        }
    };
    mark(element.required(), "required");
    mark(element.repeated, "may be repeated");
    mark(element.secret, "secret");
    mark(element.generated, "made by the org");
    mark(element.internal, "for Salesforce itself");
    mark(element.deprecated.is_some(), "deprecated");
    if let Some(default) = &element.default {
        marks.push(format!("default {}", default.to_string().trim_matches('"')));
    }
    marks.push(format!("since {}", element.since));
    if let Some(until) = element.until {
        marks.push(format!("until {until}"));
    }
    marks.join(", ")
}
