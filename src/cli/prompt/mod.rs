//! Questions at a terminal: one at a time, each with a way back and an explanation.
//!
//! While a question is open, the terminal is in raw mode, so that keys are neither echoed nor lost. A
//! question is drawn again at each key and is never higher than the terminal. Where the terminal cannot
//! move its cursor (`TERM=dumb`), questions and answers are plain lines.

mod choice;
mod dumb;
mod field;
mod screen;

use std::io;

pub(super) use choice::{Choice, Item};
pub(super) use field::Field;
pub(super) use screen::restore;

use screen::{Raw, Screen};

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply<T> {
    /// It was answered.
    Given(T),
    /// The user wants to answer the question before it again.
    Back,
}

/// A conversation at the terminal.
pub(super) struct Prompt {
    screen: Screen,
    /// Holds raw mode; none where the terminal cannot move its cursor.
    raw: Option<Raw>,
    /// Rows on the screen of each question that was answered.
    answered: Vec<usize>,
}

impl Prompt {
    /// Begins a conversation.
    ///
    /// # Errors
    /// If the terminal refuses raw mode.
    pub(super) fn new() -> io::Result<Self> {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let raw = (!dumb).then(Raw::on).transpose()?;
        Ok(Self { screen: Screen::new(), raw, answered: Vec::new() })
    }

    /// Asks for a text.
    ///
    /// # Errors
    /// If the user leaves, or the terminal cannot be read.
    pub(super) fn text(&mut self, field: &Field<'_>) -> io::Result<Reply<String>> {
        self.screen.can_go_back = !self.answered.is_empty();
        let reply =
            if self.raw.is_none() { dumb::text(field)? } else { field.ask(&mut self.screen)? };
        self.settle(field.ask, &reply, String::clone)?;
        Ok(reply)
    }

    /// Asks for one of several items, and gives its place in the list.
    ///
    /// # Errors
    /// If the user leaves, or the terminal cannot be read.
    pub(super) fn one(&mut self, choice: &Choice<'_>) -> io::Result<Reply<usize>> {
        Ok(match self.choose(choice, false)? {
            Reply::Given(places) => Reply::Given(places.first().copied().unwrap_or_default()),
            Reply::Back => Reply::Back,
        })
    }

    /// Asks for one or more of several items, and gives their places in the list.
    ///
    /// # Errors
    /// If the user leaves, or the terminal cannot be read.
    pub(super) fn several(&mut self, choice: &Choice<'_>) -> io::Result<Reply<Vec<usize>>> {
        self.choose(choice, true)
    }

    fn choose(&mut self, choice: &Choice<'_>, several: bool) -> io::Result<Reply<Vec<usize>>> {
        self.screen.can_go_back = !self.answered.is_empty();
        let reply = if self.raw.is_none() {
            dumb::choose(choice, several)?
        } else {
            choice.ask(&mut self.screen, several)?
        };
        let name = |places: &Vec<usize>| {
            let names = places.iter().filter_map(|&place| choice.items.get(place));
            names.map(|item| item.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        self.settle(choice.ask, &reply, name)?;
        Ok(reply)
    }

    /// Takes the last answer from the screen, which is not to count.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub(super) fn take_back(&mut self) -> io::Result<()> {
        // The answer, and the one before it that is asked for again.
        for _ in 0..2 {
            let rows = self.answered.pop().unwrap_or_default();
            if self.raw.is_some() {
                self.screen.take_back(rows)?;
            }
        }
        Ok(())
    }

    /// Leaves what was answered on the screen, and takes the answer before from it on the way back.
    fn settle<T>(
        &mut self,
        ask: &str,
        reply: &Reply<T>,
        say: impl Fn(&T) -> String,
    ) -> io::Result<()> {
        if self.raw.is_none() {
            return Ok(());
        }
        match reply {
            Reply::Given(answer) => {
                let rows = self.screen.leave(ask, &say(answer))?;
                self.answered.push(rows);
            }
            Reply::Back => {
                let rows = self.answered.pop().unwrap_or_default();
                self.screen.take_back(rows)?;
            }
        }
        Ok(())
    }
}
