//! `ecaforge add`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::args::{AddArgs, Flags};
use super::spec::{self as wanted, Wanted};
use super::{Given, asked, directory, faults, finish, settle};
use crate::add::{self, AddRefusal, Addition, Existing, What};
use crate::cli::{Exit, Failure, terminal};
use crate::generate::{self, PACKAGE_DIRECTORY, scopes_beside};
use crate::input::{self, MAX_TEXT_BYTES};
use crate::keys::NewKey;
use crate::project::{Files, SFDX_PROJECT};
use crate::schema::schema;
use crate::spec::{
    self, App, Asked, Distribution, Oauth, PermittedUsers, Plugin, SPEC_FILE, Spec, SpecText,
};
use crate::text::suggest::nearest;

/// The word for another app.
const APP: &str = "app";

/// Adds a plugin, a flow or an app to the project around the working directory.
///
/// # Errors
/// If there is no such project, what is added does not fit, or files are in the way.
pub(in crate::cli) fn run(args: &AddArgs) -> Result<Exit, Failure> {
    if args.flags.spec.is_some() {
        return Err(Failure::new("add changes the spec of the project, and takes no other"));
    }
    let what = what(&args.what)?;
    let root = add::find(&std::env::current_dir()?, args.app.as_deref(), what == What::App)?;
    let mut flags = Flags { dir: shown(&root)?, ..args.flags.clone() };
    if args.package_dir.is_some() && what != What::App {
        return Err(Failure::new(
            "--package-dir is for a new app; what is added to one goes next to its files",
        ));
    }
    let asked = asked::of(&flags);
    admit(what, &asked)?;
    super::recover(&root, &flags)?;
    let text = SpecText::new(SPEC_FILE, own_spec(&root)?);
    let spec = spec::read(&text).map_err(|all| faults::in_text(&text, &all))?;
    if spec.apps.is_empty() {
        super::refuse_without_spec(&root)?;
        return to_existing(&root, what, args, flags, &asked);
    }
    own_directory(&spec, args)?;
    // With everything filled in, so that what it leaves open stays what it was.
    let mut spec = generate::plan(&spec).map_or(spec, |plan| plan.spec);
    wanted::lay_over_project(&flags, &mut spec)?;
    in_front(std::mem::take(&mut spec.project.ci), &mut flags.ci);
    spec.project.ci.clone_from(&flags.ci);
    if what == What::App
        && let Some(index) = place_of_same(&spec, args, &flags)?
    {
        let key = wanted::waiting_key(&flags, &mut spec, index)?;
        // The spec has all of it, and the files keep what was changed in them by hand.
        let asked = Vec::new();
        return finish(&flags, &Wanted { spec, file: None, key, adds: true, asked, app: index });
    }
    let (key, app) = lay(&mut spec, what, args, &mut flags, &asked)?;
    finish(&flags, &Wanted { spec, file: None, key, adds: true, asked, app })
}

/// Refuses given values that an addition decides itself.
fn admit(what: What, asked: &[Asked]) -> Result<(), Failure> {
    if what == What::App {
        return Ok(());
    }
    let given = |keys: &str| asked.iter().find(|one| one.keys.join(".") == keys);
    if let Some(one) = given("name") {
        return Err(Failure::new(format!(
            "{}: API names cannot be changed; --app says which app is meant",
            one.shown
        )));
    }
    if let Some(one) = given("oauth.flows") {
        return Err(Failure::new(format!(
            "{}: name the flow that is added (`ecaforge add FLOW`), and others with --flow",
            one.shown
        )));
    }
    Ok(())
}

/// Refuses a package directory in a project whose files have their places.
fn own_directory(spec: &Spec, args: &AddArgs) -> Result<(), Failure> {
    let Some(given) = &args.package_dir else { return Ok(()) };
    if given.trim_end_matches('/') == PACKAGE_DIRECTORY {
        return Ok(());
    }
    let packaged = spec.apps.iter().any(|app| app.distribution == Distribution::Packaged);
    let rest = if packaged { ", and what no package contains into `unpackaged`" } else { "" };
    Err(Failure::new(format!(
        "--package-dir has no effect here: ecaforge made this project, and puts its apps into \
         `{PACKAGE_DIRECTORY}`{rest}"
    )))
}

