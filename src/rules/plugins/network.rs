//! Ranges of addresses in the elements of a file.

use std::net::IpAddr;

use crate::project::{Field, MetadataFile};
use crate::schema::Kind;
use crate::values::{RangeFlaw, range_flaw};
use crate::xml::Element;

/// A range whose ends are addresses of one family.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range<'a> {
    /// The element that holds the range.
    pub(super) field: Field<'a>,
    /// The element of the first address.
    pub(super) start: &'a Element,
    /// The element of the last address.
    pub(super) end: &'a Element,
    /// First address.
    pub(super) first: IpAddr,
    /// Last address.
    pub(super) last: IpAddr,
}

const START: &str = "startIpAddress";
const END: &str = "endIpAddress";

impl Range<'_> {
    /// The ends as numbers.
    pub(super) fn bounds(&self) -> (u128, u128) {
        (number(self.first), number(self.last))
    }

    /// Whether both ends are of one family.
    pub(super) fn is_of_one_family(&self) -> bool {
        self.first.is_ipv4() == self.last.is_ipv4()
    }

    /// What is wrong with the two ends together.
    pub(super) fn flaw(&self) -> Option<RangeFlaw> {
        range_flaw(self.first, self.last)
    }

    /// How a person writes the range.
    pub(super) fn shown(&self) -> String {
        format!("{} - {}", self.first, self.last)
    }
}

/// The ranges of a file whose ends are addresses.
pub(super) fn ranges(file: &MetadataFile) -> Vec<Range<'_>> {
    let holds_addresses = |field: &Field<'_>| {
        let structure = file.metadata_type.structure_of(field.schema);
        structure.and_then(|s| s.element(START)).is_some_and(|e| e.kind == Kind::IpAddress)
    };
    file.all_fields().into_iter().filter(holds_addresses).filter_map(range).collect()
}

fn range(field: Field<'_>) -> Option<Range<'_>> {
    let (start, end) = (field.element.child(START)?, field.element.child(END)?);
    let address = |element: &Element| element.value().trimmed().parse().ok();
    Some(Range { field, start, end, first: address(start)?, last: address(end)? })
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}
