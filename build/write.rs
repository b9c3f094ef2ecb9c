//! Values of data files as expressions.

use syn::{GenericArgument, PathArguments, Type};
use toml::{Table, Value};

use super::forms::{Field, Form, Forms};

type Written = Result<String, String>;

/// A value of that type.
pub(crate) fn value(forms: &Forms, form: &Type, value: &Value) -> Written {
    let (name, inner) = parts(form)?;
    match (name.as_str(), inner, value) {
        ("Text", None, Value::String(text)) => Ok(format!("Text({text:?})")),
        ("bool", None, Value::Boolean(yes)) => Ok(yes.to_string()),
        ("i64" | "u64" | "u16" | "usize", None, Value::Integer(number)) => Ok(number.to_string()),
        ("Literal", None, Value::Boolean(yes)) => Ok(format!("Literal::Boolean({yes})")),
        ("Literal", None, Value::Integer(number)) => Ok(format!("Literal::Integer({number})")),
        ("Literal", None, Value::String(text)) => Ok(format!("Literal::String(Text({text:?}))")),
        ("Option", Some(inner), _) => Ok(format!("Some({})", self::value(forms, inner, value)?)),
        ("List", Some(inner), Value::Array(values)) => {
            let values = values.iter().enumerate().map(|(index, entry)| {
                self::value(forms, inner, entry).map_err(|fault| format!("{}: {fault}", index + 1))
            });
            Ok(format!("List(&[{}])", values.collect::<Result<Vec<_>, _>>()?.join(", ")))
        }
        ("Map", Some(inner), Value::Table(table)) => {
            let entries = table.iter().map(|(key, value)| (key.as_str(), value)).collect();
            map(forms, &parts(inner)?.0, entries)
        }
        (name, None, _) => named(forms, name, value),
        _ => Err(format!("{name} cannot be {}", value.type_str())),
    }
}

/// Entries of a type by key.
pub(crate) fn map(forms: &Forms, form: &str, mut entries: Vec<(&str, &Value)>) -> Written {
    entries.sort_by_key(|(key, _)| *key);
    if let Some(pair) = entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(format!("`{}` is there twice", pair[0].0));
    }
    let mut out = Vec::new();
    for (key, value) in entries {
        let value = named(forms, form, value).map_err(|fault| format!("{key}: {fault}"))?;
        out.push(format!("(Text({key:?}), {value})"));
    }
    Ok(format!("Map(&[{}])", out.join(",\n")))
}

/// A value of a struct or enum.
pub(crate) fn named(forms: &Forms, name: &str, value: &Value) -> Written {
    match (forms.get(name)?, value) {
        (Form::Struct(fields), Value::Table(table)) => structure(forms, name, fields, table),
        (Form::Wrapper(inner), _) => Ok(format!("{name}({})", self::value(forms, inner, value)?)),
        (Form::Enum(variants, _), Value::String(word)) => {
            let variant = variants.iter().find(|(v, inner)| kebab(v) == *word && inner.is_none());
            let (variant, _) = variant.ok_or_else(|| format!("`{word}` is no {name}"))?;
            Ok(format!("{name}::{variant}"))
        }
        (Form::Enum(variants, _), Value::Table(table)) => {
            let mut entries = table.iter();
            let (Some((word, value)), None) = (entries.next(), entries.next()) else {
                return Err(format!("{name} has one entry"));
            };
            let variant = variants.iter().find(|(variant, _)| kebab(variant) == *word);
            let Some((variant, Some(inner))) = variant else {
                return Err(format!("`{word}` is no {name}"));
            };
            Ok(format!("{name}::{variant}({})", self::value(forms, inner, value)?))
        }
        _ => Err(format!("{name} cannot be {}", value.type_str())),
    }
}

fn structure(forms: &Forms, name: &str, fields: &[Field], table: &Table) -> Written {
    let mut out = Vec::new();
    let mut read = Vec::new();
    for field in fields {
        let found = field.keys.iter().find_map(|key| Some((key, table.get(key)?)));
        let written = match found {
            Some((key, value)) => {
                read.push(key);
                self::value(forms, &field.form, value)
            }
            None => absent(forms, field),
        };
        out.push(format!(
            "{}: {}",
            field.name,
            written.map_err(|f| format!("{}: {f}", field.name))?
        ));
    }
    match table.keys().find(|key| !read.contains(key)) {
        Some(unknown) => Err(format!("{name} has no `{unknown}`")),
        None => Ok(format!("{name} {{ {} }}", out.join(", "))),
    }
}

/// What a field is where a file does not give it.
fn absent(forms: &Forms, field: &Field) -> Written {
    let (name, _) = parts(&field.form)?;
    match name.as_str() {
        "Option" => Ok("None".to_owned()),
        "List" if !field.required => Ok("List(&[])".to_owned()),
        "Map" if !field.required => Ok("Map(&[])".to_owned()),
        "bool" if !field.required => Ok("false".to_owned()),
        _ => match forms.get(&name) {
            Ok(Form::Enum(_, Some(default))) => Ok(format!("{name}::{default}")),
            _ => Err("it is missing".to_owned()),
        },
    }
}

/// The name of a type, and what is between its brackets.
fn parts(form: &Type) -> Result<(String, Option<&Type>), String> {
    let Type::Path(path) = form else { return Err("a type of no known form".to_owned()) };
    let last = path.path.segments.last().ok_or("a type without a name")?;
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(inner) => inner.args.iter().find_map(|arg| match arg {
            GenericArgument::Type(inner) => Some(inner),
            _ => None,
        }),
        _ => None,
    };
    Ok((last.ident.to_string(), inner))
}

/// `NotPerApp` as `not-per-app`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}