/// Adds to a project that this program did not make.
fn to_existing(
    root: &Path,
    what: What,
    args: &AddArgs,
    mut flags: Flags,
    asked: &[Asked],
) -> Result<Exit, Failure> {
    let app = args.app.as_deref();
    let existing = Existing::read(root)?.asked(asked.to_vec());
    existing.admit(what, app)?;
    obey(&existing, &flags)?;
    existing.whole()?;
    let adds_oauth = matches!(what, What::Flow(_) | What::Plugin(Plugin::Oauth))
        || wanted::names_oauth(&args.flags);
    let mut spec = existing.spec(adds_oauth);
    existing.spare_handlers(what, &mut spec);
    existing.spare_users(what, &mut spec);
    wanted::lay_over_template(&flags, &mut spec)?;
    let (key, index) = lay(&mut spec, what, args, &mut flags, asked)?;
    if let Some(app) = spec.apps.get_mut(index) {
        without_companions(app, asked);
    }
    let names_users = asked.iter().any(|one| one.is_at(&["oauth", "permitted-users"]));
    let distribution = spec.apps.get(index).map(|app| app.distribution).unwrap_or_default();
    let directory = match &args.package_dir {
        Some(path) => Some(existing.directory(path, distribution)?),
        None if what == What::App => directory::ask(&flags, &existing, distribution)?,
        None => None,
    };
    let addition = Addition {
        what,
        app,
        spec,
        adds_oauth,
        names_users,
        scopes: &flags.scopes,
        asked,
        directory: directory.as_deref(),
    };
    let added = existing.add(&addition).map_err(|refusal| match refusal {
        AddRefusal::Faults(all) => faults::by_flag(&all),
        AddRefusal::Failure(failure) => failure,
    })?;
    terminal::notes(&added.notes);
    let is_new = what == What::App;
    let asked =
        &added.plan.apps.first().map_or(asked.to_vec(), |app| existing.unsaid(&app.spec, asked));
    let given = Given { asked, app: 0, is_new, version: None };
    settle(&flags, &added.plan, &added.files, key.as_ref(), super::Source::Project(&added), given)
}

/// Drops what the files say next to a value that is replaced, and what has no effect next to the new
/// one.
fn without_companions(app: &mut App, asked: &[Asked]) {
    let is_asked = |keys: &[&str]| asked.iter().any(|one| one.is_at(keys));
    if let Some(notification) = &mut app.notification
        && is_asked(&["notification", "push-by-default"])
        && !is_asked(&["notification", "pushed"])
    {
        notification.pushed.clear();
    }
    let Some(oauth) = &mut app.oauth else { return };
    let given = |key: &str| is_asked(&["oauth", key]);
    if given("permitted-users") && oauth.permitted_users == PermittedUsers::SelfAuthorized {
        for (key, list) in
            [("permission-sets", &mut oauth.permission_sets), ("profiles", &mut oauth.profiles)]
        {
            if !given(key) {
                list.clear();
            }
        }
    }
    let is_high = oauth.session_level.as_deref() == Some("HIGH_ASSURANCE");
    if given("session-level") && !given("session-action") && !is_high {
        oauth.session_action = None;
    }
}

/// Refuses flags that would have no effect: what they speak of is in files of the project that
/// are not written here.
fn obey(existing: &Existing, flags: &Flags) -> Result<(), Failure> {
    let version = existing.api_version();
    let setting = flags.settings.iter().find(|setting| !setting.is_of_app());
    let (flag, instead) = if flags.api_version.is_some() && flags.api_version != version {
        let says = version.map_or("none".to_owned(), |version| version.to_string());
        ("--api-version".to_owned(), format!("it has {says}; change `sourceApiVersion` in"))
    } else if flags.namespace.is_some() && flags.namespace.as_deref() != existing.namespace() {
        ("--namespace".to_owned(), "change `namespace` in".to_owned())
    } else if let Some(setting) = setting {
        (format!("--set {setting}"), "change what it speaks of in".to_owned())
    } else if !flags.ci.is_empty() {
        return Err(Failure::new(
            "--ci is for projects that ecaforge made; to check this one, let its workflow run \
             `ecaforge check`",
        ));
    } else {
        return Ok(());
    };
    Err(Failure::new(format!(
        "{flag} has no effect here: the project was not made by ecaforge, and speaks for itself; \
         {instead} {SFDX_PROJECT}, and run again without the flag"
    )))
}

/// The text of the project's spec; none is there in a project of other making. One that is there and
/// cannot be read does not make the project one of others.
fn own_spec(root: &Path) -> Result<String, Failure> {
    let path = root.join(SPEC_FILE);
    match input::text(&path, root, MAX_TEXT_BYTES) {
        Err(fault) if input::is_there(&path) => {
            let shown = Files::on_disk(std::env::current_dir()?).display(&root.join(SPEC_FILE));
            Err(Failure::caused(format!("cannot read the spec {shown}: {fault}"), fault))
        }
        read => Ok(read.unwrap_or_default()),
    }
}

