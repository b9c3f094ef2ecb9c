//! Which line of a template a place in its output comes from.
//!
//! The template is rendered once more with a mark before the first letter of each line: a character
//! that stands for the line's number. Where the marks come out is where the lines do.

/// The first of the characters for private use that stand for line numbers.
const FIRST: u32 = 0xF_0000;
/// The last of them.
const LAST: u32 = 0xF_FFFD;

/// Where the text of a file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Path of the template.
    pub template: String,
    /// Byte offsets of the output, each with the line of the template that begins there.
    lines: Vec<(usize, usize)>,
}

impl Origin {
    /// The origin of a file that was copied as it is.
    pub(super) fn copied(template: &str, text: &str) -> Self {
        let mut at = 0;
        let lines = text.split_inclusive('\n').enumerate().map(|(index, line)| {
            let start = at;
            at += line.len();
            (start, index + 1)
        });
        Self { template: template.to_owned(), lines: lines.collect() }
    }

    /// The origin of a file, from what the marked template gives. Nothing is known of lines where
    /// that differs by more than the marks.
    pub(super) fn rendered(template: &str, marked: Option<&str>, text: &str) -> Self {
        let lines = marked.and_then(|marked| lines(marked, text)).unwrap_or_default();
        Self { template: template.to_owned(), lines }
    }

    /// Line of the template, from 1, that gives the byte at that offset; none where it is not known.
    #[must_use]
    pub fn line(&self, byte: usize) -> Option<usize> {
        let after = self.lines.partition_point(|&(start, _)| start <= byte);
        after.checked_sub(1).and_then(|last| self.lines.get(last)).map(|&(_, line)| line)
    }
}

/// Takes the marks out of an output; nothing where the rest is not that text.
fn lines(marked: &str, text: &str) -> Option<Vec<(usize, usize)>> {
    let mut plain = String::with_capacity(text.len());
    let mut lines = Vec::new();
    for letter in marked.chars() {
        match u32::from(letter) {
            mark @ FIRST..=LAST => lines.push((plain.len(), (mark - FIRST) as usize + 1)),
            _ => plain.push(letter),
        }
    }
    (plain == text).then_some(lines)
}

/// The template with its marks; nothing where it has such characters itself, or more lines than they
/// are.
pub(super) fn marked(template: &str) -> Option<String> {
    if template.chars().any(|letter| (FIRST..=LAST).contains(&u32::from(letter))) {
        return None;
    }
    let mut out = String::with_capacity(template.len() * 2);
    let (mut line, mut marked) = (FIRST, false);
    let mut rest = template;
    let mut raw = false;
    while let Some(letter) = rest.chars().next() {
        let tag = tag_length(rest, raw);
        // What trims the spaces before it has to stand next to them.
        let is_silent = tag.is_some() && (!rest.starts_with("{{") || rest.starts_with("{{-"));
        if !marked && !letter.is_whitespace() && !is_silent {
            out.push(char::from_u32(line).filter(|_| line <= LAST)?);
            marked = true;
        }
        let (done, left) = rest.split_at(tag.unwrap_or(letter.len_utf8()));
        if tag.is_some() {
            raw = is_raw(done);
        }
        let breaks = done.matches('\n').count();
        if breaks > 0 {
            line += u32::try_from(breaks).ok()?;
            marked = false;
        }
        out.push_str(done);
        rest = left;
    }
    Some(out)
}

/// Length of the tag that the text begins with, if it does. In raw text only its end is one.
fn tag_length(text: &str, raw: bool) -> Option<usize> {
    if raw {
        let inner = text.strip_prefix("{%")?;
        let word = inner.trim_start_matches('-').trim_start();
        word.strip_prefix("endraw")?;
        return Some(inner.find("%}").map_or(text.len(), |at| at + 4));
    }
    let end = match text.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        "{#" => return Some(text.find("#}").map_or(text.len(), |at| at + 2)),
        _ => return None,
    };
    let mut quote = None;
    for (at, letter) in text.char_indices().skip(2) {
        match quote {
            Some(open) if letter == open => quote = None,
            None if matches!(letter, '"' | '\'' | '`') => quote = Some(letter),
            None if text[at..].starts_with(end) => return Some(at + 2),
            _ => {}
        }
    }
    Some(text.len())
}

/// Whether raw text begins after the tag.
fn is_raw(tag: &str) -> bool {
    let inner = tag.strip_prefix("{%").and_then(|tag| tag.strip_suffix("%}"));
    inner.is_some_and(|inner| inner.trim_matches('-').trim() == "raw")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The origin of what a template gives.
    fn origin(template: &str) -> (String, Origin) {
        let mut tera = tera::Tera::default();
        let mut context = tera::Context::new();
        context.insert("names", &["a", "b"]);
        let mut give = |text: &str| {
            tera.add_raw_template("t", text).expect("a template");
            tera.render("t", &context).expect("an output")
        };
        let text = give(template);
        let marked = marked(template).map(|marked| give(&marked));
        let origin = Origin::rendered("t", marked.as_deref(), &text);
        (text, origin)
    }

    #[track_caller]
    fn assert_line(template: &str, what: &str, line: usize) {
        let (text, origin) = origin(template);
        let at = text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
        assert_eq!(origin.line(at), Some(line), "{what} of {template:?}");
    }

    #[test]
    fn a_place_leads_to_the_line_that_gives_it() {
        let template = "one\n{% for name in names -%}\n  two {{ name }}\n{%- endfor %}\nthree\n";
        assert_line(template, "one", 1);
        assert_line(template, "two b", 3);
        assert_line(template, "b", 3);
        assert_line(template, "three", 5);
    }

    #[test]
    fn tags_of_several_lines_quotes_comments_and_raw_text_are_passed_over() {
        assert_line("{# a\n}} b #}\n{{ \"}}\n\" }}two\nthree", "two", 4);
        assert_line("{# a\n}} b #}\n{{ \"}}\n\" }}two\nthree", "three", 5);
        let raw = "{% raw -%}\n{{ a }}\n{% b %}\n{%- endraw %}\nlast";
        assert_line(raw, "{{ a", 2);
        assert_line(raw, "{% b", 3);
        assert_line(raw, "last", 5);
    }

    #[test]
    fn nothing_is_known_where_marks_change_the_output() {
        let template = "{% set a %}x{% endset %}{% if a == \"x\" %}yes{% endif %}";
        let (text, origin) = origin(template);
        assert_eq!((text.as_str(), origin.line(0)), ("yes", None));
        assert_eq!(marked("a \u{F0000}"), None);
    }

    #[test]
    fn what_is_copied_keeps_its_lines() {
        let origin = Origin::copied("t", "a\nb\r\nc");
        let lines: Vec<_> = [0, 1, 2, 4, 5, 9].map(|at| origin.line(at)).into();
        assert_eq!(lines, [Some(1), Some(1), Some(2), Some(2), Some(3), Some(3)]);
    }
}
