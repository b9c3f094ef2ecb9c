//! The combinations, and the spec of each.

use std::collections::BTreeSet;

use ecaforge::schema::{ApiVersion, Flow, Part, schema};
use ecaforge::spec::{Canvas, Client, Distribution, Mobile, Notification, Push, Saml, Spec};

use crate::generate_flows::{spec as flow_spec, supported};

/// A plugin besides OAuth, push once for each service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plugin {
    Saml,
    Mobile,
    AndroidPush,
    AppleTokenPush,
    AppleCertificatePush,
    Notification,
    Canvas,
}

use Plugin::{
    AndroidPush, AppleCertificatePush, AppleTokenPush, Canvas as CanvasPlugin, Mobile as Phones,
    Notification as Notices, Saml as Logins,
};

/// What is combined with flows: nothing, each plugin alone, what people put together, and all of
/// them with and without the one that no package holds.
const PLUGINS: &[&[Plugin]] = &[
    &[],
    &[Logins],
    &[Phones],
    &[AndroidPush],
    &[AppleTokenPush],
    &[AppleCertificatePush],
    &[Notices],
    &[CanvasPlugin],
    &[AndroidPush, AppleTokenPush, Notices],
    &[Phones, AndroidPush, AppleTokenPush, AppleCertificatePush, Notices, CanvasPlugin],
    &[Logins, Phones, AndroidPush, AppleTokenPush, AppleCertificatePush, Notices, CanvasPlugin],
];

/// What is combined with SAML in an app without OAuth.
const BESIDE_SAML: &[&[Plugin]] = &[
    &[Logins],
    &[Logins, Phones],
    &[Logins, AndroidPush],
    &[Logins, Notices],
    &[Logins, CanvasPlugin],
    &[Logins, Phones, CanvasPlugin],
];

impl Plugin {
    /// The part of the tables that it is.
    pub(crate) fn part(self) -> Part {
        match self {
            Self::Saml => Part::Saml,
            Self::Mobile => Part::Mobile,
            Self::AndroidPush | Self::AppleTokenPush | Self::AppleCertificatePush => Part::Push,
            Self::Notification => Part::Notification,
            Self::Canvas => Part::Canvas,
        }
    }
}

/// One combination.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// None: no OAuth plugin.
    pub(crate) flows: Vec<&'static Flow>,
    pub(crate) client: Client,
    pub(crate) plugins: &'static [Plugin],
    pub(crate) distribution: Distribution,
    pub(crate) version: ApiVersion,
}

/// Every set of one or two flows.
fn sets() -> Vec<Vec<&'static Flow>> {
    let all: Vec<&Flow> = supported().collect();
    let one = all.iter().map(|flow| vec![*flow]);
    let two = all
        .iter()
        .enumerate()
        .flat_map(|(index, flow)| all[index + 1..].iter().map(|other| vec![*flow, *other]));
    one.chain(two).collect()
}

/// Every combination.
pub(crate) fn all() -> Vec<Case> {
    let versions = [59, 61, 63, 65, 67, schema().versions.newest.0].map(ApiVersion);
    let mut cases = Vec::new();
    let mut add = |flows: &[&'static Flow], client, plugins| {
        for distribution in [Distribution::Local, Distribution::Packaged] {
            for version in versions {
                cases.push(Case { flows: flows.to_vec(), client, plugins, distribution, version });
            }
        }
    };
    for flows in sets() {
        for client in [Client::Confidential, Client::Public] {
            for plugins in PLUGINS {
                add(&flows, client, plugins);
            }
        }
    }
    for plugins in BESIDE_SAML {
        add(&[], Client::Confidential, plugins);
    }
    cases
}

impl Case {
    /// A spec with everything that its flows and plugins ask for.
    pub(crate) fn spec(&self) -> Spec {
        let ids: Vec<&str> = self.flows.iter().map(|flow| flow.id.as_str()).collect();
        let mut spec = flow_spec(&ids, self.client, self.version);
        let app = &mut spec.apps[0];
        app.distribution = self.distribution;
        if self.flows.is_empty() {
            app.oauth = None;
        }
        for plugin in self.plugins {
            match plugin {
                Plugin::Saml => app.saml = Some(saml()),
                Plugin::Mobile => app.mobile = Some(Mobile { screen_lock: Some("Ten".into()) }),
                Plugin::AndroidPush => app.push.push(Push::Android { project: "acme".into() }),
                Plugin::AppleTokenPush => app.push.push(Push::AppleToken {
                    bundle: "io.acme.app".into(),
                    environment: "Production".into(),
                    key_id: "ABC123DEFG".into(),
                    team_id: "DEF123GHIJ".into(),
                }),
                Plugin::AppleCertificatePush => app.push.push(Push::AppleCertificate {
                    bundle: "io.acme.app".into(),
                    environment: "Sandbox".into(),
                }),
                Plugin::Notification => {
                    let types = vec!["News".into(), "Alerts".into()];
                    app.notification = Some(Notification {
                        types,
                        push_by_default: !app.push.is_empty(),
                        ..Notification::default()
                    });
                }
                Plugin::Canvas => app.canvas = Some(canvas()),
            }
        }
        if self.distribution == Distribution::Packaged {
            spec.project.namespace = Some("acme".into());
        }
        spec
    }

