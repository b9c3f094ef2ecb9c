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
mod globs;
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
mod unnamed;
mod unread;
mod view;
mod walk;

pub(crate) use crate::mask::{hides_private_key, names_credential, secret_ranges, url_credentials};
pub(crate) use apps::{App, Apps, ByType, Slip, is_slip, split_namespace};
pub(crate) use archive::is_archive;
pub use discover::Scope;
pub(crate) use discover::{FORCEIGNORE, PACKAGE_MANIFEST, SFDX_PROJECT, is_left_out};
pub(crate) use facts::AppFacts;
pub use files::Files;
pub(crate) use files::normalize;
pub(crate) use globs::expand;
pub(crate) use layout::suffix_meant_by;
pub(crate) use layout::{Candidate, Format, classify};
pub(crate) use load::roots;
pub use load::{LoadOptions, load};
pub(crate) use metadata::{Field, MetadataFile, without_org_id};
pub(crate) use misnamed::FileName;
pub(crate) use misnamed::{meant_type, unknown_type};
pub(crate) use model::{
    CertificateComponent, IgnoredFile, JsonFile, Manifest, ManifestType, Names, Oddity,
};
pub use model::{Project, ProjectKind, Workspace};
pub(crate) use permission_sets::PermissionSet;
pub(crate) use placeholder::{Placeholders, tokens};
pub(crate) use replacement::{Pattern, Replacement, ReplacementFault};
pub(crate) use sfdx::{PackageDirectory, SfdxProject};
pub(crate) use unnamed::path_of;
pub(crate) use unread::Unread;
pub use view::masked;
pub(crate) use view::{diff, known_names};

pub(crate) use crate::input::{MAX_FILE_BYTES, ReadFault};

pub(crate) use crate::values::{
    CallbackList, Certificate, CertificateFault, HostClass, Item, KeyKind, LEAST_RSA_BITS,
    ParsedUrl, UrlClass, WeakHash, callback_list, comma_list, private_key_ranges, scope_list,
};
