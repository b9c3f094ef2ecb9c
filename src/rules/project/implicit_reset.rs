use super::declare_rule;
use crate::diagnostic::{Fix, Safety};
use crate::rules::fixes::insert_element;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Element, Kind, names, schema};

declare_rule! {
    /// Switches of the global OAuth settings are left out of the file.
    ///
    /// ## Why
    /// A deploy makes the app what the file says: a switch that is left out goes back to its
    /// default, whatever someone set in Setup, and PKCE among others is on by default.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
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
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(root) = file.root().filter(|_| file.document.faults.is_empty()) else { return };
    if file.metadata_type.name != names::GLOBAL_OAUTH {
        return;
    }
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
    let [(first, _), others @ ..] = omitted.as_slice() else { return };
    let message = match others.len() {
        0 => format!("each deploy sets `{}` to its default: it is left out", first.name),
        1 => format!(
            "each deploy sets `{}` and another switch to their defaults: they are left out",
            first.name
        ),
        more => format!(
            "each deploy sets `{}` and {more} other switches to their defaults: they are left out",
            first.name
        ),
    };
    let list: Vec<String> = omitted.iter().map(|(e, on)| format!("`{}` {on}", e.name)).collect();
    // Other rules object to some defaults of this app; what it needs is for its owner to say.
    let objected = |name: &str| crate::rules::remedy::is_default_objected(context, name);
    let written: Vec<&(&Element, bool)> =
        omitted.iter().filter(|(element, _)| !objected(&element.name)).collect();
    let edits = written.iter().map(|(element, on)| crate::diagnostic::FileEdit {
        path: file.path.clone(),
        edit: insert_element(file, root, &element.name, &on.to_string()),
    });
    let fix = (!root.self_closing && !written.is_empty()).then(|| Fix {
        title: "write the switches out with their defaults".to_owned(),
        safety: Safety::Unsafe,
        edits: edits.collect(),
        moves: Vec::new(),
    });
    let help = format!("write out what you mean; the defaults are {}", list.join(", "));
    findings.add(Draft::new(file.head(), message, help).maybe_fix(fix));
}
