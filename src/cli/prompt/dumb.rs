//! Questions as plain lines, for terminals that cannot move their cursor.

use std::io;

use super::choice::Choice;
use super::field::Field;
use super::{Reply, screen};
use crate::cli::terminal;
use crate::text::escape;

/// The answer that asks for an explanation.
const EXPLAIN: &str = "?";
/// The answer that goes back.
const BACK: &str = "<";

/// Asks for a text until it is right.
pub(super) fn text(field: &Field<'_>) -> io::Result<Reply<String>> {
    let default = if field.text.is_empty() { field.default } else { field.text };
    let default = if default.is_empty() { String::new() } else { format!(" [{default}]") };
    loop {
        say(&format!("{}{default} ({EXPLAIN} explains, {BACK} goes back):", field.ask));
        let line = line()?;
        let text = if line.is_empty() { field.text } else { &line };
        match line.as_str() {
            EXPLAIN => say(field.explain),
            BACK => return Ok(Reply::Back),
            _ => match field.answer(text) {
                Ok(answer) => return Ok(Reply::Given(answer)),
                Err(fault) => say(&fault),
            },
        }
    }
}

/// Asks for the numbers of items.
pub(super) fn choose(choice: &Choice<'_>, several: bool) -> io::Result<Reply<Vec<usize>>> {
    choice.before.iter().for_each(|text| say(text));
    let numbers = if several { "numbers" } else { "number" };
    loop {
        for (at, item) in choice.items.iter().enumerate() {
            say(&format!("{:>3}  {}: {}", at + 1, item.name, item.meaning));
        }
        say(&format!("{} ({numbers}; {EXPLAIN} explains, {BACK} goes back):", choice.ask));
        let line = line()?;
        match line.as_str() {
            EXPLAIN => {
                say(choice.explain);
                let all = choice.items.iter().filter(|item| !item.explain.is_empty());
                all.for_each(|item| say(&format!("{}: {}", item.name, item.explain)));
                continue;
            }
            BACK => return Ok(Reply::Back),
            _ => {}
        }
        let given = line.split([' ', ',']).filter(|word| !word.is_empty());
        let places: Option<Vec<usize>> = given.map(|word| place(choice, word)).collect();
        match places {
            Some(places) if several && !places.is_empty() || places.len() == 1 => {
                return Ok(Reply::Given(places));
            }
            _ => say(&format!("write {numbers} from 1 to {}", choice.items.len())),
        }
    }
}

/// The place of the item with a number or a name.
fn place(choice: &Choice<'_>, word: &str) -> Option<usize> {
    let by_name = choice.items.iter().position(|item| item.name == word);
    let by_number = word.parse().ok().filter(|number| (1..=choice.items.len()).contains(number));
    by_name.or(by_number.map(|number: usize| number - 1))
}

fn line() -> io::Result<String> {
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(screen::left());
    }
    Ok(line.trim().to_owned())
}

fn say(text: &str) {
    terminal::tell(&escape::line(text));
}
