use super::declare_rule;
use crate::diagnostic::{Fix, Safety};
use crate::rules::fixes::insert_element;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Element, Kind, names, schema};

/// How many switches a message lists.
const SHOWN: usize = 2;

declare_rule! {
    /// Switches are missing from the global OAuth settings, so each deploy resets them.
    ///
    /// ## Why
    /// A deploy resets a switch that the file does not contain to its default, whatever someone
    /// chose in Setup. Some defaults are on, such as PKCE.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// <isCodeCredFlowEnabled>false</isCodeCredFlowEnabled>
    /// <isCodeCredPostOnly>false</isCodeCredPostOnly>
    /// <isConsumerSecretOptional>false</isConsumerSecretOptional>
    /// <isDeviceFlowEnabled>false</isDeviceFlowEnabled>
    /// <isIntrospectAllTokens>false</isIntrospectAllTokens>
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
    /// <isSecretRequiredForTokenExchange>true</isSecretRequiredForTokenExchange>
    /// <isTokenExchangeEnabled>false</isTokenExchangeEnabled>
    /// <shouldRotateConsumerKey>false</shouldRotateConsumerKey>
    /// <shouldRotateConsumerSecret>false</shouldRotateConsumerSecret>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// <isCodeCredFlowEnabled>false</isCodeCredFlowEnabled>
    /// <isCodeCredPostOnly>false</isCodeCredPostOnly>
    /// <isConsumerSecretOptional>false</isConsumerSecretOptional>
    /// <isDeviceFlowEnabled>false</isDeviceFlowEnabled>
    /// <isIntrospectAllTokens>false</isIntrospectAllTokens>
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// <isPkceRequired>true</isPkceRequired>
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
    /// <isSecretRequiredForTokenExchange>true</isSecretRequiredForTokenExchange>
    /// <isTokenExchangeEnabled>false</isTokenExchangeEnabled>
    /// <shouldRotateConsumerKey>false</shouldRotateConsumerKey>
    /// <shouldRotateConsumerSecret>false</shouldRotateConsumerSecret>
    /// ```
    "implicit-reset",
    severity: Hint,
    sources: ["G-58096", "M-GLB", "G-62955"],
    fix: Sometimes,
    check: File(check),
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(root) = file.root().filter(|_| file.document.faults.is_empty()) else { return };
    // A switch under a name that is not known is perhaps one of these.
    let known =
        |element: &crate::xml::Element| file.metadata_type.element(element.name.local()).is_some();
    if !root.elements().all(known) {
        return;
    }
    let version = context.project.api_version.unwrap_or(schema().versions.default);
    let omitted: Vec<(&Element, bool)> = file
        .metadata_type
        .elements
        .iter()
        .filter(|e| e.kind == Kind::Boolean && e.available_in(version) && e.deprecated.is_none())
        .filter(|e| file.field(&e.name).is_none())
        .filter_map(|e| Some((e, e.default.as_ref()?.as_bool()?)))
        .collect();
    let Some((first, on)) = omitted.first() else { return };
    let list: Vec<String> = omitted.iter().map(|(e, on)| format!("`{}` to {on}", e.name)).collect();
    let message = match omitted.len() {
        1 => format!("`{}` is missing here, so every deploy resets it to {on}", first.name),
        count => format!(
            "{count} switches are missing here, so every deploy resets them: {}{}",
            shown(&omitted).join(", "),
            if count > SHOWN { ", …" } else { "" }
        ),
    };
    // Other rules object to some defaults of this app; what it needs is for its owner to say.
    let objected = |name: &str| crate::rules::remedy::is_default_objected(context, name);
    let written: Vec<&(&Element, bool)> =
        omitted.iter().filter(|(element, _)| !objected(&element.name)).collect();
    let edits = written.iter().map(|(element, on)| crate::diagnostic::FileEdit {
        path: file.path.clone(),
        edit: insert_element(file, root, &element.name, &on.to_string()),
    });
    let fix = (!root.self_closing && !written.is_empty()).then(|| Fix {
        title: match written.as_slice() {
            [(element, _)] => format!("add `{}` with its default", element.name),
            _ => "add the switches with their defaults".to_owned(),
        },
        safety: Safety::Unsafe,
        edits: edits.collect(),
        moves: Vec::new(),
    });
    let help = match omitted.len() {
        1 => format!("add `{}` with the value that the app needs", first.name),
        _ => format!(
            "add each switch with the value that the app needs; a deploy without them sets {}",
            list.join(", ")
        ),
    };
    findings.add(Draft::new(file.head(), message, help).maybe_fix(fix));
}

/// Some of the switches: the first, and one that is on by default, if there is one.
fn shown(omitted: &[(&Element, bool)]) -> Vec<String> {
    let on = omitted.iter().skip(1).position(|(_, on)| *on).map_or(1, |at| at + 1);
    let some = [omitted.first(), omitted.get(on)].into_iter().flatten();
    some.map(|(element, on)| format!("`{}` to {on}", element.name)).collect()
}
