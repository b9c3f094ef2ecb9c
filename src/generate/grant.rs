//! Who may use an app.

use crate::spec::App;

/// Who may use an app. The lists of each plugin hold for the whole app.
#[derive(Clone, Debug, Default)]
pub(super) struct Grant {
    pub(super) permission_sets: Vec<String>,
    pub(super) profiles: Vec<String>,
}

impl Grant {
    /// Those that the spec names.
    pub(super) fn of(app: &App) -> Self {
        let oauth = app.oauth.iter().map(|oauth| (&oauth.permission_sets, &oauth.profiles));
        let saml = app.saml.iter().map(|saml| (&saml.permission_sets, &saml.profiles));
        let mut all = Self::default();
        for (sets, profiles) in oauth.chain(saml) {
            for (list, known) in [(sets, &mut all.permission_sets), (profiles, &mut all.profiles)] {
                for name in list {
                    if !known.contains(name) {
                        known.push(name.clone());
                    }
                }
            }
        }
        all
    }
}
