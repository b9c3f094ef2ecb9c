//! A question for a text.

use std::io;

use textwrap::core::display_width;

use super::Reply;
use super::screen::{self, Frame, Key, Look, Row, Screen, page, wrapped};

/// What says what is wrong with a text, if anything.
pub(in crate::cli) type Judge<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A question for a text.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Field<'a> {
    pub(in crate::cli) ask: &'a str,
    pub(in crate::cli) explain: &'a str,
    /// What is in the field at first: what was answered before.
    pub(in crate::cli) text: &'a str,
    /// What an empty answer stands for; empty where it stands for nothing.
    pub(in crate::cli) default: &'a str,
    /// Answers may contain `?`, so that it explains only in an empty field.
    pub(in crate::cli) may_ask: bool,
    /// What is wrong with a text while it is typed.
    pub(in crate::cli) live: Judge<'a>,
    /// What is wrong with a text that is to be the answer.
    pub(in crate::cli) judge: Judge<'a>,
}

/// A text that is being edited.
#[derive(Default)]
struct Edit {
    letters: Vec<char>,
    at: usize,
}

impl Edit {
    fn new(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        Self { at: letters.len(), letters }
    }

    fn text(&self) -> String {
        self.letters.iter().collect()
    }

    fn is_blank(&self) -> bool {
        self.letters.iter().all(|letter| letter.is_whitespace())
    }

    /// Does what a key asks for. Tells whether the text is another one.
    fn press(&mut self, key: Key) -> bool {
        let before = self.letters.len();
        match key {
            Key::Char(letter) => {
                self.letters.insert(self.at, letter);
                self.at += 1;
            }
            Key::Backspace if self.at > 0 => {
                self.at -= 1;
                self.letters.remove(self.at);
            }
            Key::Delete if self.at < before => {
                self.letters.remove(self.at);
            }
            Key::DeleteLine => {
                self.letters.drain(..self.at);
                self.at = 0;
            }
            Key::DeleteWord => {
                let kept = self.letters[..self.at].iter().collect::<String>();
                let kept = kept.trim_end().trim_end_matches(|c: char| !c.is_whitespace());
                let kept = kept.chars().count();
                self.letters.drain(kept..self.at);
                self.at = kept;
            }
            Key::Left => self.at = self.at.saturating_sub(1),
            Key::Right => self.at = (self.at + 1).min(before),
            Key::Home => self.at = 0,
            Key::End => self.at = before,
            _ => {}
        }
        self.letters.len() != before
    }

    /// The rows of the text after its mark, and where the cursor is in them.
    fn rows(&self, columns: usize) -> (Vec<String>, (usize, usize)) {
        const MARK: &str = "> ";
        let mut rows = vec![MARK.to_owned()];
        let mut cursor = (0, MARK.len());
        for (index, letter) in self.letters.iter().enumerate() {
            let last = rows.len() - 1;
            let width = display_width(letter.encode_utf8(&mut [0; 4]));
            if display_width(&rows[last]) + width >= columns {
                rows.push("  ".to_owned());
            }
            let last = rows.len() - 1;
            if index == self.at {
                cursor = (last, display_width(&rows[last]));
            }
            rows[last].push(*letter);
        }
        if self.at == self.letters.len() {
            let last = rows.len() - 1;
            cursor = (last, display_width(&rows[last]));
        }
        (rows, cursor)
    }
}

