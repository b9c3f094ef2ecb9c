//! Common uses, and the app for each (`schemas/presets.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use super::{App, Canvas, Client, Distribution, Oauth, Plugin};
use crate::schema::schema;

/// One preset.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Preset {
    /// Id: `web-app`.
    pub id: String,
    /// For whom it is, in a few words.
    pub meaning: String,
    /// How the client uses the app, for the project's README.
    pub how: String,
    /// Id of the known client that it is for, whose scopes and callback the app gets.
    #[serde(default)]
    pub serves: Option<String>,
    /// Plugins that the app must have besides, by their key in the spec.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Plugins that such an app often has, which the user is asked for.
    #[serde(default)]
    pub offers: Vec<Plugin>,
    /// Where the app may be used.
    #[serde(default)]
    pub distribution: Distribution,
    /// Its OAuth plugin.
    #[serde(default)]
    pub oauth: Option<Oauth>,
    /// Its canvas plugin; the address is the user's to give.
    #[serde(default)]
    pub canvas: Option<Canvas>,
}

#[derive(Deserialize)]
struct PresetFile {
    #[serde(rename = "preset")]
    presets: Vec<Preset>,
}

/// Every preset, in the order of the table.
///
/// # Panics
/// At first use, if the embedded table is not of its form; the tests read it.
#[must_use]
pub fn presets() -> &'static [Preset] {
    static ALL: LazyLock<Vec<Preset>> = LazyLock::new(|| {
        let text = include_str!(concat!(env!("OUT_DIR"), "/presets.json"));
        let file: PresetFile =
            serde_json::from_str(text).expect("the embedded table is well formed");
        let mut presets = file.presets;
        presets.iter_mut().for_each(Preset::take_from_client);
        presets
    });
    &ALL
}

impl Preset {
    /// Takes scopes and callback from the table of clients. A callback that only this client has is
    /// for the user to choose, since the client may be another one of its kind.
    fn take_from_client(&mut self) {
        let client = self.serves.as_deref().and_then(|id| schema().client(id));
        let (Some(client), Some(oauth)) = (client, &mut self.oauth) else { return };
        oauth.scopes = client.scopes.iter().map(String::from).collect();
        if client.shared_callback {
            oauth.callbacks = client.callbacks.first().map(String::from).into_iter().collect();
        }
    }

    /// The preset of that id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        presets().iter().find(|preset| preset.id == id)
    }

    /// Fills what an app that names the preset leaves open.
    pub fn complete(&self, app: &mut App) {
        if app.distribution == Distribution::default() && !app.names_flows() {
            app.distribution = self.distribution;
        }
        if let (Some(wanted), Some(canvas)) = (&self.canvas, &mut app.canvas)
            && canvas.locations.is_empty()
        {
            canvas.locations.clone_from(&wanted.locations);
        }
        let Some(wanted) = self.oauth.as_ref().filter(|_| !app.names_flows()) else { return };
        let oauth = app.oauth_mut();
        oauth.flows.clone_from(&wanted.flows);
        if oauth.client == Client::default() {
            oauth.client = wanted.client;
        }
        if oauth.refresh_token.is_none() {
            oauth.refresh_token.clone_from(&wanted.refresh_token);
        }
        for (list, wanted) in
            [(&mut oauth.scopes, &wanted.scopes), (&mut oauth.callbacks, &wanted.callbacks)]
        {
            if list.is_empty() {
                list.clone_from(wanted);
            }
        }
    }

    /// Whether an app is still what the preset makes, so that what it says of clients is true.
    #[must_use]
    pub fn fits(&self, app: &App) -> bool {
        let Some(wanted) = &self.oauth else { return true };
        let Some(oauth) = &app.oauth else { return false };
        let has = |list: &[String], one: &String| list.contains(one);
        app.distribution == self.distribution
            && oauth.client == wanted.client
            && wanted.flows.iter().all(|flow| has(&oauth.flows, flow))
            && (self.serves.is_none()
                || wanted.callbacks.is_empty()
                || wanted.callbacks.iter().any(|url| has(&oauth.callbacks, url)))
    }

    /// Fills an app: what the preset says takes the place of what is there.
    pub fn apply(&self, app: &mut App) {
        app.preset = Some(self.id.clone());
        if self.distribution != Distribution::default() {
            app.distribution = self.distribution;
        }
        if let Some(wanted) = &self.canvas {
            let canvas = app.canvas.get_or_insert_default();
            canvas.locations.clone_from(&wanted.locations);
        }
        let Some(wanted) = &self.oauth else { return };
        let oauth = app.oauth_mut();
        oauth.flows.clone_from(&wanted.flows);
        oauth.client = wanted.client;
        if wanted.refresh_token.is_some() {
            oauth.refresh_token.clone_from(&wanted.refresh_token);
        }
        if !wanted.scopes.is_empty() {
            oauth.scopes.clone_from(&wanted.scopes);
        }
        if !wanted.callbacks.is_empty() {
            oauth.callbacks.clone_from(&wanted.callbacks);
        }
    }
}
