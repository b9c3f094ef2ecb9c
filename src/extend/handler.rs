//! Token exchange handlers that a project has already.

use super::{Existing, What, known};
use crate::generate::Plan;
use crate::project::Project;
use crate::schema::{names, schema};
use crate::spec::{Spec, UNKNOWN};

impl Existing {
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
