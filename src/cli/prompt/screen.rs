//! What a question looks like, and how it is drawn in place of what was drawn before.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::{cursor, queue, style, terminal};
use textwrap::core::display_width;

use crate::cli::terminal as own;
use crate::text::escape;

/// The widest that a line becomes; longer ones are hard to read.
const WIDEST: usize = 100;
/// A space at which no row ends.
const JOINED: &str = "\u{a0}";
/// What is assumed of a terminal that does not tell its size.
const USUAL: (u16, u16) = (80, 24);

/// The look of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Question,
    Plain,
    Chosen,
    Fault,
    Faint,
}

/// One row of a question.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) look: Look,
    pub(super) text: String,
}

impl Row {
    pub(super) fn new(look: Look, text: impl Into<String>) -> Self {
        Self { look, text: text.into() }
    }
}

/// What is drawn of a question, no higher than the terminal.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) rows: Vec<Row>,
    /// Where the cursor is, as row and column; after the last row where there is none to see.
    pub(super) cursor: Option<(usize, usize)>,
}

/// A key that means something to questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Back,
    Leave,
    Help,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Backspace,
    Delete,
    DeleteWord,
    DeleteLine,
    /// The terminal has another size.
    Resize,
}

/// The part of the terminal on which questions are drawn.
#[derive(Debug)]
pub(super) struct Screen {
    color: bool,
    /// Whether there is a question to go back to.
    pub(super) can_go_back: bool,
    drawn: Vec<usize>,
    /// The row of the cursor among those that are drawn.
    at: usize,
}

/// Raw mode, until it is dropped.
pub(super) struct Raw(());

impl Raw {
    pub(super) fn on() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        Ok(Self(()))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was before the questions.
pub(in crate::cli) fn restore() {
    // A terminal that is gone needs nothing.
    let _ = terminal::disable_raw_mode();
}

impl Screen {
    pub(super) fn new() -> Self {
        let color = own::stderr_color();
        Self { color, can_go_back: false, drawn: Vec::new(), at: 0 }
    }

    /// What the keys do that mean the same in every question.
    pub(super) fn keys(&self, enter: &str, explain: &str) -> String {
        let back = if self.can_go_back { "Esc: back" } else { "Ctrl-C: leave" };
        // What a key does stays on one row.
        let keys = [format!("Enter: {enter}"), back.to_owned(), format!("{explain}: explain")];
        keys.map(|key| key.replace(' ', JOINED)).join(" | ")
    }

    /// Columns and rows that a question may take.
    pub(super) fn size() -> (usize, usize) {
        let known = terminal::size().ok().filter(|&(columns, rows)| columns > 0 && rows > 0);
        let (columns, rows) = known.unwrap_or(USUAL);
        let columns = usize::from(columns).saturating_sub(1).clamp(10, WIDEST);
        (columns, usize::from(rows).saturating_sub(1).max(4))
    }

    /// Draws a question in place of the one that is drawn.
    pub(super) fn draw(&mut self, frame: &Frame) -> io::Result<()> {
        let mut out = own::Drawing::new();
        self.clear(&mut out)?;
        for (index, row) in frame.rows.iter().enumerate() {
            if index > 0 {
                queue!(out, style::Print("\r\n"))?;
            }
            let text = self.styled(row.look, &row.text);
            queue!(out, style::Print(text))?;
        }
        let last = frame.rows.len().saturating_sub(1);
        self.drawn = frame.rows.iter().map(|row| display_width(&row.text)).collect();
        self.at = last;
        if let Some((row, column)) = frame.cursor {
            self.at = row.min(last);
            up(&mut out, last - self.at)?;
            let column = u16::try_from(column).unwrap_or_default();
            queue!(out, cursor::MoveToColumn(column))?;
        }
        out.flush()
    }

    /// Takes the question away and leaves one line about it. Gives the rows of that line.
    pub(super) fn leave(&mut self, ask: &str, answer: &str) -> io::Result<usize> {
        let (columns, _) = Self::size();
        let colon = if ask.ends_with(['?', ')']) { "" } else { ":" };
        let answer = if answer.is_empty() { "none" } else { answer };
        let rows = wrapped(&format!("{ask}{colon} {answer}"), columns, "  ");
        let mut out = own::Drawing::new();
        self.clear(&mut out)?;
        for row in &rows {
            queue!(out, style::Print(self.styled(Look::Faint, row)), style::Print("\r\n"))?;
        }
        out.flush()?;
        Ok(rows.len())
    }

    /// Takes the question away, and so many rows before it.
    pub(super) fn take_back(&mut self, rows: usize) -> io::Result<()> {
        let mut out = own::Drawing::new();
        self.clear(&mut out)?;
        up(&mut out, rows)?;
        queue!(out, terminal::Clear(terminal::ClearType::FromCursorDown))?;
        out.flush()
    }

