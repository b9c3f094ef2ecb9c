//! The spec of a run: from a file, flags and answers.

use std::path::Path;

use super::set::{self, SetArgument};
use super::spec_file::SpecFile;
use super::{Flags, answer, asked, push};
use crate::add;
use crate::apply::{LOCK_FILE, Record};
use crate::cli::clock::clock;
use crate::cli::{Failure, terminal};
use crate::disk::real;
use crate::input;
use crate::keys::{self, NewKey};
use crate::project::SFDX_PROJECT;
use crate::schema::{ApiVersion, api_name_from, schema};
use crate::spec::{App, Asked, Oauth, Plugin, Preset, Push, SPEC_FILE, Spec};

/// What a run is asked to make.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) spec: Spec,
    /// The file that the spec began with; its own faults are shown in it.
    pub(super) file: Option<SpecFile>,
    /// The private key that is made besides.
    pub(super) key: Option<NewKey>,
    /// Whether it is added to a project, whose files keep what was changed in them by hand.
    pub(super) adds: bool,
    /// The values that the command line gives, and the place of their app.
    pub(super) asked: Vec<Asked>,
    pub(super) app: usize,
}

/// Reads the spec file, if any, lays the flags over it and asks for what is missing.
pub(super) fn gather(args: &Flags) -> Result<Wanted, Failure> {
    let file = SpecFile::read(args)?;
    let mut spec = file.as_ref().map_or_else(Spec::default, |file| file.spec.clone());
    if file.is_none() && args.force {
        like_project(&std::path::absolute(&args.dir)?, &mut spec)?;
    }
    if !args.ci.is_empty() {
        spec.project.ci.clone_from(&args.ci);
    }
    if spec.apps.is_empty() {
        if let Some(file) = &file {
            lost_app(args, file)?;
        }
        spec.apps.push(App::default());
    } else if spec.apps.len() > 1 && names_an_app(args) {
        return Err(Failure::new(
            "the spec names several apps, and flags speak of one; change the spec instead",
        ));
    }
    lay_over_project(args, &mut spec)?;
    let key = if spec.apps.len() == 1 { fill(args, &mut spec, 0)? } else { None };
    Ok(Wanted { spec, file, key, adds: false, asked: asked::of(args), app: 0 })
}

/// Takes API version and namespace of the Salesforce DX project that is there already.
fn like_project(root: &Path, spec: &mut Spec) -> Result<(), Failure> {
    if !input::is_there(&root.join(SFDX_PROJECT)) {
        return Ok(());
    }
    let existing = add::Existing::read(root)?;
    let versions = &schema().versions;
    let known = |version: &ApiVersion| (versions.oldest..=versions.newest).contains(version);
    spec.project.api_version = existing.api_version().filter(known).map(|it| it.to_string());
    spec.project.namespace = existing.namespace().map(str::to_owned);
    Ok(())
}

/// Refuses a spec file without an app, where nothing else says what app is meant.
fn lost_app(args: &Flags, file: &SpecFile) -> Result<(), Failure> {
    let root = std::path::absolute(&args.dir)?;
    let names = last_apps(&root);
    let shown = file.path();
    if !names.is_empty() && args.spec.is_none() {
        return Err(Failure::new(format!(
            "{shown} has no `[[app]]` any more, and the last run made `{}` from it; bring the table \
             back, such as with `git checkout HEAD {SPEC_FILE}`. To remove the app, delete its files \
             and {LOCK_FILE}",
            names.join("`, `")
        )));
    }
    if names_an_app(args) || answer::is_asking(args) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{shown} has no `[[app]]`; add one with `name` and `contact-email`, or say with flags what the \
         app is, such as --preset, --name and --contact-email"
    )))
}

/// The apps that the last run made.
fn last_apps(root: &Path) -> Vec<String> {
    let (record, _) = Record::read(root);
    record.into_iter().flat_map(|record| record.spec.apps).map(|app| app.name).collect()
}