    /// What it is, as the name of a directory.
    pub(crate) fn name(&self) -> String {
        let flows: Vec<&str> = self.flows.iter().map(|flow| flow.id.as_str()).collect();
        format!(
            "{},{:?},{:?},{:?},{}",
            flows.join("+"),
            self.client,
            self.plugins,
            self.distribution,
            self.version
        )
        .replace(", ", "+")
    }

    /// Its values, each with the name of its axis; a flow and a plugin are a value each.
    fn values(&self) -> Vec<String> {
        let flows = self.flows.iter().map(|flow| flow.id.to_string());
        let plugins = self.plugins.iter().map(|plugin| format!("{plugin:?}"));
        let rest = [
            format!("{:?}", self.client),
            format!("{:?}", self.distribution),
            self.version.to_string(),
        ];
        flows.chain(plugins).chain(rest).collect()
    }

    /// Every two of its values; and its flows together, and its plugins together, with each of the
    /// rest.
    fn pairs(&self) -> Vec<String> {
        let flows: Vec<&str> = self.flows.iter().map(|flow| flow.id.as_str()).collect();
        let whole = [flows.join("+"), format!("{:?}", self.plugins)];
        let rest = [
            format!("{:?}", self.client),
            format!("{:?}", self.distribution),
            self.version.to_string(),
        ];
        let with = |one: &String| rest.iter().map(move |two| format!("{one}/{two}")).collect();
        let whole: Vec<Vec<String>> = whole.iter().map(with).collect();
        let values = self.values();
        let with = |(index, one): (usize, &String)| {
            values[index + 1..].iter().map(|two| format!("{one}/{two}")).collect::<Vec<_>>()
        };
        values.iter().enumerate().flat_map(with).chain(whole.concat()).collect()
    }
}

fn saml() -> Saml {
    Saml {
        acs_url: "https://wiki.acme.io/saml/acs".into(),
        entity_id: "https://wiki.acme.io".into(),
        logout_url: Some("https://wiki.acme.io/saml/logout".into()),
        encryption_certificate: Some("Wiki_Encryption".into()),
        ..Saml::default()
    }
}

fn canvas() -> Canvas {
    Canvas {
        url: "https://billing.acme.io/canvas".into(),
        locations: vec!["Visualforce".into(), "Aura".into()],
        ..Canvas::default()
    }
}

/// Some of the cases, which have every two values (flow, plugin, client, distribution, version) that
/// stand together in any of them, and every pair of flows and every set of plugins for each client,
/// distribution and version.
pub(crate) fn pairwise(cases: &[Case]) -> Vec<&Case> {
    covering(cases.iter().collect(), Case::pairs)
}

/// Most of the cases that tell something new: every one with one flow or none, every one without
/// plugins, and of two flows with plugins those that have every two values.
pub(crate) fn thorough(cases: &[Case]) -> Vec<&Case> {
    let plain = |case: &&Case| case.flows.len() < 2 || case.plugins.is_empty();
    let (mut plain, rest): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(plain);
    plain.extend(covering(rest, Case::pairs));
    plain
}

/// A few of the cases, which have every value that any of them has.
pub(crate) fn each_value(cases: &[Case]) -> Vec<&Case> {
    covering(cases.iter().collect(), Case::values)
}

/// Always the case that brings the most that is new, the earliest of several.
fn covering(cases: Vec<&Case>, what: fn(&Case) -> Vec<String>) -> Vec<&Case> {
    let mut left: Vec<(&Case, Vec<String>)> =
        cases.into_iter().map(|case| (case, what(case))).collect();
    let mut covered = BTreeSet::new();
    let mut chosen = Vec::new();
    loop {
        for (_, values) in &mut left {
            values.retain(|value| !covered.contains(value));
        }
        left.retain(|(_, values)| !values.is_empty());
        let Some(best) = left.iter().map(|(_, values)| values.len()).max() else { break };
        if let Some((case, values)) = left.iter().find(|(_, values)| values.len() == best) {
            chosen.push(*case);
            covered = values.iter().cloned().collect();
        }
    }
    chosen
}
