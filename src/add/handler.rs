//! What a project says already of those who act: token exchange handlers, and users.

use super::{Existing, What, known};
use crate::generate::{Plan, apex_text};
use crate::input::{self, MAX_TEXT_BYTES};
use crate::project::{AppFacts, MetadataFile, Project};
use crate::schema::{names, schema};
use crate::spec::{App, Asked, Spec, UNKNOWN};
use crate::xml::Element;

impl Existing {
    /// Where the policies of an app name the user as whom it acts, though no flow of it does so yet,
    /// nobody has to name that user again.
    pub(crate) fn spare_users(&self, what: What, spec: &mut Spec) {
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
    pub(crate) fn spare_handlers(&self, what: What, spec: &mut Spec) {
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

    /// The given values that no token exchange handler of the project has already for the app. A
    /// handler and its class stay as they are.
    #[must_use]
    pub fn unsaid(&self, app: &App, asked: &[Asked]) -> Vec<Asked> {
        let project = self.project();
        let handlers =
            project.into_iter().flat_map(|it| it.files_of(names::TOKEN_EXCHANGE_HANDLER));
        let handlers: Vec<&MetadataFile> =
            handlers.filter(|file| enablement(file, &app.name).is_some()).collect();
        let is_said = |one: &&Asked| handlers.iter().any(|file| self.says(file, app, one));
        asked.iter().filter(|one| !is_said(one)).cloned().collect()
    }

    /// Whether a handler, or the class that it names, has a given value.
    fn says(&self, handler: &MetadataFile, app: &App, one: &Asked) -> bool {
        let Some(oauth) = &app.oauth else { return false };
        if one.is_at(&["oauth", "run-as"]) {
            let user = enablement(handler, &app.name).and_then(|it| it.child("apexExecutionUser"));
            return user
                .is_some_and(|user| oauth.run_as.as_deref() == Some(user.value().trimmed()));
        }
        let Some(exchange) = &oauth.token_exchange else { return false };
        let texts = [
            ("issuer", &exchange.issuer),
            ("keys-url", &exchange.keys_url),
            ("audience", &exchange.audience),
        ];
        let given = texts.iter().find(|(key, _)| one.is_at(&["oauth", "token-exchange", key]));
        given.is_some_and(|(_, text)| {
            let class = self.class_of(handler).unwrap_or_default();
            class.contains(&format!("'{}'", apex_text(text)))
        })
    }

    /// The text of the class that a handler names, next to the handlers.
    fn class_of(&self, handler: &MetadataFile) -> Option<String> {
        let name = handler.fields("tokenHandlerApex").next()?.element.value();
        let name = name.trimmed();
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return None;
        }
        let folder = self.root.join(&*handler.project_path).parent()?.parent()?.join("classes");
        input::text(&folder.join(format!("{name}.cls")), &self.root, MAX_TEXT_BYTES).ok()
    }
}

/// What a handler says of an app.
fn enablement<'f>(handler: &'f MetadataFile, app: &str) -> Option<&'f Element> {
    let all = handler.fields("enablements").map(|field| field.element);
    let named = |element: &&Element| {
        element.child("externalClientApp").is_some_and(|it| it.value().trimmed() == app)
    };
    all.into_iter().find(|element| named(element))
}

/// Whether a token exchange handler of the project, whatever its name, serves the app.
pub(super) fn serves(project: &Project, app: &str) -> bool {
    let mut handlers = project.files_of(names::TOKEN_EXCHANGE_HANDLER);
    handlers.any(|file| enablement(file, app).is_some())
}

/// Leaves the token exchange handler out of a plan.
pub(super) fn leave_out(plan: &mut Plan) {
    for app in &mut plan.apps {
        app.exchange = None;
        app.components.retain(|c| c.metadata_type.name != names::TOKEN_EXCHANGE_HANDLER);
    }
}
