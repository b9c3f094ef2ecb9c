use std::collections::BTreeMap;

use super::declare_rule;
use super::placeholders::{Found, draft};
use crate::project::{MetadataFile, ProjectKind};
use crate::rules::{Findings, ProjectContext};
use crate::schema::{Cardinality, Kind};

declare_rule! {
    /// A file contains a placeholder that nothing in the project fills.
    ///
    /// ## Why
    /// A deploy sends the placeholder to the org as it is. The org refuses it, or the app gets it as
    /// its value.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>${CALLBACK_URL}</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// An entry fills the placeholder in other files only.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "src/**/*.xml", "stringToReplace": "__RUN_AS__",
    ///                    "replaceWithEnv": "RUN_AS"}]}
    /// ```
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>__RUN_AS__</clientCredentialsFlowUser>
    /// ```
    ///
    /// ## Bad
    /// The entry for the file is broken.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**/*.xml", "regexToReplace": "\\$\\{(HOST\\}",
    ///                    "replaceWithEnv": "HOST"}]}
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://${HOST}/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// The entries for the file are for other placeholders.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**/*.xml", "stringToReplace": "${PORT}",
    ///                    "replaceWithEnv": "PORT"}]}
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://${HOST}:${PORT}/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// A label is only a text, and each placeholder is one finding.
    /// ```xml eca
    /// <label>Billing {{stage}}</label>
    /// ```
    /// ```xml ecaOauth
    /// <label>Billing {{stage}}</label>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <androidPushConfig>
    ///     <fcmProject>billing</fcmProject>
    ///     <serviceAccount>@@FCM_SERVICE_ACCOUNT@@</serviceAccount>
    /// </androidPushConfig>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**/*.xml", "stringToReplace": "${CALLBACK_URL}",
    ///                    "replaceWithEnv": "CALLBACK_URL"}]}
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>${CALLBACK_URL}</callbackUrl>
    /// ```
    "unfilled-placeholder",
    severity: Warning,
    sources: ["DX-REPLACE"],
    fix: None("what the value is, and what fills it, is not in the project"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    // Files without a project around them may be filled by that project.
    if project.kind == ProjectKind::Loose {
        return;
    }
    let mut all: BTreeMap<String, Vec<Found<'_>>> = BTreeMap::new();
    let apps = |file: &&MetadataFile| file.metadata_type.per_app != Cardinality::NotPerApp;
    for file in project.files.iter().filter(apps).filter(|file| file.requested) {
        for field in file.all_fields().into_iter().filter(|f| f.schema.kind != Kind::Struct) {
            let text = field.text();
            for token in file.placeholders.unfilled(&text) {
                all.entry(text[token].to_owned()).or_default().push(Found { file, field });
            }
        }
    }
    let mut all: Vec<(String, Vec<Found<'_>>)> = all.into_iter().collect();
    all.sort_by_key(|(_, found)| found.first().map(|f| f.field.place()));
    for (token, found) in &all {
        if let Some(draft) = draft(project, token, found) {
            findings.add(draft);
        }
    }
}