/// Lays the flags that speak of the whole project over the spec, but for lists.
pub(super) fn lay_over_project(args: &Flags, spec: &mut Spec) -> Result<(), Failure> {
    if let Some(version) = args.api_version {
        spec.project.api_version = Some(version.to_string());
    }
    if args.namespace.is_some() {
        spec.project.namespace.clone_from(&args.namespace);
    }
    lay_over_template(args, spec)?;
    set::lay_over(args.settings.iter().filter(|setting| !setting.is_of_app()), spec, 0)
}

/// Keeps the directory of templates that a flag names, as the path from the project to it.
pub(super) fn lay_over_template(args: &Flags, spec: &mut Spec) -> Result<(), Failure> {
    let Some(dir) = &args.template else { return Ok(()) };
    if !dir.is_dir() {
        let shown = dir.display();
        return Err(Failure::new(format!("{shown} is not a directory of templates (--template)")));
    }
    // Without links, so that `..` means the same to everybody.
    let to = real(&std::path::absolute(dir)?);
    let from = real(&std::path::absolute(&args.dir)?);
    spec.project.template = Some(relative(&from, &to).unwrap_or_else(|| dir.display().to_string()));
    Ok(())
}

/// The path from one directory to another, with `/`; none where there is no way, such as between
/// drives.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let up = from.components().skip(shared).map(|_| Some(".."));
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_str());
    let parts: Vec<&str> = up.chain(down).collect::<Option<_>>()?;
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// Asks for what the app at that place of the spec still needs, and lays preset, flags and answers over
/// it.
pub(super) fn fill(args: &Flags, spec: &mut Spec, index: usize) -> Result<Option<NewKey>, Failure> {
    if index >= spec.apps.len() {
        return Ok(None);
    }
    let mut args = args.clone();
    answer::fill(&mut args, spec, index)?;
    push::refuse_without_device(&args)?;
    *spec = laid(&args, spec, index)?;
    waiting_key(&args, spec, index)
}

/// The spec with preset and flags laid over the app at that place.
pub(super) fn laid(args: &Flags, spec: &Spec, index: usize) -> Result<Spec, Failure> {
    let mut spec = spec.clone();
    if args.namespace.is_some() {
        spec.project.namespace.clone_from(&args.namespace);
    }
    let Some(app) = spec.apps.get_mut(index) else { return Ok(spec) };
    if let Some(preset) = args.preset.as_deref().and_then(Preset::find) {
        preset.apply(app);
    }
    lay_over_plugins(args, app);
    lay_over(args, app);
    if names_oauth(args) {
        lay_over_tokens(args, app.oauth_mut());
    }
    if let Some(file) = &args.certificate {
        app.oauth_mut().certificate = Some(keys::certificate(file, clock())?);
    }
    if app.name.is_empty() {
        app.name = suggested_name(&args.dir).unwrap_or_default();
    }
    set::lay_over(args.settings.iter().filter(|setting| setting.is_of_app()), &mut spec, index)?;
    Ok(spec)
}

/// Makes a key pair for the app at that place of the spec where one is asked for, or goes on with the
/// one that a killed run left waiting.
pub(super) fn waiting_key(
    args: &Flags,
    spec: &mut Spec,
    index: usize,
) -> Result<Option<NewKey>, Failure> {
    match spec.apps.get_mut(index) {
        Some(app) if args.generate_certificate => {
            let root = std::path::absolute(&args.dir)?;
            let given = keys::give(&root, args.key_out.as_deref(), app, clock())?;
            terminal::notes(given.notes);
            Ok(given.key)
        }
        _ => Ok(None),
    }
}

fn names_an_app(args: &Flags) -> bool {
    let texts = [&args.name, &args.label, &args.description, &args.contact_email];
    let plugins = [
        &args.acs_url,
        &args.entity_id,
        &args.screen_lock,
        &args.canvas_url,
        &args.firebase_project,
        &args.apple_bundle,
    ];
    texts.iter().chain(&plugins).any(|text| text.is_some())
        || args.preset.is_some()
        || !args.notification_types.is_empty()
        || !args.plugins.is_empty()
        || args.settings.iter().any(SetArgument::is_of_app)
        || args.distribution.is_some()
        || names_oauth(args)
}

