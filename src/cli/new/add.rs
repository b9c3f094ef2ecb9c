//! `ecaforge add`.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::{AddArgs, Flags};
use super::foreign::{self, Addition};
use super::key_pair::NewKey;
use super::spec::{self as wanted, Wanted};
use super::{finish, report};
use crate::cli::{Exit, Failure};
use crate::generate::{self, scopes_beside};
use crate::project::Files;
use crate::schema::schema;
use crate::spec::{self, App, Oauth, Push, SPEC_FILE, Spec, SpecText};
use crate::text::suggest::nearest;

/// Keys of the spec for the plugins that can be added.
const PLUGINS: &[&str] = &["oauth", "saml", "mobile", "push", "notification", "canvas"];
/// The word for another app.
const APP: &str = "app";

/// What is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    App,
    Plugin(&'static str),
    Flow(&'static str),
}

/// Adds a plugin, a flow or an app to the project around the working directory.
///
/// # Errors
/// If there is no such project, what is added does not fit, or files are in the way.
pub(in crate::cli) fn run(args: &AddArgs) -> Result<Exit, Failure> {
    if args.flags.spec.is_some() {
        return Err(Failure::new("add changes the spec of the project, and takes no other"));
    }
    let what = what(&args.what)?;
    let root = foreign::find(SPEC_FILE, args.app.as_deref(), what == What::App)?;
    let mut flags = Flags { dir: shown(&root)?, ..args.flags.clone() };
    let text = fs::read_to_string(root.join(SPEC_FILE)).unwrap_or_default();
    let text = SpecText::new(SPEC_FILE, text);
    let spec = spec::read(&text).map_err(|fault| report::spec_failure(&text, &[*fault]))?;
    if spec.apps.is_empty() {
        let there = foreign::There::read(&root)?;
        there.admit(what, args.app.as_deref())?;
        let adds_oauth = matches!(what, What::Flow(_) | What::Plugin("oauth"))
            || wanted::names_oauth(&args.flags);
        let mut spec = there.spec(adds_oauth);
        let key = lay(&mut spec, what, args, &mut flags)?;
        let app = args.app.as_deref();
        return there.add(Addition { what, app, flags: &flags, spec, key, adds_oauth });
    }
    // With everything filled in, so that what it leaves open stays what it was.
    let mut spec = generate::plan(&spec).map_or(spec, |plan| plan.spec);
    let key = lay(&mut spec, what, args, &mut flags)?;
    finish(&flags, &Wanted { spec, text: None, key, adds: true })
}

/// Lays what is added over a spec.
fn lay(
    spec: &mut Spec,
    what: What,
    args: &AddArgs,
    flags: &mut Flags,
) -> Result<Option<NewKey>, Failure> {
    if what == What::App {
        flags.name = args.app.clone().or(flags.name.take());
        if flags.name.is_none() {
            return Err(Failure::new("another app needs a name; give it with --name"));
        }
        let mut app = App::default();
        let key = wanted::fill(flags, &mut app)?;
        spec.apps.push(app);
        Ok(key)
    } else {
        if flags.name.is_some() {
            return Err(Failure::new("API names cannot be changed; --app says which app is meant"));
        }
        let app = chosen(spec, args.app.as_deref())?;
        change(app, what, args, flags)
    }
}

/// What the word of the command line stands for.
fn what(word: &str) -> Result<What, Failure> {
    if word == APP {
        return Ok(What::App);
    }
    if let Some(plugin) = PLUGINS.iter().find(|plugin| plugin.eq_ignore_ascii_case(word)) {
        return Ok(What::Plugin(plugin));
    }
    // A flow that cannot be had is refused with its reason by the plan.
    if let Some(flow) = schema().flow(word) {
        return Ok(What::Flow(&flow.id));
    }
    let flows = schema().flows.iter().filter(|flow| flow.supported).map(|flow| flow.id.as_str());
    let known: Vec<&str> = [APP].into_iter().chain(PLUGINS.iter().copied()).chain(flows).collect();
    let help = nearest(word, known.iter().copied()).map_or_else(
        || format!("write one of {}", known.join(", ")),
        |known| format!("did you mean {known}?"),
    );
    Err(Failure::new(format!("there is no plugin or flow `{word}`; {help}")))
}

fn shown(root: &Path) -> Result<PathBuf, Failure> {
    let shown = Files::on_disk(std::env::current_dir()?).display(root);
    Ok(shown.trim_end_matches('/').into())
}

/// The app that is meant.
fn chosen<'a>(spec: &'a mut Spec, name: Option<&str>) -> Result<&'a mut App, Failure> {
    let names: Vec<String> = spec.apps.iter().map(|app| app.name.clone()).collect();
    let index = match name {
        Some(name) => names.iter().position(|known| known.eq_ignore_ascii_case(name)),
        None if names.len() == 1 => Some(0),
        None => None,
    };
    let all = names.join(", ");
    let missing = match name {
        Some(name) if !names.is_empty() => {
            format!("there is no app `{name}`; the project has {all}")
        }
        _ if names.is_empty() => "the project has no app; add one with `add app`".to_owned(),
        _ => format!("the project has several apps; say with --app which of them: {all}"),
    };
    index.and_then(|index| spec.apps.get_mut(index)).ok_or_else(|| Failure::new(missing))
}

