//! The reason on a rule's page, as a constant of the program.

/// The heading of the section, as a doc comment has it.
const HEADING: &[u8] = b" ## Why\n";

/// The length in bytes of the first paragraph of the section "Why", in one line; 0 if there is none.
pub(crate) const fn why_length(docs: &str) -> usize {
    let docs = docs.as_bytes();
    let (start, end) = paragraph(docs);
    let (mut length, mut at) = (0, start);
    while at < end {
        if !is_indent(docs, at) {
            length += 1;
        }
        at += 1;
    }
    length
}

/// The first paragraph of the section "Why" in one line, of the length that [`why_length`] gives.
pub(crate) const fn why<const LENGTH: usize>(docs: &str) -> [u8; LENGTH] {
    let docs = docs.as_bytes();
    let (start, end) = paragraph(docs);
    let mut line = [0; LENGTH];
    let (mut length, mut at) = (0, start);
    while at < end {
        if !is_indent(docs, at) {
            line[length] = if docs[at] == b'\n' { b' ' } else { docs[at] };
            length += 1;
        }
        at += 1;
    }
    line
}

/// The bytes as text.
pub(crate) const fn text(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("a page is cut within a character"),
    }
}

/// Whether the byte is the space with which each line of a doc comment starts.
const fn is_indent(docs: &[u8], at: usize) -> bool {
    docs[at] == b' ' && (at == 0 || docs[at - 1] == b'\n')
}

/// Where the first paragraph of the section "Why" starts and ends, without its last line break.
const fn paragraph(docs: &[u8]) -> (usize, usize) {
    let mut start = 0;
    while !starts_with(docs, start, HEADING) {
        if start == docs.len() {
            return (0, 0);
        }
        start += 1;
    }
    start += HEADING.len();
    while start < docs.len() && docs[start] == b'\n' {
        start += 1;
    }
    let mut end = start;
    while end < docs.len() && !starts_with(docs, end, b"\n\n") {
        end += 1;
    }
    if end == docs.len() && end > start && docs[end - 1] == b'\n' {
        end -= 1;
    }
    (start, end)
}

const fn starts_with(docs: &[u8], at: usize, start: &[u8]) -> bool {
    if docs.len() - at < start.len() {
        return false;
    }
    let mut index = 0;
    while index < start.len() {
        if docs[at + index] != start[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::rules::all_rules;

    #[test]
    fn the_reason_of_each_rule_is_the_first_paragraph_of_that_section() {
        for rule in all_rules() {
            let section = rule.section("Why");
            let lines = section.lines().map(str::trim).take_while(|line| !line.is_empty());
            let first = lines.collect::<Vec<_>>().join(" ");
            assert!(!first.is_empty(), "{}", rule.id);
            assert_eq!(rule.why, first, "{}", rule.id);
        }
    }
}