    /// Ends the drawing, so that what comes next has a line of its own.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let mut out = own::Drawing::new();
        self.clear(&mut out)?;
        out.flush()
    }

    /// Moves to the first row of what is drawn, and clears from there.
    fn clear(&mut self, out: &mut impl Write) -> io::Result<()> {
        let columns =
            terminal::size().map_or(usize::MAX, |(columns, _)| usize::from(columns).max(1));
        // In a terminal that became narrower, a row may be several by now.
        let before = self.drawn.iter().take(self.at);
        let above: usize = before.map(|width| width.div_ceil(columns).max(1)).sum();
        up(out, above)?;
        queue!(out, cursor::MoveToColumn(0), terminal::Clear(terminal::ClearType::FromCursorDown))?;
        (self.drawn, self.at) = (Vec::new(), 0);
        Ok(())
    }

    fn styled(&self, look: Look, text: &str) -> String {
        let text = escape::line(text);
        if !self.color {
            return text.into_owned();
        }
        let style = match look {
            Look::Plain => return text.into_owned(),
            Look::Question => Style::new().bold(),
            Look::Chosen => Style::new().fg_color(Some(AnsiColor::Cyan.into())),
            Look::Fault => Style::new().fg_color(Some(AnsiColor::Red.into())),
            Look::Faint => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }
}

fn up(out: &mut impl Write, rows: usize) -> io::Result<()> {
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    if rows > 0 {
        queue!(out, cursor::MoveUp(rows))?;
    }
    Ok(())
}

/// A text in rows of whole words; only a word that is wider than a row is broken.
pub(super) fn wrapped(text: &str, columns: usize, indent: &str) -> Vec<String> {
    let options = textwrap::Options::new(columns.max(8))
        .subsequent_indent(indent)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let rows = textwrap::wrap(text, options);
    rows.into_iter().map(|row| row.replace(JOINED, " ")).collect()
}

/// A text cut to a row.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    for letter in text.chars() {
        if display_width(&out) + display_width(letter.encode_utf8(&mut [0; 4])) + 3 > columns {
            break;
        }
        out.push(letter);
    }
    out.truncate(out.trim_end().len());
    out + "..."
}

/// The part of an explanation that fits, and whether more comes after it.
pub(super) fn page(text: &str, columns: usize, rows: usize, number: usize) -> Option<Vec<Row>> {
    let all = wrapped(text, columns.saturating_sub(2), "");
    let rows = rows.max(1);
    let page: Vec<&String> = all.iter().skip(number * rows).take(rows).collect();
    if page.is_empty() {
        return None;
    }
    Some(page.into_iter().map(|row| Row::new(Look::Plain, format!("  {row}"))).collect())
}

/// Waits for a key.
pub(super) fn key() -> io::Result<Key> {
    loop {
        match event::read()? {
            Event::Resize(..) => return Ok(Key::Resize),
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                if let Some(key) = meaning(key) {
                    return Ok(key);
                }
            }
            _ => {}
        }
    }
}

fn meaning(key: KeyEvent) -> Option<Key> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Char(letter) if control => match letter {
            'c' | 'd' => Key::Leave,
            'a' => Key::Home,
            'e' => Key::End,
            'b' => Key::Left,
            'f' => Key::Right,
            'p' => Key::Up,
            'n' => Key::Down,
            'h' => Key::Backspace,
            'w' => Key::DeleteWord,
            'u' => Key::DeleteLine,
            'j' | 'm' => Key::Enter,
            _ => return None,
        },
        KeyCode::Char(letter) if !alt && !letter.is_control() => Key::Char(letter),
        KeyCode::Backspace if alt || control => Key::DeleteWord,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Back,
        KeyCode::F(1) => Key::Help,
        KeyCode::Up | KeyCode::BackTab => Key::Up,
        KeyCode::Down | KeyCode::Tab => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Delete => Key::Delete,
        _ => return None,
    })
}

/// What a user's leaving is told as.
pub(super) fn left() -> io::Error {
    io::ErrorKind::Interrupted.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_whole_words_and_no_more_columns_than_the_terminal() {
        let text = "a text with words, and https://acme.com/a/very/long/address/that/fits/nowhere";
        for columns in [10, 40, 80, 200] {
            let rows = wrapped(text, columns, "  ");
            assert!(rows.iter().all(|row| display_width(row) <= columns), "{rows:?}");
        }
        assert_eq!(wrapped("one two three", 9, ""), ["one two", "three"]);
        assert_eq!(cut("one two three", 9), "one tw...");
        assert_eq!(cut("one", 9), "one");
    }

    #[test]
    fn explanations_come_in_pages() {
        let said = |number| page("one two three four", 11, 1, number);
        assert_eq!(said(0).map(|rows| rows[0].text.clone()).as_deref(), Some("  one two"));
        assert_eq!(said(2).map(|rows| rows[0].text.clone()).as_deref(), Some("  four"));
        assert!(said(3).is_none());
    }
}
