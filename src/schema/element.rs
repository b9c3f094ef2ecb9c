//! Elements of metadata types, and their values.

use super::{ApiVersion, Basis, List, Literal, Part, Text};
use crate::text::suggest::{fold, nearest};

/// One XML element of a type or structure.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "marks of the data file, each independent")]
pub struct Element {
    /// Element name.
    pub name: Text,
    /// What its value is.
    pub kind: Kind,
    /// For `kind = "struct"`: the structure's name.
    pub structure: Option<Text>,
    /// For `kind = "enum"`: the values.
    pub values: List<EnumValue>,
    /// For `kind = "enum"`: what Salesforce calls the set of values, as messages of orgs name it.
    pub enum_type: Option<Text>,
    /// Enum values are compared without case, since orgs write them in several.
    pub ignore_case: bool,
    /// For references and name lists: the metadata type whose names stand here.
    pub refers_to: Option<Text>,
    /// Can be repeated.
    pub repeated: bool,
    /// Who demands it: `type` (the package), `server` (live orgs refuse its absence), `guide`.
    /// Empty: optional.
    pub required_by: List<Authority>,
    /// First API version.
    pub since: ApiVersion,
    /// How `since` is known.
    pub since_basis: Basis,
    /// An earlier API version in which orgs wrote it already.
    pub seen_since: Option<ApiVersion>,
    /// Last API version; none while it lives.
    pub until: Option<ApiVersion>,
    /// A later API version in which files of orgs still have it.
    pub seen_until: Option<ApiVersion>,
    /// What the server takes where the element is absent.
    pub default: Option<Literal>,
    /// Smallest integer.
    pub min: Option<i64>,
    /// Largest integer.
    pub max: Option<i64>,
    /// Whether no source gives the bounds: they are what the number means, and an org may differ.
    pub assumed_bounds: bool,
    /// The only integers there are.
    pub allowed: List<IntValue>,
    /// Most characters of the value.
    pub max_length: Option<usize>,
    /// Most times a repeated element may stand.
    pub max_items: Option<usize>,
    /// Most IP addresses that all ranges of it may cover.
    pub max_addresses: Option<u64>,
    /// Names that people write for it by mistake, here or in another file of the app.
    pub wrong_names: List<Text>,
    /// What to use instead of this deprecated element.
    pub deprecated: Option<Text>,
    /// Salesforce keeps it for its own use.
    pub internal: bool,
    /// Salesforce reserves it for the future.
    pub reserved: bool,
    /// Its value is a credential and never appears in any output.
    pub secret: bool,
    /// The server makes the value; source does not invent one.
    pub generated: bool,
    /// The value is an id of one org and works in no other.
    pub org_specific: bool,
    /// Its value names a certificate that the org keeps and no file of a project holds.
    pub kept_certificate: bool,
    /// In the type packages or in retrieved files, but on no Salesforce page; the generator writes
    /// it only when asked.
    pub undocumented: bool,
    /// Retrieved files hold it only where the app has what it belongs to, and so do generated ones.
    pub on_demand: bool,
    /// For `kind = "url"`: a path from the root of the org is a value too.
    pub may_be_path: bool,
    /// For `kind = "url"`: the page is for everybody, so that plain `http` shows nothing secret.
    pub public_page: bool,
    /// The capability of the app that it keeps on or off, whatever the files of that one say.
    pub switches: Option<Part>,
    /// One line: what it means.
    pub meaning: Text,
    /// Keys into `schemas/sources.toml`; empty: those of the type.
    pub source: List<Text>,
}

/// Who demands an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The type definition.
    Type,
    /// Live orgs refuse a deploy without it.
    Server,
    /// A Salesforce page.
    Guide,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// As the file has it.
    pub name: Text,
    /// First API version, where later than the element's.
    pub since: Option<ApiVersion>,
    /// Salesforce keeps it for its own use.
    pub internal: bool,
    /// Only in the type packages; no page says that it works here.
    pub undocumented: bool,
    /// Spellings that people write for it by mistake.
    pub wrong: List<Text>,
    /// Elements next to this one that must stand too; with any other value they say nothing.
    pub needs: List<Text>,
    /// One line: what it means.
    pub meaning: Text,
}

/// One allowed integer.
#[derive(Clone, Copy, Debug)]
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
    pub(crate) fn first_seen(&self) -> ApiVersion {
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
    pub(crate) fn value_meant_by(&self, text: &str) -> Option<&EnumValue> {
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
