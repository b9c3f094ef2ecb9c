//! The rules of a log, ranked as code scanning wants it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use serde::{Serialize, Serializer};

use super::{Message, level};
use crate::check::Report;
use crate::emit::checkout::rule_address;
use crate::rules::{Rule, groups};

/// The rules that have a result, with the ids of their groups, in the order of the log.
pub(super) struct Rules {
    all: Vec<(&'static str, &'static Rule)>,
    /// The place of each in the log.
    places: HashMap<&'static str, usize>,
}

impl Rules {
    /// The rules of a report's findings.
    pub(super) fn of(report: &Report) -> Self {
        let suppressed = report.suppressed.iter().map(|suppressed| suppressed.finding.rule);
        let found: BTreeSet<&str> =
            report.findings.iter().map(|finding| finding.rule).chain(suppressed).collect();
        let all = groups().iter().flat_map(|g| g.rules.iter().map(|rule| (g.id, *rule)));
        let all: Vec<_> = all.filter(|(_, rule)| found.contains(rule.id)).collect();
        let places = all.iter().enumerate().map(|(at, (_, rule))| (rule.id, at)).collect();
        Self { all, places }
    }

    /// The place of a rule in the log.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }
}

/// The rules, whose pages are made one by one.
pub(super) struct Descriptors<'a>(pub(super) &'a Rules);

impl Serialize for Descriptors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.all.iter().map(|(group, rule)| descriptor(group, rule)))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    default_configuration: Configuration,
    full_description: Message<&'static str>,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'static str>,
    id: &'static str,
    properties: Properties,
    short_description: Message<String>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Help {
    markdown: String,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Properties {
    precision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_severity: Option<String>,
    tags: Vec<Cow<'static, str>>,
}

fn descriptor(group: &'static str, rule: &Rule) -> Descriptor {
    let page = rule.page();
    let rank = rule.rank();
    let mut tags = vec![Cow::Borrowed(group)];
    if rank.security.is_some() {
        tags.push(Cow::Borrowed("security"));
    }
    tags.extend(rank.cwe.map(|number| Cow::Owned(format!("external/cwe/cwe-{number:03}"))));
    Descriptor {
        default_configuration: Configuration { level: level(rule.severity) },
        full_description: Message { text: rule.why },
        help: Help { markdown: page.clone(), text: page },
        help_uri: rule_address(rule),
        id: rule.id,
        properties: Properties {
            precision: rank.precision,
            security_severity: rank.security.map(|score| format!("{score:.1}")),
            tags,
        },
        short_description: Message { text: rule.summary() },
    }
}
