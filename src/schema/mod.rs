//! Layer 1: what External Client App metadata may be, read from the data files in `schemas/`.
//!
//! Every fact about Salesforce (a type, a suffix, an element, an enum value, a scope, a flow's
//! demands) is in those files only. The generator, the checker and `explain` read it here.

mod access;
mod api_name;
mod choice;
mod client;
mod constant;
mod effect;
mod element;
mod error;
mod flow;
mod mandate;
mod named;
pub mod names;
mod org;
mod permission;
mod read;
mod scope;
mod sources;
#[cfg(test)]
mod tests;
mod types;
mod version;

pub(crate) use access::{AccessElement, AccessTable, Wider, Without};
pub(crate) use api_name::{
    LONGEST_API_NAME, LONGEST_LABEL, LONGEST_SURE_API_NAME, api_name_fault, api_name_from,
};
pub use choice::{Distribution, PermittedUsers};
pub use client::{Client, NeededScope, Program, Refusal, ServerAddress};
pub use constant::{List, Literal, Map, Text};
pub use effect::{Effect, IdleLimit, JwtLifetime, Kept, Requirement};
pub use element::{Authority, Element, EnumValue, IntValue, Kind};
pub use error::{ErrorEvidence, OrgCode, OrgError};
pub use flow::{Demand, Expect, Flow, OrgSetting};
pub use mandate::Mandate;
pub use named::NamedType;
pub use org::OrgFacts;
pub use permission::UserPermission;
pub(crate) use read::{is_in_tables, is_public_element};
pub use read::{schema, sentences};
pub use scope::{Risk, Scope};
pub use sources::{Citation, SourceKind};
pub use types::find as find_element;
pub use types::{Basis, Cardinality, Struct};
pub use types::{MetadataType, Packaging, Part, Role};
pub use version::ApiVersion;
pub(crate) use version::Versions;

use crate::text::suggest::{fold, nearest};

/// The namespace of every metadata file.
pub const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

/// All tables, joined.
#[derive(Debug)]
pub struct Schema {
    /// Metadata types by name.
    pub types: Map<MetadataType>,
    /// OAuth scopes of External Client Apps, in the order of the table.
    pub scopes: List<Scope>,
    /// OAuth flows, supported or refused, in the order of the table.
    pub flows: List<Flow>,
    /// Elements that have no effect unless another one says so, in the order of the table.
    pub effects: List<Effect>,
    /// Elements that need several others, in the order of the table.
    pub requirements: List<Requirement>,
    /// The idle limit of refresh tokens.
    pub idle_limit: IdleLimit,
    /// Elements whose loss from a file goes unnoticed, in the order of the table.
    pub kept: List<Kept>,
    /// How long JWT access tokens are valid, for each kind of user.
    pub jwt_lifetimes: List<JwtLifetime>,
    /// Known clients of apps, in the order of the table.
    pub clients: List<Client>,
    /// What users of an app must know about orgs.
    pub org: OrgFacts,
    /// Which elements decide who gets in.
    pub access: AccessTable,
    /// Types known by name only, in the order of the table.
    pub named: List<NamedType>,
    /// Dates from which Salesforce demands or ends something, in the order of the table.
    pub mandates: List<Mandate>,
    /// User permissions, in the order of the table.
    pub permissions: List<UserPermission>,
    /// Messages of orgs, in the order of the table.
    pub errors: List<OrgError>,
    /// Codes that come with more than one error, in the order of the table.
    pub codes: List<OrgCode>,
    /// Where the facts come from, by key.
    pub sources: Map<Citation>,
    /// The API versions that the tables cover.
    pub versions: Versions,
}

/// Longest text, in bytes, that is compared with the spellings of scopes.
pub(crate) const LONGEST_SCOPE: usize = 200;

