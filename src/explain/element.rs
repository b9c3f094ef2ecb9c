//! Pages of elements and of the sets of values that enums have.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::flow::expectation;
use super::sources;
use crate::rules::{Rule, all_rules};
use crate::schema::{Authority, Element, Kind, MetadataType, Part, Role, Text, schema};
use crate::text::suggest::fold;

/// An element in its place.
struct Place {
    owner: &'static MetadataType,
    /// The structure that nests it; none at the top of the type.
    within: Option<&'static str>,
    element: &'static Element,
}

/// The page of `ELEMENT`, `TYPE.ELEMENT` or `STRUCTURE.ELEMENT`; or of the element that people mean
/// by a name that is known to be wrong.
pub(super) fn find(subject: &str) -> Option<String> {
    let (owner, name) = match subject.rsplit_once('.') {
        Some((owner, name)) => (Some(owner), name),
        None => (None, subject),
    };
    let name = name.trim_matches(['<', '>', '/']);
    let in_place = |place: &Place| owner.is_none_or(|owner| place.is_of(owner));
    let folded = fold(name);
    let called = places().filter(|place| fold(&place.element.name) == folded);
    let mut found: Vec<Place> = called.filter(in_place).collect();
    if owner.is_some() && found.iter().any(|place| place.within.is_none()) {
        found.retain(|place| place.within.is_none());
    }
    if !found.is_empty() {
        return Some(page(&foremost(found)));
    }
    let meant =
        places().filter(|place| place.element.wrong_names.iter().any(|n| fold(n) == folded));
    let meant: Vec<Place> = meant.filter(in_place).collect();
    let meant = foremost(meant);
    let right = &meant.first()?.element.name;
    Some(format!(
        "`{name}` is not an element; `{right}` is what people mean by it.\n\n{}",
        page(&meant)
    ))
}

/// For a message about a value of an enum, or the name of an enum: the elements that have its values.
pub(super) fn of_enum(subject: &str) -> Option<String> {
    let (said, enum_type) = match subject.split_once("enum") {
        Some((before, after)) => (Some(before), name_in(after)?),
        None => (None, subject),
    };
    let found: Vec<Place> = places()
        .filter(|place| {
            place.element.enum_type.as_deref().is_some_and(|t| t.eq_ignore_ascii_case(enum_type))
        })
        .collect();
    let found = foremost(found);
    let first = found.first()?;
    let enum_type = first.element.enum_type.as_deref().unwrap_or(enum_type);
    let names: BTreeSet<&str> = found.iter().map(|place| place.element.name.as_str()).collect();
    let names = names.into_iter().collect::<Vec<_>>().join("`, `");
    let mut out = format!("`{enum_type}` is the set of values of `{names}`.\n");
    if let Some(value) = said.and_then(name_in) {
        if first.element.value(value).is_some() {
            let _ =
                writeln!(out, "`{value}` is one of them; an older API version may not have it.");
        } else if let Some(meant) = first.element.value_meant_by(value) {
            let _ = writeln!(out, "`{value}` is none of them; write `{}`?", meant.name);
        } else {
            let _ = writeln!(out, "`{value}` is none of them.");
        }
    }
    Some(format!("{out}\n{}", page(&found)))
}

/// The first quoted word of a text, else its first word.
fn name_in(text: &str) -> Option<&str> {
    let words =
        || text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let quoted = text.split(['\'', '"', '`', '\u{2019}', '\u{2018}']).nth(1);
    quoted.filter(|word| !word.is_empty()).or_else(|| words().next())
}

/// A line for each element that a text names exactly, with the types that have it.
pub(super) fn named_in(text: &str) -> Vec<String> {
    let words: BTreeSet<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| w.len() > 5).collect();
    let line = |name: &&str| {
        let found: Vec<Place> = places().filter(|place| place.element.name == **name).collect();
        let owners: BTreeSet<String> = foremost(found).iter().map(Place::owner).collect();
        let owners: Vec<String> = owners.into_iter().collect();
        // A plain word such as `label` says nothing.
        let marked =
            ['}', '\'', '`', '<', '"'].iter().any(|mark| text.contains(&format!("{mark}{name}")));
        let is_name = marked || name.chars().any(char::is_uppercase);
        (!owners.is_empty() && is_name)
            .then(|| format!("`{name}` belongs to {}.", owners.join(" and ")))
    };
    words.iter().filter_map(line).collect()
}

