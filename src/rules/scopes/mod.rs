//! Scopes: what the app may ask for.

use std::collections::BTreeSet;

use super::{declare_rule, rules_of_group};
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety};
use crate::project::facts::{DemandState, FlowFacts};
use crate::project::{AppFacts, Field, Item, MetadataFile};
use crate::rules::FileContext;
use crate::schema::{Expect, Kind, Scope, Text, names, schema};
use crate::text::Span;

rules_of_group!(
    unknown_scope,
    wrong_scope_separator,
    no_scope,
    no_scope_for_client_credentials,
    repeated_scope,
    unavailable_scope,
    broad_scope,
    headless_only_scope,
    redundant_scope,
    too_many_scopes,
    unusable_scope,
    missing_refresh_scope,
    jwt_without_refresh_scope,
    missing_companion_scope,
    missing_client_scope,
    scope_without_jwt_tokens,
);

/// The known scopes of a file of an app, connected apps included, each with its place.
pub(super) fn listed(file: &MetadataFile) -> Vec<(Place, &'static Scope)> {
    let own = Scopes::of(file);
    let own = own.iter().flat_map(|scopes| {
        scopes.known().map(|(item, scope)| (scopes.place(item), scope)).collect::<Vec<_>>()
    });
    let connected = connected_app_scopes(file)
        .filter_map(|field| Some((field.place(), schema().scope(&field.text())?)));
    own.chain(connected).collect()
}

/// The scopes that an OAuth settings file lists.
struct Scopes<'a> {
    field: Field<'a>,
    /// Every scope in order, placeholders omitted.
    items: Vec<&'a Item>,
    /// The list contains a placeholder, so it may grow.
    open: bool,
}

impl<'a> Scopes<'a> {
    /// The scopes of a file; none where it lists none.
    fn of(file: &'a MetadataFile) -> Option<Self> {
        let field = file
            .all_fields()
            .into_iter()
            .find(|field| field.schema.kind == Kind::ScopeList && !field.is_empty())?;
        let mut items: Vec<&Item> = field.scope_list().items.iter().collect();
        let known = items.len();
        items.retain(|item| !file.placeholders.fill(&item.text));
        let mut open = items.len() < known;
        if !open && field.is_unknown() {
            // The placeholder spans several words.
            items.clear();
            open = true;
        }
        Some(Self { field, items, open })
    }

    /// The scopes that the schema knows, each with its first item.
    fn known(&self) -> impl Iterator<Item = (&'a Item, &'static Scope)> {
        let mut seen = BTreeSet::new();
        let first = self.items.iter().copied().filter(move |item| seen.insert(item.text.as_str()));
        first.filter_map(|item| Some((item, schema().scope(&item.text)?)))
    }

    /// The item with this token.
    fn item(&self, token: &str) -> Option<&'a Item> {
        self.items.iter().copied().find(|item| item.text == token)
    }

    /// Whether a refresh token may be issued.
    fn can_refresh(&self) -> bool {
        self.known().any(|(_, scope)| scope.refresh)
    }

    /// Where an item is.
    fn place(&self, item: &Item) -> Place {
        self.field.file.place(item.span)
    }

    /// Takes an item out of the list, with the comma before or after it; none for the only one.
    fn removal(&self, item: &Item, safety: Safety) -> Option<Fix> {
        let list = &self.field.scope_list().items;
        let at = list.binary_search_by_key(&item.span, |other| other.span).ok()?;
        let span = match (at.checked_sub(1).and_then(|before| list.get(before)), list.get(at + 1)) {
            (Some(before), _) => Span::new(before.span.end, item.span.end),
            (None, Some(behind)) => Span::new(item.span.start, behind.span.start),
            (None, None) => return None,
        };
        let title = format!("remove `{}`", item.text);
        Some(Fix::edit(title, safety, &self.field.file.path, Edit::remove(span)))
    }
}

/// The app of the file, seen as a whole.
fn facts<'a>(context: &FileContext<'a>) -> Option<AppFacts<'a>> {
    context.project.facts_of(context.file)
}

/// Whether the app is, or may be, meant for one of these flows.
fn may_use(facts: Option<&AppFacts<'_>>, flows: &[&str]) -> bool {
    let flow = |id: &&str| facts.and_then(|facts| facts.flow(id));
    flows.iter().filter_map(flow).any(|flow| {
        flow.switches()
            .any(|switch| matches!(switch.state, DemandState::Met(..) | DemandState::Unknown))
    })
}

/// The flows in which no person logs in: they issue no refresh token and send no browser back.
const MACHINE_FLOWS: &[&str] = &["client-credentials", "jwt-bearer", "token-exchange"];

/// Whether a file of the app gives it custom scopes.
fn has_custom_scopes(facts: Option<&AppFacts<'_>>) -> bool {
    [names::OAUTH_SETTINGS, names::OAUTH_POLICIES].iter().any(|type_name| {
        facts.is_some_and(|facts| facts.field(type_name, "commaSeparatedCustomScopes").is_some())
    })
}

/// The scopes that the client credentials flow ignores.
fn without_client_credentials() -> &'static [Text] {
    let demands = schema().flow("client-credentials").map(|flow| &*flow.demands);
    let list = demands.unwrap_or_default().iter().find_map(|demand| match &demand.expect {
        Expect::HoldsBeside(without) => Some(&**without),
        _ => None,
    });
    list.unwrap_or_default()
}

/// Whether the app is meant for client credentials, and that flow ignores all its scopes.
fn is_all_left_out(facts: &AppFacts<'_>) -> bool {
    let flow = facts.flow("client-credentials").filter(FlowFacts::is_meant);
    flow.is_some_and(|flow| {
        flow.demands.iter().any(|fact| {
            let is_unmet = matches!(fact.state, DemandState::Unmet(..));
            is_unmet && matches!(fact.demand.expect, Expect::HoldsBeside(_))
        })
    })
}

/// The elements of a connected app that each list one scope, those without a known value omitted.
fn connected_app_scopes(file: &MetadataFile) -> impl Iterator<Item = Field<'_>> {
    let is_connected_app = file.metadata_type.name == names::CONNECTED_APP;
    let fields = if is_connected_app { file.all_fields() } else { Vec::new() };
    let is_scope = |field: &Field<'_>| field.schema.kind == Kind::Enum && !field.is_empty();
    let named = move |field: &Field<'_>| field.schema.name == "scopes";
    fields.into_iter().filter(move |field| named(field) && is_scope(field) && !field.is_unknown())
}