impl Schema {
    /// The type whose files have this suffix (without dots and `-meta.xml`). Org settings share
    /// one suffix; [`Schema::settings_type`] finds those.
    #[must_use]
    pub fn by_suffix(&self, suffix: &str) -> Option<&MetadataType> {
        self.free_types().find(|t| t.suffix == suffix)
    }

    /// The type that people mean who write this suffix by mistake.
    #[must_use]
    pub(crate) fn by_wrong_suffix(&self, suffix: &str) -> Option<&MetadataType> {
        self.free_types().find(|t| t.wrong_suffixes.iter().any(|wrong| wrong == suffix))
    }

    /// The type whose files are usually in this folder; none for the folder of org settings.
    #[must_use]
    pub(crate) fn by_folder(&self, folder: &str) -> Option<&MetadataType> {
        self.free_types().find(|t| t.folder == folder)
    }

    /// The org settings type whose only file has this stem, such as `OauthOidc`.
    #[must_use]
    pub fn settings_type(&self, stem: &str) -> Option<&MetadataType> {
        self.types.values().find(|t| t.fixed_name.is_some_and(|name| name == stem))
    }

    /// The types whose files belong to one app.
    pub fn app_types(&self) -> impl Iterator<Item = &'static MetadataType> + use<> {
        self.types.values().filter(|t| t.per_app != Cardinality::NotPerApp)
    }

    /// The types whose files have free names: all but org settings.
    fn free_types(&self) -> impl Iterator<Item = &'static MetadataType> + use<> {
        self.types.values().filter(|t| t.fixed_name.is_none())
    }

    /// Every type that has an element of this name at its top, with the element.
    pub(crate) fn element_owners<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a MetadataType, &'a Element)> {
        self.types.values().filter_map(move |t| Some((t, t.element(name)?)))
    }

    /// The switches of an app's capabilities, in the order of the table.
    pub(crate) fn plugin_switches(&self) -> impl Iterator<Item = (Part, &Element)> {
        let policies = self.types.get(names::APP_POLICIES);
        let elements = policies.into_iter().flat_map(|policies| &policies.elements);
        elements.filter_map(|element| Some((element.switches?, element)))
    }

    /// The element of the app policies that switches a capability.
    #[must_use]
    pub(crate) fn plugin_switch(&self, part: Part) -> Option<&str> {
        let mut switches = self.plugin_switches();
        switches.find(|(switched, _)| *switched == part).map(|(_, element)| element.name.as_str())
    }

    /// The scope with exactly this token.
    #[must_use]
    pub fn scope(&self, token: &str) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.token == token)
    }

    /// The scope that a person most likely meant: its token, its runtime name, a known mistake,
    /// one of these in other case or punctuation, else the nearest by spelling.
    #[must_use]
    pub(crate) fn scope_meant_by(&self, spelling: &str) -> Option<&Scope> {
        if spelling.len() > LONGEST_SCOPE {
            return None;
        }
        let exact = || self.scopes.iter().find(|s| s.spellings().any(|known| known == spelling));
        let folded = fold(spelling);
        self.scope(spelling)
            .or_else(exact)
            .or_else(|| self.scopes.iter().find(|scope| scope.folds_to(&folded)))
            .or_else(|| {
                let known = nearest(spelling, self.scopes.iter().flat_map(Scope::spellings))?;
                self.scopes.iter().find(|scope| scope.spellings().any(|one| one == known))
            })
    }

    /// The mandate with this id.
    #[must_use]
    pub fn mandate(&self, id: &str) -> Option<&Mandate> {
        self.mandates.iter().find(|mandate| mandate.id == id)
    }

    /// The known client with this id.
    #[must_use]
    pub fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    /// The flow with this id or alias, case and punctuation ignored.
    #[must_use]
    pub fn flow(&self, name: &str) -> Option<&Flow> {
        self.flows
            .iter()
            .find(|flow| flow.id == name)
            .or_else(|| self.flows.iter().find(|flow| flow.is_called(name)))
    }
}