/// Every element of every type.
fn places() -> impl Iterator<Item = Place> {
    schema().types.values().flat_map(|owner| {
        let top = owner.elements.iter().map(move |element| Place { owner, within: None, element });
        let nested = owner.structs.iter().flat_map(move |(name, nested)| {
            let place = move |element| Place { owner, within: Some(name.as_str()), element };
            nested.elements.iter().map(place)
        });
        top.chain(nested)
    })
}

/// The places in types of apps and orgs; those in other types only where there are no others.
fn foremost(mut places: Vec<Place>) -> Vec<Place> {
    let own = |place: &Place| place.owner.role != Role::Neighbour;
    if places.iter().any(own) && places.iter().any(|place| !own(place)) {
        places.retain(own);
    }
    places
}

impl Place {
    /// Whether it is in the type or structure of that name.
    fn is_of(&self, owner: &str) -> bool {
        let folded = fold(owner);
        let within = self.within.is_some_and(|name| fold(name) == folded);
        let t = self.owner;
        within || [&t.name, &t.title, &t.suffix].into_iter().any(|name| fold(name) == folded)
    }

    fn owner(&self) -> String {
        match self.within {
            Some(within) => format!("{} ({within})", self.owner.name),
            None => self.owner.name.to_string(),
        }
    }
}

fn page(places: &[Place]) -> String {
    let Some(first) = places.first() else { return String::new() };
    let mut out = format!("# {}\n", first.element.name);
    let mut keys: Vec<&Text> = Vec::new();
    for place in places {
        let (element, owner) = (place.element, place.owner);
        let _ = writeln!(out, "\n## In {}\n{}\n", place.owner(), element.meaning);
        let _ = writeln!(out, "File: `{}/{}`", owner.folder, owner.file_name("NAME"));
        facts(&mut out, element);
        flows(&mut out, place);
        rules(&mut out, place);
        let own = if element.source.is_empty() { &owner.source } else { &element.source };
        keys.extend(own.iter().filter(|key| !keys.contains(key)).collect::<Vec<_>>());
    }
    out + &sources(&keys)
}

fn facts(out: &mut String, element: &Element) {
    let _ = writeln!(out, "Kind: {}", kind(element));
    for value in element.values.iter().filter(|value| !value.internal) {
        let since =
            value.since.map(|since| format!(" Since API version {since}.")).unwrap_or_default();
        let _ = writeln!(out, "- `{}`: {}{since}", value.name, value.meaning);
    }
    for value in &element.allowed {
        let _ = writeln!(out, "- `{}`, since API version {}", value.value, value.since);
    }
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    fact(
        "Default",
        element.default.as_ref().map(|value| format!("`{}`", value.to_string().trim_matches('"'))),
    );
    fact("Smallest", element.min.map(|min| min.to_string()));
    fact("Largest", element.max.map(|max| max.to_string()));
    fact("Longest", element.max_length.map(|most| format!("{most} characters")));
    let times = element.max_items.map(|most| format!("up to {most} times"));
    fact("Repeated", element.repeated.then(|| times.unwrap_or_else(|| "yes".to_owned())));
    fact(
        "Required by",
        (!element.required_by.is_empty()).then(|| authorities(&element.required_by)),
    );
    fact("Since", Some(format!("API version {}", element.since)));
    fact("Until", element.until.map(|until| format!("API version {until}")));
    fact("Deprecated", element.deprecated.map(String::from));
    fact("Secret", element.secret.then(|| "it never belongs in source".to_owned()));
    fact("Generated", element.generated.then(|| "the org makes the value".to_owned()));
    fact("Of one org", element.org_specific.then(|| "the value works in one org only".to_owned()));
    fact("Internal", element.internal.then(|| "Salesforce keeps it for its own use".to_owned()));
    fact("Reserved", element.reserved.then(|| "Salesforce reserves it for the future".to_owned()));
    fact(
        "Undocumented",
        element.undocumented.then(|| "no Salesforce page describes it".to_owned()),
    );
    let wrong = (!element.wrong_names.is_empty())
        .then(|| format!("`{}`", element.wrong_names.join("`, `")));
    fact("Often written, and wrong", wrong);
    fact("Switches", element.switches.map(|part| plugin(part).to_owned()));
}

