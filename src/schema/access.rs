//! Which elements decide who gets in, and which of their values admit more.

use super::{List, Text};

/// What the tables say of access.
#[derive(Clone, Debug)]
pub struct AccessTable {
    /// Ids of flows that change the form of tokens only.
    pub formats: List<Text>,
    /// The elements.
    pub elements: List<AccessElement>,
}

/// An element that decides who gets in, from where or for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessElement {
    /// Metadata type.
    pub metadata_type: Text,
    /// Element of that type.
    pub element: Text,
    /// Which value admits more.
    pub wider: Wider,
    /// For [`Wider::Later`]: the values, the narrowest first.
    pub order: List<Text>,
    /// What no entry means.
    pub without: Without,
    /// A switch of the same type; while it is off, the element has no effect.
    pub while_on: Option<Text>,
}

/// In which direction an element admits more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wider {
    /// `true` admits more.
    On,
    /// `false` admits more.
    Off,
    /// Each further entry admits more.
    Added,
    /// A larger number admits more.
    Longer,
    /// A later value of the order admits more.
    Later,
}

/// What it means that a list has no entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Without {
    /// Nothing is admitted.
    #[default]
    Nothing,
    /// Nothing is limited.
    Everything,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::schema::schema;

    #[test]
    fn access_speaks_of_what_the_tables_have() {
        let table = &schema().access;
        let mut seen = BTreeSet::new();
        for access in &table.elements {
            let owner = schema().types.get(&access.metadata_type).expect("a type");
            let found = owner.element(&access.element).expect("an element");
            assert!(seen.insert((&owner.name, &found.name)), "{} is there twice", found.name);
            for value in &access.order {
                assert!(found.value(value).is_some(), "{}: {value}", access.element);
            }
            if let Some(switch) = &access.while_on {
                assert!(owner.element(switch).is_some(), "{switch}");
            }
        }
        for flow in &table.formats {
            assert!(schema().flow(flow).is_some(), "{flow}");
        }
    }
}
