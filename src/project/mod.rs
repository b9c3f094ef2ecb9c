//! Layer 2: a project as the checker sees it: what is there, read and indexed by app.
//!
//! `discover` finds the files by name, `load` reads and parses those that matter, `model` gives
//! typed views with places, `apps` ties satellites to their headers.

mod apps;
mod archive;
mod computed;
mod discover;
pub mod facts;
mod files;
mod forceignore;
mod layout;
mod load;
mod manifest;
mod metadata;
mod misnamed;
mod model;
mod outside;
mod permission_sets;
mod placeholder;
mod replacement;
mod sfdx;
mod unread;
mod view;
mod walk;

pub use crate::mask::{hides_private_key, names_credential, secret_ranges, url_credentials};
pub use apps::{App, Apps, ByType, Slip, is_slip, split_namespace};
pub use archive::is_archive;
pub use discover::{FORCEIGNORE, PACKAGE_MANIFEST, SFDX_PROJECT, Scope, is_left_out};
pub use facts::AppFacts;
pub use files::Files;
pub(crate) use layout::suffix_meant_by;
pub use layout::{Candidate, Format, classify};
pub use load::{LoadOptions, load, roots};
pub use metadata::{Field, MetadataFile, without_org_id};
pub use misnamed::FileName;
pub(crate) use misnamed::{meant_type, unknown_type};
pub use model::{
    CertificateComponent, IgnoredFile, JsonFile, Manifest, ManifestType, Names, Oddity, Project,
    ProjectKind, Workspace,
};
pub use permission_sets::PermissionSet;
pub use placeholder::{Placeholders, tokens};
pub use replacement::{Pattern, Replacement, ReplacementFault};
pub use sfdx::{PackageDirectory, SfdxProject};
pub use unread::Unread;
pub use view::{diff, known_names, masked};

pub use crate::input::{MAX_FILE_BYTES, ReadFault};

pub use crate::values::{
    CallbackList, Certificate, CertificateFault, HostClass, Item, KeyKind, LEAST_RSA_BITS,
    ParsedUrl, ScopeList, UrlClass, WeakHash, callback_list, comma_list, private_key_ranges,
    scope_list,
};
