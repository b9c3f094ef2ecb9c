//! Whether a present app can have what is added.

use super::existing::Existing;
use super::{Addition, What, known};
use crate::failure::Failure;
use crate::project::{App as Known, Project};
use crate::schema::{Expect, names, schema};
use crate::spec::{App, PermittedUsers, Plugin};

impl Existing {
    /// Looks whether the present app can have what is added, and who may use it then.
    pub(super) fn fit(
        &self,
        project: &Project,
        known: &Known,
        app: &mut App,
        addition: &Addition<'_>,
    ) -> Result<(), Failure> {
        let name = &known.name;
        let is = app.distribution;
        let was = self.spec(false).apps.into_iter().find(|app| app.name == *name);
        if was.is_some_and(|was| was.distribution != is) {
            return Err(Failure::new(format!(
                "--distribution would make another app of `{name}`: what a package may contain and \
                 what its orgs know of it differ; add a new app with that distribution instead"
            )));
        }
        let rides = matches!(addition.what, What::Plugin(Plugin::Push | Plugin::Notification));
        if rides && !known::has_oauth(project, known) {
            return Err(Failure::new(format!(
                "the plugin needs OAuth, and `{name}` has no OAuth files in this project; retrieve \
                 them from its org, or run `ecaforge add oauth` first"
            )));
        }
        let What::Flow(id) = addition.what else { return Ok(()) };
        if known.file(&project.files, names::OAUTH_SETTINGS).is_some() {
            self.keep_scopes(id, app, addition.scopes);
        }
        let advises = schema().flow(id).is_some_and(known::needs_grant);
        let Some(oauth) = &mut app.oauth else { return Ok(()) };
        let everyone = oauth.permitted_users == PermittedUsers::SelfAuthorized;
        if !advises || !everyone || addition.names_users {
            return Ok(());
        }
        if known.file(&project.files, names::OAUTH_POLICIES).is_none() {
            oauth.permitted_users = PermittedUsers::PreAuthorized;
            return Ok(());
        }
        Err(Failure::new(format!(
            "users would have to approve `{name}` themselves, but there is no approval page in this \
             flow; give --permitted-users pre-authorized, with --permission-set NAME for those who \
             may use the app (one is made otherwise), or --permitted-users self-authorized to leave \
             it as it is"
        )))
    }

    /// An app that had no refresh tokens gets none with a flow that works without them.
    fn keep_scopes(&self, flow: &str, app: &mut App, asked: &[String]) {
        let refreshes = |token: &str| schema().scope(token).is_some_and(|scope| scope.refresh);
        let before = self.spec(false).apps.into_iter().find(|before| before.name == app.name);
        let had = before.and_then(|before| before.oauth).unwrap_or_default().scopes;
        let switch = schema().flow(flow).is_some_and(|flow| {
            flow.demands.iter().any(|demand| match &demand.expect {
                Expect::HoldsAny(any) => any.iter().any(|token| refreshes(token)),
                _ => false,
            })
        });
        if let Some(oauth) = app.oauth.as_mut().filter(|_| !switch) {
            let wanted =
                |token: &String| !refreshes(token) || had.contains(token) || asked.contains(token);
            oauth.scopes.retain(wanted);
        }
    }
}
