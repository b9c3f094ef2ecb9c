//! Layer 2: a project as the checker sees it: what is there, read and indexed by app.
//!
//! `discover` finds the files by name, `load` reads and parses those that matter, `model` gives
//! typed views with places, `apps` ties satellites to their headers.

mod apps;
mod certificate;
mod discover;
pub mod facts;
mod files;
mod forceignore;
mod layout;
mod lists;
mod load;
mod metadata;
mod model;
mod placeholder;
mod redact;
mod sfdx;
mod urls;

pub use apps::{App, Apps, ByType, split_namespace};
pub use certificate::{Certificate, CertificateFault, KeyKind, LEAST_RSA_BITS, WeakHash};
pub use discover::{FORCEIGNORE, PACKAGE_MANIFEST, SFDX_PROJECT, Scope, is_left_out};
pub use facts::AppFacts;
pub use files::{Files, MAX_FILE_BYTES, ReadFault};
pub(crate) use layout::suffix_meant_by;
pub use layout::{Candidate, Format, classify};
pub use lists::{CallbackList, Item, ScopeList, callback_list, comma_list, scope_list};
pub use load::{LoadOptions, load, roots};
pub use metadata::{Field, MetadataFile};
pub use model::{
    IgnoredFile, JsonFile, Manifest, ManifestType, Names, Oddity, Project, ProjectKind, Workspace,
};
pub use placeholder::Placeholders;
pub use redact::{private_key_ranges, redact, secret_ranges};
pub use sfdx::{PackageDirectory, Replacement, SfdxProject};
pub use urls::{HostClass, ParsedUrl, UrlClass};
