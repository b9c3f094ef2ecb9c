//! Rules that the caller selects or leaves out, by id, group or pattern.

use crate::rules::{Group, Rule, all_rules, groups, rule};
use crate::text::suggest::nearest;

/// Stands for every rule.
const ALL: &str = "all";
/// Rules about the run that a selection of others does not leave out: without them a check that
/// could not do its work would look like one that found nothing.
const ALWAYS: &[&str] = &["broken-config", "unreadable-file"];

/// What the caller wants of the rules.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The rules that run in place of those of profile and configuration; empty: those.
    pub select: Vec<Choice>,
    /// The rules that do not run.
    pub ignore: Vec<Choice>,
}

/// One or more rules, as the caller names them.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Every rule.
    All,
    /// The rules of a group.
    Group(&'static Group),
    /// The rules whose ids begin with this text.
    Prefix(String),
    /// One rule.
    Rule(&'static Rule),
}

/// What a selection says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing: profile and configuration decide.
    Silent,
    /// It runs, whatever profile and configuration say.
    On,
    /// It does not run.
    Off,
    /// It was left out, and stays as profile and configuration say: it finds leaked credentials or
    /// speaks of the run itself.
    Stays,
}

impl Choice {
    /// Reads a rule id, a group, the start of ids before a `*`, or `all`.
    ///
    /// # Errors
    /// Says what is not known, with the nearest name that is.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == ALL {
            return Ok(Self::All);
        }
        if let Some(rule) = rule(text) {
            return Ok(Self::Rule(rule));
        }
        if let Some(group) = groups().iter().find(|group| group.id == text) {
            return Ok(Self::Group(group));
        }
        if let Some(start) = text.strip_suffix('*') {
            let choice = Self::Prefix(start.to_owned());
            if all_rules().any(|rule| choice.weight(rule) > 0) {
                return Ok(choice);
            }
            return Err("no rule begins like that; `ecaforge rules` lists them".to_owned());
        }
        let names = all_rules().map(|rule| rule.id).chain(groups().iter().map(|group| group.id));
        let help = match nearest(text, names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`ecaforge rules` lists rules and groups".to_owned(),
        };
        Err(format!("no rule or group has that name; {help}"))
    }

    /// How closely the choice names a rule; 0 where it does not name it.
    fn weight(&self, rule: &Rule) -> usize {
        match self {
            Self::All => 1,
            Self::Group(group) if group.rules.iter().any(|own| own.id == rule.id) => 2,
            Self::Prefix(start) if rule.id.starts_with(start.as_str()) => 3,
            Self::Rule(own) if own.id == rule.id => 4,
            Self::Group(_) | Self::Prefix(_) | Self::Rule(_) => 0,
        }
    }
}

fn closest(choices: &[Choice], rule: &Rule) -> usize {
    choices.iter().map(|choice| choice.weight(rule)).max().unwrap_or_default()
}

impl Selection {
    /// What is wanted of a rule. The closer name wins: a rule that is selected by its id is not left
    /// out with its group. Of two equally close ones, the one that leaves out.
    #[must_use]
    pub fn wanted(&self, rule: &'static Rule) -> Wanted {
        let (selected, ignored) = (closest(&self.select, rule), closest(&self.ignore, rule));
        if selected > ignored {
            return Wanted::On;
        }
        if ignored > 0 {
            return if rule.finds_leaks() { Wanted::Stays } else { Wanted::Off };
        }
        if self.select.is_empty() {
            return Wanted::Silent;
        }
        let stays = rule.finds_leaks() || ALWAYS.contains(&rule.id);
        if stays { Wanted::Stays } else { Wanted::Off }
    }

    /// The rules that were to be left out and run all the same, since they find leaked credentials.
    #[must_use]
    pub fn kept(&self) -> Vec<&'static str> {
        let kept = |rule: &&'static Rule| {
            closest(&self.ignore, rule) > 0 && self.wanted(rule) == Wanted::Stays
        };
        all_rules().filter(kept).map(|rule| rule.id).collect()
    }

    /// Whether a rule runs although others were selected.
    #[must_use]
    pub(crate) fn runs_unasked(&self, id: &str) -> bool {
        !self.select.is_empty() && rule(id).is_some_and(|rule| self.wanted(rule) == Wanted::Stays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(select: &[&str], ignore: &[&str]) -> Selection {
        let read = |texts: &[&str]| texts.iter().map(|text| Choice::parse(text).unwrap()).collect();
        Selection { select: read(select), ignore: read(ignore) }
    }

    #[test]
    fn no_group_has_the_name_of_a_rule() {
        for group in groups() {
            assert!(rule(group.id).is_none() && group.id != ALL, "{}", group.id);
        }
    }

    #[test]
    fn the_closer_name_wins() {
        for (select, ignore, id, expected) in [
            (&[][..], &[][..], "pkce-off", Wanted::Silent),
            (&["pkce-off"], &[], "pkce-off", Wanted::On),
            (&["pkce-off"], &[], "unknown-scope", Wanted::Off),
            (&["flows"], &[], "pkce-off", Wanted::On),
            (&["flows"], &["pkce-off"], "pkce-off", Wanted::Off),
            (&["pkce-off"], &["flows"], "pkce-off", Wanted::On),
            (&["pkce-off"], &["pkce-off"], "pkce-off", Wanted::Off),
            (&["all"], &["flows"], "pkce-off", Wanted::Off),
            (&["all"], &["flows"], "unknown-scope", Wanted::On),
            (&["policy-*"], &["policy"], "policy-scope", Wanted::On),
            (&[], &["secrets"], "committed-secret", Wanted::Stays),
            (&[], &["committed-secret"], "private-key", Wanted::Silent),
            (&["pkce-off"], &[], "committed-secret", Wanted::Stays),
            (&["pkce-off"], &[], "broken-config", Wanted::Stays),
            (&[], &["broken-config"], "broken-config", Wanted::Off),
        ] {
            let rule = rule(id).unwrap();
            assert_eq!(selection(select, ignore).wanted(rule), expected, "{select:?} {ignore:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_told_with_the_nearest_name() {
        let told = |text: &str| Choice::parse(text).unwrap_err();
        assert!(told("unknwn-scope").contains("did you mean `unknown-scope`?"));
        assert!(told("polici").contains("did you mean `policy`?"), "{}", told("polici"));
        assert!(told("xyz*").contains("no rule begins like that"));
        assert!(told("").contains("`ecaforge rules`"));
        assert!(matches!(Choice::parse("device-flow"), Ok(Choice::Rule(_))), "a former id");
    }
}
