//! Layer 4: the certificate by which an app proves who it is, and the private key that belongs to it.
//!
//! A certificate goes into the metadata of the app; a private key goes beside the project, never
//! into it.

mod certificate;
mod pair;
mod self_signed;
mod waiting;

pub(crate) use certificate::text as certificate;
pub(crate) use pair::{give, waiting_notes};
pub(crate) use waiting::{NewKey, Waiting};
