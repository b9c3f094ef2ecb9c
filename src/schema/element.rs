//! Elements of metadata types, and their values.

use serde::Deserialize;

use super::{ApiVersion, Basis, Part};
use crate::text::suggest::{fold, nearest};

/// One XML element of a type or structure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools, reason = "marks of the data file, each independent")]
pub struct Element {
    /// Element name.
    pub name: String,
    /// What its value is.
    pub kind: Kind,
    /// For `kind = "struct"`: the structure's name.
    #[serde(default, rename = "struct")]
    pub structure: Option<String>,
    /// For `kind = "enum"`: the values.
    #[serde(default)]
    pub values: Vec<EnumValue>,
    /// For `kind = "enum"`: what Salesforce calls the set of values, as messages of orgs name it.
    #[serde(default)]
    pub enum_type: Option<String>,
    /// Enum values are compared without case, since orgs write them in several.
    #[serde(default)]
    pub ignore_case: bool,
    /// For references and name lists: the metadata type whose names stand here.
    #[serde(default)]
    pub refers_to: Option<String>,
    /// Can be repeated.
    #[serde(default)]
    pub repeated: bool,
    /// Who demands it: `type` (the package), `server` (live orgs refuse its absence), `guide`.
    /// Empty: optional.
    #[serde(default)]
    pub required_by: Vec<Authority>,
    /// First API version.
    pub since: ApiVersion,
    /// How `since` is known.
    #[serde(default)]
    pub since_basis: Basis,
    /// An earlier API version in which orgs wrote it already.
    #[serde(default)]
    pub seen_since: Option<ApiVersion>,
    /// Last API version; none while it lives.
    #[serde(default)]
    pub until: Option<ApiVersion>,
    /// A later API version in which files of orgs still have it.
    #[serde(default)]
    pub seen_until: Option<ApiVersion>,
    /// What the server takes where the element is absent.
    #[serde(default)]
    pub default: Option<toml::Value>,
    /// Smallest integer.
    #[serde(default)]
    pub min: Option<i64>,
    /// Largest integer.
    #[serde(default)]
    pub max: Option<i64>,
    /// Whether no source gives the bounds: they are what the number means, and an org may differ.
    #[serde(default)]
    pub assumed_bounds: bool,
    /// The only integers there are.
    #[serde(default)]
    pub allowed: Vec<IntValue>,
    /// Most characters of the value.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// Most times a repeated element may stand.
    #[serde(default)]
    pub max_items: Option<usize>,
    /// Most IP addresses that all ranges of it may cover.
    #[serde(default)]
    pub max_addresses: Option<u64>,
    /// Names that people write for it by mistake, here or in another file of the app.
    #[serde(default)]
    pub wrong_names: Vec<String>,
    /// What to use instead of this deprecated element.
    #[serde(default)]
    pub deprecated: Option<String>,
    /// Salesforce keeps it for its own use.
    #[serde(default)]
    pub internal: bool,
    /// Salesforce reserves it for the future.
    #[serde(default)]
    pub reserved: bool,
    /// Its value is a credential and never appears in any output.
    #[serde(default)]
    pub secret: bool,
    /// The server makes the value; source does not invent one.
    #[serde(default)]
    pub generated: bool,
    /// The value is an id of one org and works in no other.
    #[serde(default)]
    pub org_specific: bool,
    /// Its value names a certificate that the org keeps and no file of a project holds.
    #[serde(default)]
    pub kept_certificate: bool,
    /// In the type packages or in retrieved files, but on no Salesforce page; the generator writes
    /// it only when asked.
    #[serde(default)]
    pub undocumented: bool,
    /// Retrieved files hold it only where the app has what it belongs to, and so do generated ones.
    #[serde(default)]
    pub on_demand: bool,
    /// For `kind = "url"`: a path from the root of the org is a value too.
    #[serde(default)]
    pub may_be_path: bool,
    /// For `kind = "url"`: the page is for everybody, so that plain `http` shows nothing secret.
    #[serde(default)]
    pub public_page: bool,
    /// The capability of the app that it keeps on or off, whatever the files of that one say.
    #[serde(default)]
    pub switches: Option<Part>,
    /// One line: what it means.
    pub meaning: String,
    /// Keys into `schemas/sources.toml`; empty: those of the type.
    #[serde(default)]
    pub source: Vec<String>,
}

/// Who demands an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The type definition.
    Type,
    /// Live orgs refuse a deploy without it.
    Server,
    /// A Salesforce page.
    Guide,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Int,
    /// One of `values`.
    Enum,
    /// Free text.
    Text,
    /// An e-mail address.
    Email,
    /// One URL.
    Url,
    /// Callback URLs, one a line.
    CallbackList,
    /// The API name of another component, of type `refers-to`.
    Reference,
    /// Names of components of type `refers-to`, separated by commas.
    NameList,
    /// OAuth scope tokens, separated by commas.
    ScopeList,
    /// The user name of a user in the org.
    Username,
    /// An X.509 certificate as text, with or without PEM lines.
    Certificate,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// `$Object.Field`, with or without the dollar sign.
    Formula,
    /// A nested structure.
    Struct,
}

/// One value of an enum.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EnumValue {
    /// As the file has it.
    pub name: String,
    /// First API version, where later than the element's.
    #[serde(default)]
    pub since: Option<ApiVersion>,
    /// Salesforce keeps it for its own use.
    #[serde(default)]
    pub internal: bool,
    /// Only in the type packages; no page says that it works here.
    #[serde(default)]
    pub undocumented: bool,
    /// Spellings that people write for it by mistake.
    #[serde(default)]
    pub wrong: Vec<String>,
    /// Elements next to this one that must stand too; with any other value they say nothing.
    #[serde(default)]
    pub needs: Vec<String>,
    /// One line: what it means.
    pub meaning: String,
}

/// One allowed integer.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct IntValue {
    /// The number.
    pub value: i64,
    /// First API version that takes it.
    pub since: ApiVersion,
}

impl Element {
    /// Whether anyone demands it.
    #[must_use]
    pub fn required(&self) -> bool {
        !self.required_by.is_empty()
    }

    /// The first API version that any source has it in.
    #[must_use]
    pub fn first_seen(&self) -> ApiVersion {
        self.seen_since.unwrap_or(self.since)
    }

    /// Whether an API version has it.
    #[must_use]
    pub fn available_in(&self, version: ApiVersion) -> bool {
        self.since <= version && self.until.is_none_or(|until| version <= until)
    }

    /// The enum value that a file states with `text`, case ignored where the table says so.
    #[must_use]
    pub fn value(&self, text: &str) -> Option<&EnumValue> {
        self.values.iter().find(|value| {
            value.name == text || self.ignore_case && value.name.eq_ignore_ascii_case(text)
        })
    }

    /// The enum value that a person most likely meant: the value itself, one with this known
    /// mistake, else the nearest by spelling.
    #[must_use]
    pub fn value_meant_by(&self, text: &str) -> Option<&EnumValue> {
        let folded = fold(text);
        let known = |value: &&EnumValue| {
            fold(&value.name) == folded || value.wrong.iter().any(|wrong| fold(wrong) == folded)
        };
        self.value(text).or_else(|| self.values.iter().find(known)).or_else(|| {
            let names = self.values.iter().map(|value| value.name.as_str());
            let name = nearest(text, names)?;
            self.values.iter().find(|value| value.name == name)
        })
    }
}
