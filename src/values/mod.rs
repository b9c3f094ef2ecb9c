//! Layer 1: what a value must be like, judged in one place.
//!
//! The generator asks [`flaw()`] about the values of a spec, the rules ask it about the values of a
//! file. A [`Flaw`] says what is wrong; the words for a spec or a file are the caller's.

mod certificate;
mod date;
mod flaw;
mod formula;
mod lists;
mod pem;
mod private_key;
mod urls;

pub(crate) use certificate::{Certificate, CertificateFault, KeyKind, LEAST_RSA_BITS, WeakHash};
pub(crate) use date::{days, parse_date};
pub(crate) use flaw::{
    Flaw, RangeFlaw, UrlFlaw, UsernameFlaw, callback_flaw, flaw, listed_values, newer_than,
    range_flaw, url_flaw, wanted_number,
};
pub(crate) use formula::reads_field;
pub(crate) use lists::{CallbackList, Item, ScopeList, callback_list, comma_list, scope_list};
pub(crate) use pem::PemBlock;
pub(crate) use private_key::private_key_ranges;
pub(crate) use urls::{HostClass, ParsedUrl, Target, UrlClass};