/// The place of the app that is to be added, where the spec has it already, just as the flags ask.
///
/// # Errors
/// If it has another one of that name.
fn place_of_same(spec: &Spec, args: &AddArgs, flags: &Flags) -> Result<Option<usize>, Failure> {
    let Some(name) = args.app.as_deref().or(flags.name.as_deref()) else { return Ok(None) };
    let same = |app: &App| app.name.eq_ignore_ascii_case(name);
    let Some(index) = spec.apps.iter().position(same) else { return Ok(None) };
    let mut asked = spec.clone();
    let mut flags = Flags { name: Some(name.to_owned()), ..flags.clone() };
    if let Some(app) = asked.apps.get_mut(index) {
        let there = std::mem::take(app);
        let certificate = there.oauth.and_then(|oauth| oauth.certificate);
        if flags.generate_certificate && certificate.is_some() {
            // The one that was made with the app is not made twice.
            flags.generate_certificate = false;
            app.oauth_mut().certificate = certificate;
        }
    }
    wanted::fill(&flags, &mut asked, index)?;
    let filled = |spec: &Spec| generate::plan(spec).map(|plan| plan.spec).ok();
    if filled(&asked).is_some_and(|asked| filled(spec) == Some(asked)) {
        return Ok(Some(index));
    }
    let there = spec.apps.get(index).map_or(name, |app| &app.name);
    Err(Failure::new(format!(
        "the project has an app `{there}` already, which is not as the flags say; change it in \
         {SPEC_FILE}, add to it with `ecaforge add FLOW|PLUGIN --app {there}`, or give the new app \
         another name"
    )))
}

/// Lays what is added over a spec.
fn lay(
    spec: &mut Spec,
    what: What,
    args: &AddArgs,
    flags: &mut Flags,
    asked: &[Asked],
) -> Result<(Option<NewKey>, usize), Failure> {
    if what == What::App {
        flags.name = args.app.clone().or(flags.name.take());
        if flags.name.is_none() && !super::answer::is_asking(flags) {
            return Err(Failure::new("another app needs a name; give it with --name"));
        }
        spec.apps.push(App::default());
        let index = spec.apps.len() - 1;
        return Ok((wanted::fill(flags, spec, index)?, index));
    }
    if flags.name.is_some() {
        return Err(Failure::new("API names cannot be changed; --app says which app is meant"));
    }
    let index = chosen(spec, args.app.as_deref())?;
    Ok((change(spec, index, what, flags, asked)?, index))
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
    asked: &[Asked],
) -> Result<Option<NewKey>, Failure> {
    let before = spec.apps.get(index).cloned().unwrap_or_default();
    match what {
        What::Flow(id) => flags.flows.insert(0, id.to_owned()),
        What::Plugin(plugin) => flags.plugins.insert(0, plugin),
        What::App => {}
    }
    let key = wanted::fill(flags, spec, index)?;
    let Some(app) = spec.apps.get_mut(index) else { return Ok(key) };
    if let (Some(before), Some(notification)) = (before.notification, &mut app.notification)
        && !is_whole(asked, &["notification", "types"])
    {
        in_front(before.types, &mut notification.types);
    }
    if let (Some(before), Some(oauth)) = (before.oauth, &mut app.oauth) {
        join(before, oauth, asked);
    }
    Ok(key)
}

/// Whether the command line gives a whole list.
fn is_whole(asked: &[Asked], keys: &[&str]) -> bool {
    asked.iter().any(|one| one.is_whole && one.is_at(keys))
}

/// Puts what was there before in front of what was added, and adds the scopes of new flows. A list
/// that is set as a whole contains nothing else.
fn join(before: Oauth, oauth: &mut Oauth, asked: &[Asked]) {
    let added: Vec<String> =
        oauth.flows.iter().filter(|flow| !before.flows.contains(flow)).cloned().collect();
    if !before.scopes.is_empty() {
        oauth.scopes.extend(scopes_beside(&added));
    }
    let lists = [
        ("flows", before.flows, &mut oauth.flows),
        ("scopes", before.scopes, &mut oauth.scopes),
        ("callbacks", before.callbacks, &mut oauth.callbacks),
        ("permission-sets", before.permission_sets, &mut oauth.permission_sets),
        ("profiles", before.profiles, &mut oauth.profiles),
    ];
    for (_, before, list) in lists.into_iter().filter(|it| !is_whole(asked, &["oauth", it.0])) {
        in_front(before, list);
    }
}

/// Puts items in front of others, each once.
fn in_front<T: PartialEq>(mut all: Vec<T>, list: &mut Vec<T>) {
    for item in list.drain(..) {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    *list = all;
}
