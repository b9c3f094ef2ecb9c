//! Values that the command line gives: their elements change whatever the plan without them says.

use super::demand::REFRESH;
use crate::generate::{Component, PlannedField, key_of_inner};
use crate::schema::{Element, Kind};
use crate::spec::{Asked, Extent};

/// An element that the command line decides.
#[derive(Clone, Debug)]
pub(super) struct Explicit {
    pub(super) name: String,
    /// The keys of the parts of its structure that are given; none for the whole element.
    inner: Vec<String>,
    /// Whether a list is to contain nothing else.
    pub(super) is_whole: bool,
}

impl Explicit {
    /// The parts of its structure that are given and that the plan leaves out, since they are off.
    pub(super) fn left_out<'e>(
        &self,
        structure: &'e [Element],
        planned: &PlannedField,
    ) -> Vec<&'e Element> {
        let is_given = |element: &&Element| {
            let key = key_of_inner(&element.name);
            key.is_some_and(|key| self.inner.iter().any(|it| it == key))
        };
        let is_planned =
            |element: &&Element| planned.fields.iter().any(|field| field.name == *element.name);
        let off = |element: &&Element| element.kind == Kind::Boolean && !is_planned(element);
        structure.iter().filter(is_given).filter(off).collect()
    }

    /// Whether a part of its structure is given.
    pub(super) fn gives(&self, inner: &PlannedField) -> bool {
        let key = key_of_inner(&inner.name);
        self.inner.is_empty() || key.is_some_and(|key| self.inner.iter().any(|it| it == key))
    }
}

/// The elements of a component that given values decide.
pub(super) fn of(component: &Component, asked: &[Asked]) -> Vec<Explicit> {
    let mut all: Vec<Explicit> = Vec::new();
    for (name, places) in &component.decided {
        let metadata_type = component.metadata_type;
        let structure = metadata_type.element(name).and_then(|it| metadata_type.structure_of(it));
        // A switch of the plugin is not a part of what its table gives.
        let lands = |reach: &Extent| match reach {
            Extent::Whole => true,
            Extent::Inner(key) => structure.is_some_and(|structure| {
                structure.elements.iter().any(|it| key_of_inner(&it.name) == Some(key.as_str()))
            }),
        };
        let given = asked.iter().filter_map(|it| Some((it, it.reach_of(places).filter(lands)?)));
        let given: Vec<(&Asked, Extent)> = given.collect();
        if given.is_empty() {
            continue;
        }
        let is_whole = given.iter().any(|(it, reach)| it.is_whole && *reach == Extent::Whole);
        let inner = given.iter().map(|(_, reach)| match reach {
            Extent::Inner(key) => Some(key.clone()),
            Extent::Whole => None,
        });
        let inner = inner.collect::<Option<Vec<_>>>().unwrap_or_default();
        all.push(Explicit { name: name.clone(), inner, is_whole });
    }
    // A period without its policy would be another lifetime than the one that was asked for.
    if all.iter().any(|it| REFRESH.contains(&it.name.as_str())) {
        for name in REFRESH {
            if !all.iter().any(|it| it.name == *name) {
                all.push(Explicit { name: (*name).to_owned(), inner: Vec::new(), is_whole: true });
            }
        }
    }
    all
}

/// Drops given values from the component as it was, so that the difference of the plans has them.
pub(super) fn enforce(new: &Component, old: &mut Component, explicit: &[Explicit]) {
    for one in explicit {
        let planned = new.fields.iter().find(|field| field.name == one.name);
        old.fields.retain(|field| field.name != one.name);
        if let Some(planned) = planned.filter(|_| !one.inner.is_empty()) {
            let fields = planned.fields.iter().filter(|field| !one.gives(field)).cloned().collect();
            old.fields.push(PlannedField { fields, ..planned.clone() });
        }
    }
}