impl Field<'_> {
    /// Asks until the text is right, or the user goes back.
    pub(super) fn ask(&self, screen: &mut Screen) -> io::Result<Reply<String>> {
        let mut edit = Edit::new(self.text);
        let (mut help, mut fault) = (None::<usize>, None::<String>);
        loop {
            let keys = self.keys(screen);
            screen.draw(&self.frame(&edit, &mut help, fault.as_deref(), &keys))?;
            let key = screen::key()?;
            let explains =
                key == Key::Help || key == Key::Char('?') && (!self.may_ask || edit.is_blank());
            match key {
                _ if explains => help = Some(help.map_or(0, |number| number + 1)),
                Key::Leave => {
                    screen.end()?;
                    return Err(screen::left());
                }
                Key::Back => return Ok(Reply::Back),
                Key::Enter => match self.answer(&edit.text()) {
                    Ok(answer) => return Ok(Reply::Given(answer)),
                    Err(said) => fault = Some(said),
                },
                key => {
                    if edit.press(key) {
                        help = None;
                        fault =
                            (!edit.is_blank()).then(|| (self.live)(edit.text().trim())).flatten();
                    }
                }
            }
        }
    }

    /// The answer that a text is, or what is wrong with it.
    pub(super) fn answer(&self, text: &str) -> Result<String, String> {
        let text = text.trim();
        let text = if text.is_empty() { self.default } else { text };
        (self.judge)(text).map_or_else(|| Ok(text.to_owned()), Err)
    }

    fn frame(
        &self,
        edit: &Edit,
        help: &mut Option<usize>,
        fault: Option<&str>,
        keys: &str,
    ) -> Frame {
        let (columns, most) = Screen::size();
        let mut rows = rows_of(Look::Question, self.ask, columns, "");
        let (field, (row, column)) = edit.rows(columns);
        let foot = rows_of(Look::Faint, keys, columns, "");
        // The question, three rows of the text and the keys are there in any case.
        let room = most.saturating_sub(rows.len() + foot.len());
        let shown = field.len().min(room.clamp(1, 3).max(room / 2));
        let first = (row + 1).saturating_sub(shown);
        let cursor = (rows.len() + row - first, column);
        rows.extend(field.iter().skip(first).take(shown).map(|row| Row::new(Look::Plain, row)));
        let room = room.saturating_sub(shown);
        let told =
            fault.map(|fault| rows_of(Look::Fault, fault, columns, "  ")).unwrap_or_default();
        let told: Vec<Row> = told.into_iter().take(room).collect();
        let explained = explained(self.explain, help, columns, room - told.len());
        rows.extend(told.into_iter().chain(explained).chain(foot));
        rows.truncate(most);
        Frame { rows, cursor: Some(cursor) }
    }

    fn keys(&self, screen: &Screen) -> String {
        let enter = if self.default.is_empty() { "next" } else { self.default };
        let explain = if self.may_ask { "F1 or ?" } else { "?" };
        screen.keys(enter, explain)
    }
}

/// The page of an explanation that was asked for; after the last page, none.
pub(super) fn explained(
    text: &str,
    help: &mut Option<usize>,
    columns: usize,
    room: usize,
) -> Vec<Row> {
    let shown = help.and_then(|number| page(text, columns, room, number));
    if shown.is_none() {
        *help = None;
    }
    shown.filter(|_| room > 0).unwrap_or_default()
}

/// A text in rows of one look.
pub(super) fn rows_of(look: Look, text: &str, columns: usize, indent: &str) -> Vec<Row> {
    wrapped(text, columns, indent).into_iter().map(|row| Row::new(look, row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_the_text() {
        let mut edit = Edit::new("one two");
        assert!(edit.press(Key::DeleteWord));
        assert_eq!(edit.text(), "one ");
        edit.press(Key::Home);
        assert!(edit.press(Key::Char('x')) && edit.press(Key::Delete));
        assert_eq!(edit.text(), "xne ");
        edit.press(Key::End);
        assert!(edit.press(Key::DeleteLine) && edit.text().is_empty());
        assert!(!edit.press(Key::Backspace) && !edit.press(Key::Delete));
        edit.press(Key::DeleteWord);
        assert!(edit.is_blank());
    }

    #[test]
    fn a_long_text_goes_on_in_the_next_row() {
        let edit = Edit::new(&"a".repeat(30));
        let (rows, cursor) = edit.rows(12);
        assert!(rows.len() == 4 && rows.iter().all(|row| row.len() < 12), "{rows:?}");
        assert_eq!(cursor, (3, rows[3].len()));
    }

    #[test]
    fn a_question_is_no_higher_than_the_terminal() {
        let long = "words ".repeat(300);
        let none = |_: &str| None;
        let field = Field {
            ask: &long,
            explain: &long,
            text: &long,
            default: "x",
            may_ask: false,
            live: &none,
            judge: &none,
        };
        let (_, most) = Screen::size();
        let frame = field.frame(&Edit::new(&long), &mut Some(0), Some(&long), &long);
        assert!(frame.rows.len() <= most, "{}", frame.rows.len());
    }
}
