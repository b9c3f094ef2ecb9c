//! The structs and enums of `src/schema`, which are the form of the data files.

use std::collections::BTreeMap;
use std::path::Path;
use std::{error, fs};

use syn::{Attribute, Fields, Item, Type};

/// Keys of the data files that cannot be names in Rust, or mean too much there: field and key.
const KEYS: &[(&str, &str)] = &[("metadata_type", "type"), ("structure", "struct")];
/// Lists and switches that an entry must have, by struct.
const REQUIRED: &[(&str, &[&str])] = &[
    ("AccessTable", &["formats", "elements"]),
    ("Client", &["source"]),
    ("Effect", &["needs", "source"]),
    ("Flow", &["supported", "interactive", "refresh_token", "redirects", "packaged", "source"]),
    ("IdleLimit", &["source"]),
    ("JwtLifetime", &["source"]),
    ("Kept", &["source"]),
    ("Mandate", &["source"]),
    ("MetadataType", &["source", "elements"]),
    ("NeededScope", &["source"]),
    ("OrgError", &["messages", "source"]),
    ("OrgSetting", &["value"]),
    ("Refusal", &["source"]),
    ("Requirement", &["needs", "source"]),
    ("Scope", &["source"]),
    ("Struct", &["elements"]),
];

/// What an item of `src/schema` looks like.
pub(crate) enum Form {
    /// Fields with names.
    Struct(Vec<Field>),
    /// One field without a name.
    Wrapper(Type),
    /// Variants, and the one that holds where nothing is said.
    Enum(Vec<(String, Option<Type>)>, Option<String>),
}

/// A field of a struct.
pub(crate) struct Field {
    pub(crate) name: String,
    /// Its keys in data files: the name, or, for lists of tables, its singular.
    pub(crate) keys: Vec<String>,
    pub(crate) form: Type,
    pub(crate) required: bool,
}

/// Every form by name.
pub(crate) struct Forms(BTreeMap<String, Form>);

impl Forms {
    /// Reads the source.
    pub(crate) fn read(folder: &Path) -> Result<Self, Box<dyn error::Error>> {
        let mut forms = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let text = fs::read_to_string(&path)?;
            let file = syn::parse_file(&text).map_err(|f| format!("{}: {f}", path.display()))?;
            for item in file.items {
                match item {
                    Item::Struct(item) => {
                        let name = item.ident.to_string();
                        forms.extend(fields(&name, item.fields).map(|form| (name, form)));
                    }
                    Item::Enum(item) => {
                        let default = item.variants.iter().find(|v| is_default(&v.attrs));
                        let default = default.map(|variant| variant.ident.to_string());
                        let variants = item.variants.into_iter().map(|variant| {
                            let inner = variant.fields.into_iter().next().map(|field| field.ty);
                            (variant.ident.to_string(), inner)
                        });
                        let form = Form::Enum(variants.collect(), default);
                        forms.insert(item.ident.to_string(), form);
                    }
                    _ => {}
                }
            }
        }
        Ok(Self(forms))
    }

    /// The form of that name.
    pub(crate) fn get(&self, name: &str) -> Result<&Form, String> {
        self.0.get(name).ok_or_else(|| format!("src/schema has no `{name}`"))
    }
}

fn fields(owner: &str, fields: Fields) -> Option<Form> {
    let required = REQUIRED.iter().find(|(name, _)| *name == owner);
    let required = required.map(|(_, fields)| *fields).unwrap_or_default();
    match fields {
        Fields::Named(fields) => {
            let fields = fields.named.into_iter().filter_map(|field| {
                let name = field.ident?.to_string();
                let key = KEYS.iter().find(|(known, _)| *known == name);
                let key = key.map_or_else(|| name.replace('_', "-"), |(_, key)| (*key).to_owned());
                let singular = key.strip_suffix('s').map(str::to_owned);
                let keys = std::iter::once(key).chain(singular).collect();
                let required = required.contains(&name.as_str());
                Some(Field { name, keys, form: field.ty, required })
            });
            Some(Form::Struct(fields.collect()))
        }
        Fields::Unnamed(fields) => {
            fields.unnamed.into_iter().next().map(|field| Form::Wrapper(field.ty))
        }
        Fields::Unit => None,
    }
}

fn is_default(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("default"))
}
