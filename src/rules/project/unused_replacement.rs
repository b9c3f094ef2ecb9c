use super::declare_rule;
use crate::diagnostic::{Place, Severity};
use crate::project::{Replacement, ReplacementFault};
use crate::rules::{Draft, Findings, ProjectContext};

declare_rule! {
    /// An entry of `replacements` in `sfdx-project.json` fills nothing.
    ///
    /// ## Why
    /// The placeholders that it was written for go to the org as they are.
    ///
    /// ## Bad
    /// No file matches.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"filename": "force-app/Billing.eca-meta.xml", "stringToReplace": "HOST",
    ///                    "replaceWithEnv": "HOST"}]}
    /// ```
    ///
    /// ## Bad
    /// The file does not contain the text.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**/*.eca-meta.xml", "stringToReplace": "__OWNER__",
    ///                    "replaceWithEnv": "OWNER"}]}
    /// ```
    /// ```xml eca
    /// <contactEmail>team@corp.example</contactEmail>
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**", "regexToReplace": "(HOST",
    ///                    "replaceWithEnv": "HOST"}]}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/[", "stringToReplace": "HOST",
    ///                    "replaceWithEnv": "HOST"}]}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**", "stringToReplace": "HOST"}]}
    /// ```
    ///
    /// ## Bad
    /// The file with the value is not there, unless something writes it before the deploy.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**", "stringToReplace": "${CERTIFICATE}",
    ///                    "replaceWithFile": "certs/billing.crt"}]}
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>${CERTIFICATE}</certificate>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0",
    ///  "replacements": [{"glob": "force-app/**/*.eca-meta.xml", "stringToReplace": "__OWNER__",
    ///                    "replaceWithEnv": "OWNER"}]}
    /// ```
    /// ```xml eca
    /// <contactEmail>__OWNER__</contactEmail>
    /// ```
    "unused-replacement",
    severity: Warning,
    sources: ["DX-REPLACE"],
    fix: None("what the entry was meant to fill is not known"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let Some(file) = &project.sfdx_file else { return };
    for entry in &project.sfdx.replacements {
        let place = |span| Place { path: file.path.clone(), span };
        if let Some(fault) = &entry.fault {
            let (span, message, help) = words(entry, fault);
            findings.add(Draft::new(place(span), message, help));
            continue;
        }
        let missing = project.missing_values.contains(&entry.span.start);
        if let Some(value) = entry.value_file.as_deref().filter(|_| missing) {
            let message = format!("`{value}`, the value of this replacement, is not there");
            let help = "add the file, or make sure that it is written before each deploy";
            let draft = Draft::new(place(entry.span), message, help);
            findings.add(draft.severity(Severity::Hint));
        }
    }
}

fn words(entry: &Replacement, fault: &ReplacementFault) -> (crate::text::Span, String, String) {
    let target = entry.target.as_deref().unwrap_or_default();
    match fault {
        ReplacementFault::Shape(what, help) => {
            (entry.span, format!("this replacement {what}"), (*help).to_owned())
        }
        ReplacementFault::Regex(span) => (
            *span,
            "`regexToReplace` is not a regular expression".to_owned(),
            "correct it, or write the text as `stringToReplace`".to_owned(),
        ),
        ReplacementFault::Glob(span) => (
            *span,
            "`glob` is not a pattern of paths".to_owned(),
            "write a path with `*` or `**`".to_owned(),
        ),
        ReplacementFault::NoFile(span) => (
            *span,
            format!("no file of the project matches `{target}`"),
            "write the path of the file, relative to sfdx-project.json".to_owned(),
        ),
        ReplacementFault::NoMatch => (
            entry.span,
            format!("the files that match `{target}` do not contain the text to replace"),
            "correct the text, or remove the entry".to_owned(),
        ),
    }
}