/// Whether a flag speaks of the OAuth plugin.
pub(super) fn names_oauth(args: &Flags) -> bool {
    let lists = [&args.flows, &args.scopes, &args.callbacks, &args.permission_sets, &args.profiles];
    args.client.is_some()
        || args.plugins.contains(&Plugin::Oauth)
        || args.generate_certificate
        || args.permitted_users.is_some()
        || plugin_texts(args).iter().any(|text| text.is_some())
        || args.asset_validity.is_some()
        || args.settings.iter().any(|setting| setting.is_in("oauth"))
        || lists.iter().any(|list| !list.is_empty())
}

fn lay_over_plugins(args: &Flags, app: &mut App) {
    let wants = |plugin: Plugin| args.plugins.contains(&plugin);
    if wants(Plugin::Saml) || args.acs_url.is_some() || args.entity_id.is_some() {
        let saml = app.saml.get_or_insert_default();
        put(&mut saml.acs_url, args.acs_url.as_ref());
        put(&mut saml.entity_id, args.entity_id.as_ref());
    }
    if wants(Plugin::Mobile) || args.screen_lock.is_some() {
        let mobile = app.mobile.get_or_insert_default();
        mobile.screen_lock = args.screen_lock.clone().or(mobile.screen_lock.take());
    }
    if wants(Plugin::Notification) || !args.notification_types.is_empty() {
        let notification = app.notification.get_or_insert_default();
        if !args.notification_types.is_empty() {
            notification.types.clone_from(&args.notification_types);
        }
    }
    if wants(Plugin::Canvas) || args.canvas_url.is_some() {
        put(&mut app.canvas.get_or_insert_default().url, args.canvas_url.as_ref());
    }
    for device in push::named(args) {
        let same = |known: &&mut Push| known.same_devices(&device) || add::may_be(known, &device);
        match app.push.iter_mut().find(same) {
            Some(known) => *known = device,
            None => app.push.push(device),
        }
    }
}

fn lay_over(args: &Flags, app: &mut App) {
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
    let sets_saml = args.settings.iter().any(|setting| setting.is_in("saml"));
    let alone = app.saml.is_some() || sets_saml || app.preset.is_some();
    if app.oauth.is_none() && alone && !names_oauth(args) {
        app.distribution = args.distribution.unwrap_or(app.distribution);
        return;
    }
    let distribution = args.distribution.unwrap_or(app.distribution);
    app.distribution = distribution;
    let oauth = app.oauth_mut();
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
    oauth.client = args.client.unwrap_or(oauth.client);
    oauth.permitted_users = args.permitted_users.unwrap_or(oauth.permitted_users);
}

/// Flags with a text of their own for the OAuth plugin.
fn plugin_texts(args: &Flags) -> [&Option<String>; 7] {
    [
        &args.run_as,
        &args.certificate,
        &args.token_issuer,
        &args.token_keys,
        &args.token_audience,
        &args.asset_audience,
        &args.asset_certificate,
    ]
}

fn lay_over_tokens(args: &Flags, oauth: &mut Oauth) {
    if args.run_as.is_some() {
        oauth.run_as.clone_from(&args.run_as);
    }
    if args.token_issuer.is_some() || args.token_keys.is_some() || args.token_audience.is_some() {
        let exchange = oauth.token_exchange.get_or_insert_default();
        put(&mut exchange.issuer, args.token_issuer.as_ref());
        put(&mut exchange.keys_url, args.token_keys.as_ref());
        put(&mut exchange.audience, args.token_audience.as_ref());
    }
    let texts = [&args.asset_audience, &args.asset_certificate];
    if texts.iter().any(|text| text.is_some()) || args.asset_validity.is_some() {
        let asset = oauth.asset_token.get_or_insert_default();
        put(&mut asset.audiences, args.asset_audience.as_ref());
        put(&mut asset.signing_certificate, args.asset_certificate.as_ref());
        asset.validity = args.asset_validity.unwrap_or(asset.validity);
    }
}

fn put(value: &mut String, flag: Option<&String>) {
    if let Some(flag) = flag {
        value.clone_from(flag);
    }
}

/// An API name after the directory's name.
fn suggested_name(dir: &Path) -> Option<String> {
    let dir = std::path::absolute(dir).ok()?;
    api_name_from(dir.file_name()?.to_str()?)
}
