//! `ecaforge add`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::args::{AddArgs, Flags, Plugin};
use super::foreign::{self, Addition};
use super::key_pair::NewKey;
use super::spec::{self as wanted, Wanted};
use super::{finish, report};
use crate::cli::{Exit, Failure};
use crate::generate::{self, scopes_beside};
use crate::project::Files;
use crate::schema::schema;
use crate::spec::{self, App, Oauth, SPEC_FILE, Spec, SpecText};
use crate::text::suggest::nearest;

/// The word for another app.
const APP: &str = "app";

/// What is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    App,
    Plugin(Plugin),
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
    super::recover(&root, &flags)?;
    let text = fs::read_to_string(root.join(SPEC_FILE)).unwrap_or_default();
    let text = SpecText::new(SPEC_FILE, text);
    let spec = spec::read(&text).map_err(|faults| report::spec_failure(&text, &faults))?;
    if spec.apps.is_empty() {
        let there = foreign::There::read(&root)?;
        there.admit(what, args.app.as_deref())?;
        let adds_oauth = matches!(what, What::Flow(_) | What::Plugin(Plugin::Oauth))
            || wanted::names_oauth(&args.flags);
        let mut spec = there.spec(adds_oauth);
        wanted::lay_over_template(&flags, &mut spec)?;
        let key = lay(&mut spec, what, args, &mut flags)?;
        let app = args.app.as_deref();
        return there.add(Addition { what, app, flags: &flags, spec, key, adds_oauth });
    }
    // With everything filled in, so that what it leaves open stays what it was.
    let mut spec = generate::plan(&spec).map_or(spec, |plan| plan.spec);
    wanted::lay_over_template(&flags, &mut spec)?;
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
        spec.apps.push(App::default());
        let index = spec.apps.len() - 1;
        return wanted::fill(flags, spec, index);
    }
    if flags.name.is_some() {
        return Err(Failure::new("API names cannot be changed; --app says which app is meant"));
    }
    let index = chosen(spec, args.app.as_deref())?;
    change(spec, index, what, flags)
}

/// What the word of the command line stands for.
fn what(word: &str) -> Result<What, Failure> {
    if word == APP {
        return Ok(What::App);
    }
    if let Ok(plugin) = Plugin::from_str(word, true) {
        return Ok(What::Plugin(plugin));
    }
    // A flow that cannot be had is refused with its reason by the plan.
    if let Some(flow) = schema().flow(word) {
        return Ok(What::Flow(&flow.id));
    }
    let flows = schema().flows.iter().filter(|flow| flow.supported).map(|flow| flow.id.as_str());
    let plugins = Plugin::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let plugins: Vec<String> = plugins.map(|plugin| plugin.get_name().to_owned()).collect();
    let plugins = plugins.iter().map(String::as_str);
    let known: Vec<&str> = [APP].into_iter().chain(plugins).chain(flows).collect();
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

/// The place of the app that is meant.
fn chosen(spec: &Spec, name: Option<&str>) -> Result<usize, Failure> {
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
    index.ok_or_else(|| Failure::new(missing))
}

/// Adds to an app; what it has in lists stays in them.
fn change(
    spec: &mut Spec,
    index: usize,
    what: What,
    flags: &mut Flags,
) -> Result<Option<NewKey>, Failure> {
    let before = spec.apps.get(index).cloned().unwrap_or_default();
    match what {
        What::Flow(id) => flags.flows.insert(0, id.to_owned()),
        What::Plugin(plugin) => flags.plugins.insert(0, plugin),
        What::App => {}
    }
    let key = wanted::fill(flags, spec, index)?;
    let Some(app) = spec.apps.get_mut(index) else { return Ok(key) };
    if let (Some(before), Some(notification)) = (before.notification, &mut app.notification) {
        in_front(before.types, &mut notification.types);
    }
    if let (Some(before), Some(oauth)) = (before.oauth, &mut app.oauth) {
        join(before, oauth);
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
    for (before, list) in lists {
        in_front(before, list);
    }
}

/// Puts items in front of others, each once.
fn in_front(mut all: Vec<String>, list: &mut Vec<String>) {
    for item in list.drain(..) {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    *list = all;
}