fn kind(element: &Element) -> String {
    let refers = element.refers_to.as_deref().unwrap_or("component");
    match element.kind {
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Int if !element.allowed.is_empty() => "one of these numbers".to_owned(),
        Kind::Int => "a whole number".to_owned(),
        Kind::Enum => match &element.enum_type {
            Some(name) => format!("one of these values (`{name}`)"),
            None => "one of these values".to_owned(),
        },
        Kind::Text => "text".to_owned(),
        Kind::Email => "an e-mail address".to_owned(),
        Kind::Url => "a URL".to_owned(),
        Kind::CallbackList => "callback URLs, one on each line".to_owned(),
        Kind::Reference => format!("API name of a {refers}"),
        Kind::NameList => format!("API names of {refers} components, separated by commas"),
        Kind::ScopeList => "OAuth scopes, separated by commas".to_owned(),
        Kind::Username => "username of a user of the org".to_owned(),
        Kind::Certificate => "an X.509 certificate as text".to_owned(),
        Kind::IpAddress => "an IPv4 or IPv6 address".to_owned(),
        Kind::Formula => "`$Object.Field`".to_owned(),
        Kind::Struct => {
            format!("a structure, {}", element.structure.as_deref().unwrap_or_default())
        }
    }
}

fn authorities(authorities: &[Authority]) -> String {
    let word = |authority: &Authority| match authority {
        Authority::Type => "the type definition",
        Authority::Server => "live orgs",
        Authority::Guide => "a Salesforce page",
    };
    authorities.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn plugin(part: Part) -> &'static str {
    match part {
        Part::App => "the whole app",
        Part::Oauth => "the OAuth plugin",
        Part::Saml => "the SAML plugin",
        Part::Mobile => "the mobile plugin",
        Part::Push => "the push plugin",
        Part::Notification => "the notification plugin",
        Part::Canvas => "the canvas plugin",
        Part::Attest => "the attestation plugin",
        Part::Org | Part::Neighbour => "a setting of the org",
    }
}

/// The flows that demand something of the element.
fn flows(out: &mut String, place: &Place) {
    if place.within.is_some() {
        return;
    }
    let (owner, name) = (&place.owner.name, &place.element.name);
    let mut lines = Vec::new();
    for flow in &schema().flows {
        for demand in &flow.demands {
            if demand.metadata_type == *owner && demand.element == *name {
                let advised = if demand.advised { "should" } else { "must" };
                let public =
                    if demand.public_client { " for clients without a secret" } else { "" };
                lines.push(format!(
                    "- `{}`: {advised} {}{public}",
                    flow.id,
                    expectation(&demand.expect)
                ));
            }
        }
        for setting in &flow.org_settings {
            if setting.metadata_type == *owner && setting.element == *name {
                lines.push(format!("- `{}`: must be `{}`", flow.id, setting.value));
            }
        }
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "\nFlows that ask for it:\n{}", lines.join("\n"));
    }
}

/// The rules whose pages speak of the element, or whose examples differ in it.
fn rules(out: &mut String, place: &Place) {
    let name = &place.element.name;
    let looks = |rule: &&Rule| names_it(rule, name) || differs_in(rule, place.owner, name);
    let found: Vec<&str> = all_rules().filter(looks).map(|rule| rule.id).collect();
    if !found.is_empty() {
        let _ = writeln!(out, "\nRules that look at it: `{}`", found.join("`, `"));
    }
}

/// Whether the words of the rule's page name the element.
fn names_it(rule: &Rule, name: &str) -> bool {
    let page = rule.page();
    let outside = page.split("```").step_by(2);
    outside.into_iter().any(|prose| prose.contains(&format!("`{name}`")))
}

/// Whether the bad examples of the rule say something of the element that its good ones do not.
fn differs_in(rule: &Rule, owner: &MetadataType, name: &str) -> bool {
    let Ok(examples) = rule.examples() else { return false };
    let open = format!("<{name}>");
    let lines = |bad: bool| -> BTreeSet<String> {
        let files = examples.iter().filter(|e| e.bad == bad).flat_map(|e| &e.files);
        let of_type = files.filter(|file| {
            file.path.contains(&format!(".{}", owner.suffix))
                && file.text.contains(owner.name.as_str())
        });
        let lines = of_type.flat_map(|file| file.text.lines());
        lines.filter(|line| line.contains(&open)).map(|line| line.trim().to_owned()).collect()
    };
    lines(true) != lines(false)
}
