//! A question with a list of answers.

use std::io;

use textwrap::core::display_width;

use super::Reply;
use super::field::{explained, rows_of};
use super::screen::{self, Frame, Key, Look, Row, Screen, cut, wrapped};

/// The fewest rows of a list that are shown, where it has so many.
const LEAST_ITEMS: usize = 3;

/// One answer of a list.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Item {
    /// What it is called.
    pub(in crate::cli) name: String,
    /// What it means, in a few words.
    pub(in crate::cli) meaning: String,
    /// What explains it; where empty, that of the question does.
    pub(in crate::cli) explain: String,
}

impl Item {
    pub(in crate::cli) fn new(name: &str, meaning: &str, explain: &str) -> Self {
        let [name, meaning, explain] = [name, meaning, explain].map(str::to_owned);
        Self { name, meaning, explain }
    }
}

/// A question with a list of answers.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Choice<'a> {
    pub(in crate::cli) ask: &'a str,
    pub(in crate::cli) explain: &'a str,
    pub(in crate::cli) items: &'a [Item],
    /// What is said before the list.
    pub(in crate::cli) before: &'a [String],
    /// The places that are chosen at first.
    pub(in crate::cli) chosen: &'a [usize],
}

/// Where the user is in the list.
struct Place {
    at: usize,
    marked: Vec<usize>,
    help: Option<usize>,
    fault: bool,
}

