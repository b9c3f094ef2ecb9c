//! What a project says already of those who act: token exchange handlers, and users.

use super::{Existing, What, known};
use crate::generate::Plan;
use crate::project::{AppFacts, Project};
use crate::schema::{names, schema};
use crate::spec::{Spec, UNKNOWN};

impl Existing {
    /// Where the policies of an app name the user as whom it acts, though no flow of it does so yet,
    /// nobody has to name that user again.
    pub fn spare_users(&self, what: What, spec: &mut Spec) {
        let (What::Flow(id), Some(project)) = (what, self.project()) else { return };
        let demands = schema().flow(id).into_iter().flat_map(|flow| &flow.demands);
        if !demands.into_iter().any(|demand| demand.element == names::RUN_AS) {
            return;
        }
        for app in &mut spec.apps {
            let known = project.apps.get(&app.name).map(|known| AppFacts::of(project, known));
            let user = known.and_then(|facts| known::run_as(&facts));
            if let (Some(user), Some(oauth)) = (user, &mut app.oauth) {
                oauth.run_as.get_or_insert(user);
            }
        }
    }

    /// Where a handler of the project serves an app already, nobody has to say what it trusts.
    pub fn spare_handlers(&self, what: What, spec: &mut Spec) {
        let demands = |id: &str| {
            let flow = schema().flow(id);
            let mut demands = flow.into_iter().flat_map(|flow| &flow.demands);
            demands.any(|demand| demand.metadata_type == names::TOKEN_EXCHANGE_HANDLER)
        };
        let (What::Flow(id), Some(project)) = (what, self.project()) else { return };
        for app in spec.apps.iter_mut().filter(|app| demands(id) && serves(project, &app.name)) {
            let Some(oauth) = &mut app.oauth else { continue };
            oauth.token_exchange.get_or_insert_with(known::exchange);
            oauth.run_as.get_or_insert_with(|| UNKNOWN.to_owned());
        }
    }
}

/// Whether a token exchange handler of the project, whatever its name, serves the app.
pub(super) fn serves(project: &Project, app: &str) -> bool {
    let mut handlers = project.files_of(names::TOKEN_EXCHANGE_HANDLER);
    handlers.any(|file| {
        file.fields("enablements").any(|field| {
            let named = field.element.child("externalClientApp");
            named.is_some_and(|named| named.value().trimmed() == app)
        })
    })
}

/// Leaves the token exchange handler out of a plan.
pub(super) fn leave_out(plan: &mut Plan) {
    for app in &mut plan.apps {
        app.exchange = None;
        app.components.retain(|c| c.metadata_type.name != names::TOKEN_EXCHANGE_HANDLER);
    }
}
