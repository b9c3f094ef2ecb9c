//! Changing a spec in the text that its owner wrote.

use toml_edit::{ArrayOfTables, DocumentMut, Item, TableLike};

use super::{Spec, write};

/// The text with what differs between two specs written into it; everything else in it stays, order
/// and comments included. None where the text is no TOML.
#[must_use]
pub fn edit(text: &str, old: &Spec, new: &Spec) -> Option<String> {
    let mut target: DocumentMut = text.parse().ok()?;
    let old: DocumentMut = write(old).parse().ok()?;
    let new: DocumentMut = write(new).parse().ok()?;
    tables(target.as_table_mut(), old.as_table(), new.as_table());
    Some(target.to_string())
}

fn tables(target: &mut dyn TableLike, old: &dyn TableLike, new: &dyn TableLike) {
    for (key, _) in old.iter().filter(|(key, _)| !new.contains_key(key)) {
        target.remove(key);
    }
    for (key, item) in new.iter() {
        let before = old.get(key);
        if before.is_some_and(|before| is_same(before, item)) {
            continue;
        }
        let known = target.get_mut(key).is_some_and(|known| known_item(known, before, item));
        if !known {
            let mut item = item.clone();
            unplace(&mut item);
            target.insert(key, item);
        }
    }
}

/// Whether two items say the same, the tables in them included: the text of a table alone leaves those
/// out.
fn is_same(a: &Item, b: &Item) -> bool {
    if let (Some(a), Some(b)) = (a.as_array_of_tables(), b.as_array_of_tables()) {
        return a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| are_same(a, b));
    }
    match (a.as_table_like(), b.as_table_like()) {
        (Some(a), Some(b)) => are_same(a, b),
        (None, None) => a.to_string().trim() == b.to_string().trim(),
        _ => false,
    }
}

fn are_same(a: &dyn TableLike, b: &dyn TableLike) -> bool {
    a.len() == b.len()
        && a.iter().all(|(key, item)| b.get(key).is_some_and(|other| is_same(item, other)))
}

/// Changes an item in place; false where the whole of it must be replaced.
fn known_item(target: &mut Item, old: Option<&Item>, new: &Item) -> bool {
    let Some(old) = old else { return false };
    if let (Some(target), Some(old), Some(new)) =
        (target.as_array_of_tables_mut(), old.as_array_of_tables(), new.as_array_of_tables())
    {
        return lists(target, old, new);
    }
    if let (Some(target), Some(old), Some(new)) =
        (target.as_table_like_mut(), old.as_table_like(), new.as_table_like())
    {
        tables(target, old, new);
        return true;
    }
    // A list that grew keeps the comments between its items.
    if let (Some(target), Some(old), Some(new)) =
        (target.as_array_mut(), old.as_array(), new.as_array())
        && target.len() == old.len()
        && new.len() > old.len()
        && old.iter().zip(new.iter()).all(|(a, b)| a.as_str() == b.as_str() && a.is_str())
    {
        let more = new.iter().skip(old.len()).filter_map(|item| item.as_str());
        more.for_each(|item| target.push(item));
        return true;
    }
    false
}

fn lists(target: &mut ArrayOfTables, old: &ArrayOfTables, new: &ArrayOfTables) -> bool {
    if target.len() != old.len() || new.len() < old.len() {
        return false;
    }
    for ((target, old), new) in target.iter_mut().zip(old.iter()).zip(new.iter()) {
        tables(target, old, new);
    }
    for table in new.iter().skip(old.len()) {
        let mut item = Item::Table(table.clone());
        unplace(&mut item);
        if let Item::Table(table) = item {
            target.push(table);
        }
    }
    true
}

/// Forgets where tables stood in the text that they come from, so that they stand after those that
/// are there.
fn unplace(item: &mut Item) {
    match item {
        Item::Table(table) => {
            table.set_position(None);
            table.iter_mut().for_each(|(_, item)| unplace(item));
        }
        Item::ArrayOfTables(list) => {
            for table in list.iter_mut() {
                table.set_position(None);
                table.iter_mut().for_each(|(_, item)| unplace(item));
            }
        }
        Item::None | Item::Value(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{App, Canvas, SpecText, read};

    #[test]
    fn a_value_in_a_table_of_a_table_is_changed_alone() {
        let mut old =
            Spec { apps: vec![App { name: "A".into(), ..App::default() }], ..Spec::default() };
        old.apps[0].oauth_mut().refresh_token = Some(crate::spec::RefreshToken::default());
        let mut new = old.clone();
        new.apps[0].oauth_mut().refresh_token.as_mut().unwrap().period = 10;
        let text = write(&old).replace("period = 30", "period = 30 # ours");
        let edited = edit(&text, &old, &new).unwrap();
        assert_eq!(edited.matches("period = ").count(), 1, "{edited}");
        assert_eq!(read(&SpecText::new("ecaforge.toml", &edited)).unwrap(), new, "{edited}");
        assert!(edited.contains("[app.oauth.refresh-token]"), "{edited}");
    }

    #[test]
    fn only_what_differs_is_written() {
        let app = |name: &str| App { name: name.into(), ..App::default() };
        let old = Spec { apps: vec![app("A"), app("B")], ..Spec::default() };
        let mut new = old.clone();
        new.apps[0].canvas = Some(Canvas { url: "https://a.example".into(), ..Canvas::default() });
        new.apps[0].label = Some("First".into());
        new.apps.push(app("C"));
        let text = "# Ours.\n[[app]]\nname = 'A' # a\ncontact-email = \"\"\n\n\
                    # The second.\n[[app]]\nname = \"B\"\ncontact-email = \"\"\n\n[check]\nx = 1\n";
        let edited = edit(text, &old, &new).unwrap();
        for kept in ["# Ours.\n", "name = 'A' # a\n", "# The second.\n", "[check]\nx = 1\n"] {
            assert!(edited.contains(kept), "{edited}");
        }
        assert_eq!(read(&SpecText::new("ecaforge.toml", &edited)).unwrap(), new, "{edited}");
    }
}