impl Choice<'_> {
    /// Asks until something is chosen, or the user goes back.
    pub(super) fn ask(&self, screen: &mut Screen, several: bool) -> io::Result<Reply<Vec<usize>>> {
        let marked = if several { self.chosen.to_vec() } else { Vec::new() };
        let at = self.chosen.first().copied().unwrap_or_default();
        let mut place = Place { at, marked, help: None, fault: false };
        loop {
            let mark = if several { "Space: mark | " } else { "" };
            let keys = format!("{mark}{}", screen.keys("next", "?"));
            screen.draw(&self.frame(&mut place, several, &keys))?;
            let key = screen::key()?;
            match key {
                Key::Leave => {
                    screen.end()?;
                    return Err(screen::left());
                }
                Key::Back => return Ok(Reply::Back),
                Key::Enter if !several => return Ok(Reply::Given(vec![place.at])),
                Key::Enter if !place.marked.is_empty() => {
                    place.marked.sort_unstable();
                    return Ok(Reply::Given(place.marked));
                }
                Key::Enter => place.fault = true,
                Key::Help | Key::Char('?') => {
                    place.help = Some(place.help.map_or(0, |number| number + 1));
                }
                key => self.press(key, &mut place, several),
            }
        }
    }

    fn press(&self, key: Key, place: &mut Place, several: bool) {
        let (count, page) = (self.items.len().max(1), 5);
        let before = place.at;
        place.at = match key {
            Key::Up => (place.at + count - 1) % count,
            Key::Down => (place.at + 1) % count,
            Key::PageUp => place.at.saturating_sub(page),
            Key::PageDown => (place.at + page).min(count - 1),
            Key::Home => 0,
            Key::End => count - 1,
            Key::Char(' ') if several => {
                place.fault = false;
                match place.marked.iter().position(|&marked| marked == place.at) {
                    Some(known) => drop(place.marked.swap_remove(known)),
                    None => place.marked.push(place.at),
                }
                place.at
            }
            Key::Char(letter) => self.next_with(letter, place.at),
            _ => place.at,
        };
        // An explanation that is open follows the cursor.
        if place.at != before && place.help.is_some() {
            place.help = Some(0);
        }
    }

    /// The next item that begins with a letter.
    fn next_with(&self, letter: char, at: usize) -> usize {
        let starts = |place: &usize| {
            let first = self.items.get(*place).and_then(|item| item.name.chars().next());
            first.is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
        };
        let count = self.items.len();
        (1..=count).map(|step| (at + step) % count.max(1)).find(starts).unwrap_or(at)
    }

    fn frame(&self, place: &mut Place, several: bool, keys: &str) -> Frame {
        let (columns, most) = Screen::size();
        let ask = rows_of(Look::Question, self.ask, columns, "");
        let mut foot = rows_of(Look::Faint, keys, columns, "");
        if place.fault {
            foot.insert(0, Row::new(Look::Fault, cut("mark at least one with Space", columns)));
        }
        let mut room = most.saturating_sub(ask.len() + foot.len());
        let item = self.items.get(place.at);
        let explain = item.map(|item| item.explain.as_str()).filter(|text| !text.is_empty());
        let explain = explain.unwrap_or(self.explain);
        let least = room.min(LEAST_ITEMS.min(self.items.len()));
        let explained = explained(explain, &mut place.help, columns, room - least);
        room -= explained.len();
        let mut before =
            self.before.iter().flat_map(|text| rows_of(Look::Plain, text, columns, "    "));
        let before: Vec<Row> = before.by_ref().take(room - least).collect();
        let list = self.list(place, several, columns, room - before.len());
        let parts = before.into_iter().chain(ask).chain(list).chain(explained).chain(foot);
        let mut rows: Vec<Row> = parts.collect();
        rows.truncate(most);
        Frame { rows, cursor: None }
    }

    /// The rows of the list that fit, with the one of the cursor among them.
    fn list(&self, place: &Place, several: bool, columns: usize, room: usize) -> Vec<Row> {
        let widest = self.items.iter().map(|item| display_width(&item.name)).max();
        let widest = widest.unwrap_or_default().min(columns / 2);
        let text = |at: usize, item: &Item| {
            let cursor = if at == place.at { "> " } else { "  " };
            let mark = match (several, place.marked.contains(&at)) {
                (false, _) => "",
                (true, true) => "[x] ",
                (true, false) => "[ ] ",
            };
            let gap = " ".repeat(widest.saturating_sub(display_width(&item.name)));
            let text = format!("{cursor}{mark}{}{gap}  {}", item.name, item.meaning);
            text.trim_end().to_owned()
        };
        // Only the item of the cursor is told in full.
        let full =
            self.items.get(place.at).map(|item| wrapped(&text(place.at, item), columns, "      "));
        let full: Vec<String> = full.unwrap_or_default().into_iter().take(room.max(1)).collect();
        let others = room.saturating_sub(full.len()).min(self.items.len().saturating_sub(1));
        let above = place.at.min(others / 2);
        let below = (self.items.len().saturating_sub(place.at + 1)).min(others - above);
        let first = place.at - place.at.min(others - below);
        let one = |at: usize| self.items.get(at).map(|item| cut(&text(at, item), columns));
        let plain = |text: String| Row::new(Look::Plain, text);
        let mut rows: Vec<Row> = (first..place.at).filter_map(one).map(plain).collect();
        rows.extend(full.into_iter().map(|text| Row::new(Look::Chosen, text)));
        rows.extend((place.at + 1..=place.at + below).filter_map(one).map(plain));
        self.tell_of_more(&mut rows, first, place.at + below + 1, columns);
        rows
    }

    /// Says in the first and the last row that the list goes on.
    fn tell_of_more(&self, rows: &mut [Row], first: usize, end: usize, columns: usize) {
        let count = rows.len();
        if count < LEAST_ITEMS {
            return;
        }
        let more = [(first > 0, 0), (end < self.items.len(), count - 1)];
        for (_, at) in more.into_iter().filter(|(more, _)| *more) {
            if let Some(row) = rows.get_mut(at).filter(|row| row.look == Look::Plain) {
                row.text = cut(&format!("  ... {}", row.text.trim_start()), columns);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(count: usize) -> Vec<Item> {
        (0..count).map(|at| Item::new(&format!("item{at}"), &"words ".repeat(20), "")).collect()
    }

    #[test]
    fn a_list_that_is_too_long_shows_the_cursor() {
        let items = items(20);
        let choice = Choice { ask: "What?", explain: "", items: &items, before: &[], chosen: &[] };
        for at in 0..items.len() {
            let place = Place { at, marked: Vec::new(), help: None, fault: false };
            for room in 1..25 {
                let rows = choice.list(&place, false, 80, room);
                assert!(rows.len() <= room, "{at} {room}");
                let shown = rows.iter().filter(|row| row.text.starts_with("> ")).count();
                assert_eq!(shown, 1, "{at} {room}: {rows:?}");
                assert!(rows.iter().all(|row| display_width(&row.text) <= 80), "{rows:?}");
            }
        }
    }

    #[test]
    fn keys_move_in_the_list() {
        let items = items(4);
        let choice = Choice { ask: "What?", explain: "", items: &items, before: &[], chosen: &[] };
        let mut place = Place { at: 0, marked: Vec::new(), help: None, fault: false };
        choice.press(Key::Up, &mut place, true);
        assert_eq!(place.at, 3, "the list goes round");
        choice.press(Key::Down, &mut place, true);
        choice.press(Key::Char(' '), &mut place, true);
        assert_eq!((place.at, place.marked.as_slice()), (0, &[0][..]));
        choice.press(Key::Char('i'), &mut place, true);
        assert_eq!(place.at, 1);
        choice.press(Key::Home, &mut place, true);
        choice.press(Key::Char(' '), &mut place, true);
        assert!(place.marked.is_empty());
    }
}