/// Adds to an app; what it has in lists stays in them.
fn change(
    app: &mut App,
    what: What,
    args: &AddArgs,
    flags: &mut Flags,
) -> Result<Option<NewKey>, Failure> {
    let before = app.oauth.clone();
    let types = app.notification.as_ref().map(|plugin| plugin.types.clone());
    match what {
        What::Flow(id) => flags.flows.insert(0, id.to_owned()),
        What::Plugin("oauth") => {
            app.oauth_mut();
        }
        What::Plugin("saml") => {
            app.saml.get_or_insert_default();
        }
        What::Plugin("mobile") => {
            app.mobile.get_or_insert_default();
        }
        What::Plugin("notification") => {
            app.notification.get_or_insert_default();
        }
        What::Plugin("canvas") => {
            app.canvas.get_or_insert_default();
        }
        What::Plugin(_) => {
            let new = push(args)?;
            match app.push.iter_mut().find(|push| push.same_devices(&new)) {
                Some(known) => *known = new,
                None => app.push.push(new),
            }
        }
        What::App => {}
    }
    let key = wanted::fill(flags, app)?;
    if let (Some(before), Some(oauth)) = (before, &mut app.oauth) {
        join(before, oauth);
    }
    if let (Some(before), Some(notification)) = (types, &mut app.notification) {
        let new = std::mem::replace(&mut notification.types, before);
        notification.types.extend(new);
        dedup(&mut notification.types);
    }
    Ok(key)
}

/// Puts what was there before in front of what was added, and adds the scopes of new flows.
fn join(before: Oauth, oauth: &mut Oauth) {
    let added: Vec<String> =
        oauth.flows.iter().filter(|flow| !before.flows.contains(flow)).cloned().collect();
    if !before.scopes.is_empty() {
        oauth.scopes.extend(scopes_beside(&added));
    }
    let lists = [
        (before.flows, &mut oauth.flows),
        (before.scopes, &mut oauth.scopes),
        (before.callbacks, &mut oauth.callbacks),
        (before.permission_sets, &mut oauth.permission_sets),
        (before.profiles, &mut oauth.profiles),
    ];
    for (mut all, list) in lists {
        all.append(list);
        dedup(&mut all);
        *list = all;
    }
}

fn dedup(list: &mut Vec<String>) {
    let mut seen = HashSet::new();
    list.retain(|item| seen.insert(item.clone()));
}

/// The push plugin that the flags ask for.
fn push(args: &AddArgs) -> Result<Push, Failure> {
    if let Some(project) = args.firebase_project.clone() {
        return Ok(Push::Android { project });
    }
    let Some(bundle) = args.apple_bundle.clone() else {
        return Err(Failure::new(
            "the push plugin is for one kind of device; give --firebase-project for Android, or \
             --apple-bundle for Apple",
        ));
    };
    let environment = args.apple_environment.clone();
    Ok(match (args.apple_key_id.clone(), args.apple_team_id.clone()) {
        (Some(key_id), Some(team_id)) => Push::AppleToken { bundle, environment, key_id, team_id },
        _ => Push::AppleCertificate { bundle, environment },
    })
}
