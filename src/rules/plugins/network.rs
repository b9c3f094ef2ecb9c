//! Ranges of addresses in the elements of a file.

use std::net::IpAddr;

use crate::diagnostic::Place;
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
    let only = |name| {
        let mut elements = field.element.elements().filter(|element| element.name.is(name));
        elements.next().filter(|_| elements.next().is_none())
    };
    let (start, end) = (only(START)?, only(END)?);
    let address = |element: &Element| element.value().trimmed().parse().ok();
    Some(Range { field, start, end, first: address(start)?, last: address(end)? })
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

impl Range<'_> {
    /// Whether the range contains half of the internet or more.
    pub(super) fn is_internet(&self) -> bool {
        let (first, last) = self.bounds();
        let half = if self.first.is_ipv4() { u128::from(u32::MAX) / 2 } else { u128::MAX / 2 };
        self.is_of_one_family() && last.checked_sub(first).is_some_and(|size| size >= half)
    }

    /// Whether an end of the range is an address that does not exist in the internet.
    pub(super) fn is_private(&self) -> bool {
        self.is_of_one_family()
            && !self.is_internet()
            && (is_private(self.first) || is_private(self.last))
    }

    /// How many addresses it contains; none where it is reversed or mixes families.
    pub(super) fn size(&self) -> Option<u128> {
        let (first, last) = self.bounds();
        last.checked_sub(first)
            .filter(|_| self.is_of_one_family())
            .map(|size| size.saturating_add(1))
    }
}

/// Whether an address is one of private networks, of the machine itself, or of a link.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let is_carrier_nat = first == 100 && (64..128).contains(&second);
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || is_carrier_nat
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

/// A range of addresses, for rules of other groups.
pub(in crate::rules) struct AddressRange {
    /// How a person writes it.
    pub(in crate::rules) text: String,
    /// Where its first address is written.
    pub(in crate::rules) place: Place,
    /// How much it contains.
    pub(in crate::rules) reach: Reach,
}

/// How much a range contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Reach {
    /// Half of the internet or more.
    Internet,
    /// Private addresses, which Salesforce never sees.
    Private,
    /// Other addresses.
    Some,
}

/// The ranges of an element whose ends are addresses in order.
pub(in crate::rules) fn address_ranges(file: &MetadataFile, element: &str) -> Vec<AddressRange> {
    let of_element = ranges(file).into_iter().filter(|range| range.field.schema.name == element);
    let in_order = of_element.filter(|range| range.size().is_some());
    let described = in_order.map(|range| AddressRange {
        text: range.shown(),
        place: file.place(range.start.value().trimmed_span()),
        reach: match () {
            () if range.is_internet() => Reach::Internet,
            () if range.is_private() => Reach::Private,
            () => Reach::Some,
        },
    });
    described.collect()
}
