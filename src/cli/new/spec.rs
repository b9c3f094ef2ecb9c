//! The spec of a run: from a file, flags and answers.

use std::fs;
use std::path::Path;

use super::{NewArgs, answer, report};
use crate::cli::Failure;
use crate::project::Files;
use crate::schema::api_name_from;
use crate::spec::{self, App, SPEC_FILE, Spec, SpecText};

/// What a run is asked to make.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) spec: Spec,
    /// The text that the spec was read from; faults are shown in it.
    pub(super) text: Option<SpecText>,
}

/// Reads the spec file, if any, lays the flags over it and asks for what is missing.
pub(super) fn gather(args: &NewArgs) -> Result<Wanted, Failure> {
    let (text, mut spec) = match spec_file(args)? {
        Some(text) => {
            let spec =
                spec::read(&text).map_err(|finding| report::spec_failure(&text, &[*finding]))?;
            (Some(text), spec)
        }
        None => (None, Spec::default()),
    };
    if let Some(version) = args.api_version {
        spec.project.api_version = Some(version.to_string());
    }
    if spec.apps.is_empty() {
        spec.apps.push(App::default());
    } else if spec.apps.len() > 1 && names_an_app(args) {
        return Err(Failure::new(
            "the spec names several apps, and flags speak of one; change the spec instead",
        ));
    }
    if let [app] = spec.apps.as_mut_slice() {
        lay_over(args, app);
        if app.name.is_empty() {
            app.name = suggested_name(&args.dir).unwrap_or_default();
        }
        answer::ask(args, app)?;
    }
    Ok(Wanted { spec, text })
}

/// The text of the spec: the file that was named, or the one that the project keeps.
fn spec_file(args: &NewArgs) -> Result<Option<SpecText>, Failure> {
    let kept = args.dir.join(SPEC_FILE);
    let path = match &args.spec {
        Some(path) => path,
        None if kept.is_file() => &kept,
        None => return Ok(None),
    };
    let shown = Files::on_disk(std::env::current_dir()?).display(path);
    let text = fs::read_to_string(path)
        .map_err(|fault| Failure::new(format!("cannot read the spec {shown}: {fault}")))?;
    Ok(Some(SpecText::new(&shown, text)))
}

fn names_an_app(args: &NewArgs) -> bool {
    let lists = [&args.flows, &args.scopes, &args.callbacks, &args.permission_sets, &args.profiles];
    args.name.is_some()
        || args.label.is_some()
        || args.description.is_some()
        || args.contact_email.is_some()
        || args.distribution.is_some()
        || args.client.is_some()
        || args.permitted_users.is_some()
        || lists.iter().any(|list| !list.is_empty())
}

fn lay_over(args: &NewArgs, app: &mut App) {
    if let Some(name) = &args.name {
        app.name.clone_from(name);
    }
    let texts = [(&args.label, &mut app.label), (&args.description, &mut app.description)];
    for (flag, value) in texts {
        if flag.is_some() {
            value.clone_from(flag);
        }
    }
    if let Some(email) = &args.contact_email {
        app.contact_email.clone_from(email);
    }
    let oauth = &mut app.oauth;
    let lists = [
        (&args.flows, &mut oauth.flows),
        (&args.scopes, &mut oauth.scopes),
        (&args.callbacks, &mut oauth.callbacks),
        (&args.permission_sets, &mut oauth.permission_sets),
        (&args.profiles, &mut oauth.profiles),
    ];
    for (flags, list) in lists {
        if !flags.is_empty() {
            list.clone_from(flags);
        }
    }
    app.distribution = args.distribution.unwrap_or(app.distribution);
    oauth.client = args.client.unwrap_or(oauth.client);
    oauth.permitted_users = args.permitted_users.unwrap_or(oauth.permitted_users);
}

/// An API name after the directory's name.
fn suggested_name(dir: &Path) -> Option<String> {
    let dir = std::path::absolute(dir).ok()?;
    api_name_from(dir.file_name()?.to_str()?)
}
