//! What is computed of a metadata file once, at its first use, and then lent to every rule.

use std::sync::OnceLock;

use super::{Field, MetadataFile};
use crate::schema::{Element as ElementSchema, Kind, find_element};
use crate::values::{CallbackList, Item, ParsedUrl, ScopeList, callback_list, scope_list};
use crate::xml::{Element, Node};

/// The computed parts of a file. They depend on nothing but the file's text and its type.
#[derive(Debug, Default)]
pub(super) struct Computed {
    fields: OnceLock<Vec<FieldAt>>,
    lists: OnceLock<Vec<ListAt>>,
    urls: OnceLock<Vec<(usize, ParsedUrl)>>,
}

/// Where an element is that the schema knows.
#[derive(Debug)]
struct FieldAt {
    /// Its parent, as an index into the same list; none for the root element.
    parent: Option<usize>,
    /// Its index among the nodes of its parent.
    node: usize,
    schema: &'static ElementSchema,
}

/// The items of an element that contains a list.
#[derive(Debug)]
struct ListAt {
    /// Where the element starts.
    start: usize,
    scopes: ScopeList,
    callbacks: CallbackList,
    /// What each callback is.
    urls: Vec<ParsedUrl>,
}

impl MetadataFile {
    /// Every element that the schema knows, at the top of the file and in its structures, in the
    /// order of the file.
    #[must_use]
    pub(crate) fn all_fields(&self) -> Vec<Field<'_>> {
        let mut fields: Vec<Field<'_>> = Vec::new();
        for at in self.places() {
            let parent = at.parent.map_or(self.root(), |parent| Some(fields[parent].element));
            let element = parent.and_then(|parent| child(parent, at.node));
            fields.extend(element.map(|element| Field { file: self, element, schema: at.schema }));
        }
        fields
    }

    /// The elements at the top of the file that the schema knows as this one.
    pub(super) fn top_fields(
        &self,
        schema: &'static ElementSchema,
    ) -> impl Iterator<Item = Field<'_>> {
        let root = self.root();
        let own = |at: &&FieldAt| at.parent.is_none() && std::ptr::eq(at.schema, schema);
        self.places().iter().filter(own).filter_map(move |at| {
            Some(Field { file: self, element: child(root?, at.node)?, schema })
        })
    }

    fn places(&self) -> &[FieldAt] {
        self.computed.fields.get_or_init(|| {
            let mut places = Vec::new();
            if let Some(root) = self.root() {
                self.collect(root, None, &self.metadata_type.elements, &mut places);
            }
            places
        })
    }

    /// The schema nests structures a few levels deep at most, so this recursion is shallow.
    fn collect(
        &self,
        element: &Element,
        parent: Option<usize>,
        known: &'static [ElementSchema],
        places: &mut Vec<FieldAt>,
    ) {
        for (node, inner) in element.children.iter().enumerate() {
            let Node::Element(inner) = inner else { continue };
            let Some(schema) = find_element(known, inner.name.local()) else { continue };
            places.push(FieldAt { parent, node, schema });
            if let Some(structure) = self.metadata_type.structure_of(schema) {
                self.collect(inner, Some(places.len() - 1), &structure.elements, places);
            }
        }
    }

    fn list(&self, field: &Field<'_>) -> Option<&ListAt> {
        let lists = self.computed.lists.get_or_init(|| {
            let fields = self.all_fields().into_iter();
            let lists = fields
                .filter(|field| matches!(field.schema.kind, Kind::ScopeList | Kind::CallbackList));
            lists.map(|field| ListAt::of(&field)).collect()
        });
        lists.iter().find(|list| list.start == field.element.span.start)
    }
}

impl ListAt {
    fn of(field: &Field<'_>) -> Self {
        let value = field.element.value();
        let is_scopes = field.schema.kind == Kind::ScopeList;
        let scopes = if is_scopes { scope_list(&value) } else { ScopeList::default() };
        let callbacks = if is_scopes { CallbackList::default() } else { callback_list(&value) };
        let urls = callbacks.items.iter().map(|item| ParsedUrl::of(&item.text)).collect();
        Self { start: field.element.span.start, scopes, callbacks, urls }
    }
}

fn child(parent: &Element, node: usize) -> Option<&Element> {
    match parent.children.get(node)? {
        Node::Element(element) => Some(element),
        Node::Text(_) | Node::Comment(_) => None,
    }
}

impl<'a> Field<'a> {
    /// The scopes that the element lists; empty where it is no list of scopes.
    #[must_use]
    pub(crate) fn scope_list(&self) -> &'a ScopeList {
        static NONE: ScopeList = ScopeList::EMPTY;
        self.file.list(self).map_or(&NONE, |list| &list.scopes)
    }

    /// The callback URLs that the element lists; empty where it is no list of callbacks.
    #[must_use]
    pub(crate) fn callback_list(&self) -> &'a CallbackList {
        static NONE: CallbackList = CallbackList::EMPTY;
        self.file.list(self).map_or(&NONE, |list| &list.callbacks)
    }

    /// The callback URLs that the element lists, each with what it is.
    pub fn callbacks(&self) -> impl Iterator<Item = (&'a Item, &'a ParsedUrl)> {
        let list = self.file.list(self);
        list.into_iter().flat_map(|list| list.callbacks.items.iter().zip(&list.urls))
    }
}

impl MetadataFile {
    /// The elements that contain one URL each, with what it is.
    pub(crate) fn single_urls(&self) -> impl Iterator<Item = (Field<'_>, &ParsedUrl)> {
        let fields = self.all_fields();
        let urls = self.computed.urls.get_or_init(|| {
            let urls =
                fields.iter().enumerate().filter(|(_, field)| field.schema.kind == Kind::Url);
            urls.map(|(index, field)| (index, ParsedUrl::of(&field.text()))).collect()
        });
        urls.iter().filter_map(move |(index, url)| Some((*fields.get(*index)?, url)))
    }
}
