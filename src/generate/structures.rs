//! Structures that several types have.

use super::PlannedField;
use super::sheet::Sheet;
use crate::spec::{Attribute, IpRange, SpecFault, SpecPath};
use crate::values;

/// Custom attributes of a type that has them.
pub(super) fn attributes(
    sheet: &mut Sheet,
    type_name: &'static str,
    all: &[Attribute],
    at: &SpecPath,
) {
    for (index, attribute) in all.iter().enumerate() {
        if all[..index].iter().any(|other| other.key == attribute.key) {
            sheet.fault(SpecFault::new(
                at.item(index).key("key"),
                format!("there are two attributes with the key `{}`", attribute.key),
                "The receiver could not tell them apart, and the org refuses them.",
                "give one of them another key",
            ));
        }
    }
    let one = |attribute: &Attribute| {
        vec![
            PlannedField::text("formula", &attribute.formula),
            PlannedField::text("key", &attribute.key),
        ]
    };
    sheet.want_all(type_name, "customAttributes", all.iter().map(one).collect(), at.clone());
}

/// Ranges of addresses of a type that has them.
pub(super) fn ip_ranges(
    sheet: &mut Sheet,
    (type_name, element): (&'static str, &str),
    all: &[IpRange],
    at: &SpecPath,
) {
    let address = |text: &str| text.parse::<std::net::IpAddr>().ok();
    for (index, range) in all.iter().enumerate() {
        let ends = address(&range.start).zip(address(&range.end));
        let sound = ends.is_some_and(|(first, last)| values::range_flaw(first, last).is_none());
        if !sound {
            sheet.fault(SpecFault::new(
                at.item(index),
                format!("`{}` to `{}` is not a range of addresses", range.start, range.end),
                "A range contains every address from its first to its last, both included.",
                "give two addresses of one kind, the lower one first",
            ));
        }
    }
    let one = |range: &IpRange| {
        let description =
            range.description.iter().map(|text| PlannedField::text("description", text));
        description
            .chain([
                PlannedField::text("endIpAddress", &range.end),
                PlannedField::text("startIpAddress", &range.start),
            ])
            .collect()
    };
    sheet.want_all(type_name, element, all.iter().map(one).collect(), at.clone());
}
