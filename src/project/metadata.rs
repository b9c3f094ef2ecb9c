//! A metadata file, with typed views on its elements.

use std::borrow::Cow;
use std::sync::Arc;

use super::computed::Computed;
use super::{Format, Placeholders, tokens};
use crate::diagnostic::Place;
use crate::input::ReadFault;
use crate::mask::Written;
use crate::schema::{Element as ElementSchema, MetadataType, Role, names};
use crate::text::Span;
use crate::xml::{Document, Element};

/// Fewer characters around a placeholder are no credential.
const SHORTEST_SECRET: usize = 8;

/// A metadata file of one of the schema's types.
#[derive(Debug)]
pub struct MetadataFile {
    /// Path relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// Path relative to the project, with `/`.
    pub project_path: String,
    /// The file as it is on disk; empty where it could not be read.
    pub text: String,
    /// The parsed text.
    pub document: Document,
    /// Why the text could not be read or decoded.
    pub fault: Option<FileFault>,
    /// The type that it is judged by: that of its root element, else that of its name.
    pub metadata_type: &'static MetadataType,
    /// The type by the suffix; none where Salesforce does not know the suffix.
    pub suffix_type: Option<&'static MetadataType>,
    /// Whether the content is that of the type although the root element has a wrong name.
    pub reads_wrong_root: bool,
    /// Name of the component: the file name without suffix.
    pub full_name: String,
    /// How the file's name is formed.
    pub format: Format,
    /// Index of its package directory.
    pub package_directory: Option<usize>,
    /// Whether findings in it were asked for; the others are read for what they tell of these.
    pub requested: bool,
    /// What is filled in at deploy.
    pub placeholders: Arc<Placeholders>,
    /// What rules ask for again and again.
    pub(super) computed: Computed,
}

/// Why a file could not be read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// Where in the readable part.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Whether not even its bytes could be read.
    pub is_unread: bool,
}

impl FileFault {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        let (message, help) = (message.into(), help.into());
        Self { span: Span::empty(0), message, help, is_unread: false }
    }
}

impl From<ReadFault> for FileFault {
    fn from(fault: ReadFault) -> Self {
        Self::new(format!("the file could not be read: {fault}"), fault.help())
    }
}

/// An element of a metadata file together with what the schema says of it.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The file.
    pub file: &'a MetadataFile,
    /// The element in the file.
    pub element: &'a Element,
    /// The element in the schema.
    pub schema: &'static ElementSchema,
}

impl<'a> Field<'a> {
    /// The decoded value without white space around it.
    #[must_use]
    pub fn text(&self) -> Written<'a> {
        let text = match self.element.plain_text() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.element.value().trimmed().to_owned()),
        };
        Written::new(text, self.schema)
    }

    /// Where the value stands, without white space around it; the tag where it is empty.
    #[must_use]
    pub fn span(&self) -> Span {
        self.element.value().trimmed_span()
    }

    /// The place of the value.
    #[must_use]
    pub fn place(&self) -> Place {
        self.file.place(self.span())
    }

    /// Whether the value is not known here, since something fills it at deploy or would have to. A
    /// credential with a placeholder in it is a credential.
    #[must_use]
    pub(crate) fn is_unknown(&self) -> bool {
        let text = self.text();
        let placeholders = &self.file.placeholders;
        if self.schema.secret && !placeholders.replace(&text) {
            let in_tokens: usize = tokens(&text).iter().map(ExactSizeIterator::len).sum();
            return in_tokens > 0 && text.len() - in_tokens < SHORTEST_SECRET;
        }
        placeholders.fill(&text)
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// The value of a boolean; none where it is no boolean or not known here.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match &*self.text() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

impl MetadataFile {
    /// A place in this file.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        Place { path: self.path.clone(), span }
    }

    /// The root element, if it is the one of the file's type or is meant to be.
    #[must_use]
    pub fn root(&self) -> Option<&Element> {
        let root = self.document.root.as_ref();
        root.filter(|root| self.reads_wrong_root || root.name.is(&self.metadata_type.name))
    }

    /// Whether Salesforce takes the file for one of another type, or of none, because of its
    /// suffix. The rules about names and roots say so; nothing else follows from it.
    #[must_use]
    pub(crate) fn is_misnamed(&self) -> bool {
        self.suffix_type.is_none_or(|by_name| by_name.name != self.metadata_type.name)
    }

    /// The place to point at for something that is missing in this file: the root element's name.
    #[must_use]
    pub fn head(&self) -> Place {
        let span = self.document.root.as_ref().map_or(Span::empty(0), |root| root.name.span);
        self.place(span)
    }

    /// The first element of that name at the top of the file.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        self.fields(name).next()
    }

    /// All elements of that name at the top of the file.
    pub fn fields<'a>(&'a self, name: &str) -> impl Iterator<Item = Field<'a>> {
        let schema = self.metadata_type.element(name);
        schema.into_iter().flat_map(|schema| self.top_fields(schema))
    }

    /// The value of an element; none where it is absent or empty.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Written<'_>> {
        self.field(name).map(|field| field.text()).filter(|text| !text.is_empty())
    }

    /// The value of a boolean element as the server will take it: what is there, else its
    /// default. None where neither is known.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.field(name) {
            Some(field) if self.contradicts(&field) => None,
            Some(field) if field.is_empty() => self.default_flag(name),
            Some(field) => field.boolean(),
            None => self.default_flag(name),
        }
    }

    /// Whether an element that is allowed once is there again with another value, so that nobody
    /// knows which one counts.
    pub(super) fn contradicts(&self, field: &Field<'_>) -> bool {
        if field.schema.repeated {
            return false;
        }
        let text = field.text();
        let mut others = self.top_fields(field.schema);
        others.any(|other| !std::ptr::eq(other.element, field.element) && *other.text() != *text)
    }

    fn default_flag(&self, name: &str) -> Option<bool> {
        self.metadata_type.element(name)?.default.as_ref()?.as_bool()
    }

    /// The element that names the file's app.
    #[must_use]
    pub fn reference(&self) -> Option<Field<'_>> {
        self.field(names::APP_REFERENCE)
    }

    /// Name of the app that the file belongs to: its own for a header, else the one it refers to.
    /// None where it refers to none, or to one that is not known before the deploy.
    #[must_use]
    pub(crate) fn app_name(&self) -> Option<Cow<'_, str>> {
        if self.metadata_type.role == Role::Header {
            return Some(Cow::Borrowed(without_org_id(&self.full_name).unwrap_or(&self.full_name)));
        }
        let reference = self.reference()?;
        (!reference.is_empty() && !reference.is_unknown()).then(|| reference.text().into_text())
    }
}

/// The name after `00D…:` in a text such as `00D5g000004SGtF:Billing`.
#[must_use]
pub(crate) fn without_org_id(name: &str) -> Option<&str> {
    let (id, rest) = name.split_once(':')?;
    let is_id = matches!(id.len(), 15 | 18) && id.chars().all(|c| c.is_ascii_alphanumeric());
    (is_id && id.starts_with("00D") && !rest.is_empty()).then_some(rest)
}
