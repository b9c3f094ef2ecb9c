//! From a plan to texts, by templates.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use include_dir::{Dir, include_dir};
use serde_json::Value;
use tera::{Context, EscapeFn, Tera};

use super::bounded::bounded;
use super::origin::{self, Origin};
use super::{Plan, context, environment, filters};
use crate::spec::{self, Ci, SPEC_FILE};
use crate::text::suggest::nearest;
use crate::xml::escape_text;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Ending of a template's path that its output does not have.
const ENDING: &str = ".tera";

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// Path relative to the project, with `/`.
    pub path: String,
    /// What it is to hold.
    pub text: String,
    /// The template that gives it, where that is none of this program's.
    pub origin: Option<Origin>,
}

/// Why a template gives no file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RenderFault(String);

/// Templates by path. The first folder says how often one is rendered: `project` once, `component`
/// for each metadata file, `permission-set` for each permission set, `token-exchange` for each app
/// that takes tokens of another issuer, those that begin with `ci-` once where asked for,
/// `environment` once where values are filled in at deploy, `packaged` once where a package is
/// built; the rest of the path is the path of the output, and a template itself.
#[derive(Clone, Debug)]
pub struct Templates {
    all: BTreeMap<String, String>,
    /// Paths of those that are not of this program.
    own: BTreeSet<String>,
}

/// The kinds of templates: their first folders.
const KINDS: &[&str] = &[
    "project",
    "component",
    "permission-set",
    "token-exchange",
    "packaged",
    "environment",
    "ci-github",
    "ci-gitlab",
    "ci-azure",
    "ci-bitbucket",
    "ci-jenkins",
    "ci-pre-commit",
];

impl Templates {
    /// The templates of this program.
    #[must_use]
    pub fn embedded() -> Self {
        let mut all = BTreeMap::new();
        collect(&EMBEDDED, &mut all);
        Self { all, own: BTreeSet::new() }
    }

    /// Lays other templates over these: one of the same path takes the place of ours, with or
    /// without the ending `.tera`; the others are next to them.
    #[must_use]
    pub fn with(mut self, own: impl IntoIterator<Item = (String, String)>) -> Self {
        let bare = |path: &str| path.strip_suffix(ENDING).unwrap_or(path).to_owned();
        for (path, text) in own {
            self.all.retain(|known, _| bare(known) != bare(&path));
            self.own.insert(path.clone());
            self.all.insert(path, text);
        }
        self
    }

    /// Renders a plan to files, in the order of their paths.
    ///
    /// # Errors
    /// The first template that is not well formed, uses something that it does not know, or gives a
    /// path that another one gave; and templates of others that take too much time or memory, or
    /// give too much text.
    pub fn render(&self, plan: &Plan) -> Result<Vec<PlannedFile>, RenderFault> {
        if self.own.is_empty() {
            return self.render_all(plan);
        }
        let (templates, plan) = (self.clone(), plan.clone());
        let done = bounded(move || templates.render_all(&plan));
        done.unwrap_or_else(|why| Err(RenderFault(format!("the templates do not end: {why}"))))
    }

    fn render_all(&self, plan: &Plan) -> Result<Vec<PlannedFile>, RenderFault> {
        let common = context::common(plan);
        let mut out = BTreeMap::from([(SPEC_FILE.to_owned(), (spec::write(&plan.spec), None))]);
        for (path, text) in &self.all {
            let (folder, target) = path.split_once('/').unwrap_or(("", path));
            let contexts = contexts(folder, plan, &common).ok_or_else(|| no_kind(path, folder))?;
            if contexts.is_empty() {
                continue;
            }
            let mut parsed = Parsed::new(path, target, text)?;
            for context in &contexts {
                let (target, text) = parsed.render(context)?;
                let own = self.own.contains(path);
                let origin = own.then(|| parsed.origin(context, &target, &text));
                if out.insert(target.clone(), (text, origin)).is_some() {
                    let message = format!("template {path}: something else gives {target} too");
                    return Err(RenderFault(message));
                }
            }
        }
        let file = |(path, (text, origin))| PlannedFile { path, text, origin };
        Ok(out.into_iter().map(file).collect())
    }
}

/// A template whose first folder says nothing.
fn no_kind(path: &str, folder: &str) -> RenderFault {
    let help = match nearest(folder, KINDS.iter().copied()) {
        Some(kind) => format!("did you mean `{kind}`?"),
        None => format!("put it into one of `{}`", KINDS.join("`, `")),
    };
    let message = if folder.is_empty() {
        "it is in no folder that gives its kind".to_owned()
    } else {
        format!("there is no kind of template `{folder}`")
    };
    RenderFault(format!("template {path}: {message}; {help}"))
}

fn collect(dir: &Dir<'_>, all: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        all.insert(path, file.contents_utf8().unwrap_or_default().to_owned());
    }
    dir.dirs().for_each(|dir| collect(dir, all));
}

/// One context for each file that a template of that kind gives.
fn contexts(folder: &str, plan: &Plan, common: &Value) -> Option<Vec<Value>> {
    let with = |name: &str, value: Value| {
        let mut all = common.clone();
        if let Value::Object(map) = &mut all {
            map.insert(name.to_owned(), value);
        }
        all
    };
    let once = |wanted: bool| if wanted { vec![common.clone()] } else { Vec::new() };
    let on = |ci: Ci| once(plan.spec.project.ci.contains(&ci));
    let apps = plan.apps.iter();
    Some(match folder {
        "project" => vec![common.clone()],
        "component" => plan
            .components()
            .into_iter()
            .map(|component| context::of_component(common, component))
            .collect(),
        "permission-set" => apps
            .flat_map(|app| &app.permission_sets)
            .map(|set| with("permission_set", context::to_value(set)))
            .collect(),
        "token-exchange" => apps
            .filter_map(|app| app.exchange.as_ref())
            .map(|exchange| with("exchange", context::to_value(exchange)))
            .collect(),
        "packaged" => once(plan.packaged),
        "environment" => once(environment::is_used(common)),
        "ci-github" => on(Ci::Github),
        "ci-gitlab" => on(Ci::Gitlab),
        "ci-azure" => on(Ci::Azure),
        "ci-bitbucket" => on(Ci::Bitbucket),
        "ci-jenkins" => on(Ci::Jenkins),
        "ci-pre-commit" => on(Ci::PreCommit),
        _ => return None,
    })
}

/// Most bytes that a template may give for a file.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Most characters of a line in a message.
const LONGEST_LINE: usize = 160;

/// Takes no more than one byte beyond [`MOST_BYTES`].
struct Limited(Vec<u8>);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() > MOST_BYTES {
            return Err(std::io::Error::other("too long"));
        }
        let taken = bytes.len().min(MOST_BYTES + 1 - self.0.len());
        self.0.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A template, parsed once for all the files that it gives.
struct Parsed<'a> {
    path: &'a str,
    text: &'a str,
    /// What is no template is copied.
    is_copied: bool,
    tera: Tera,
}

impl<'a> Parsed<'a> {
    /// Name of the template of the output's path.
    const TARGET: &'static str = "path of the output";
    /// Name of the template with the marks of its lines.
    const MARKED: &'static str = "with marks";

    fn new(path: &'a str, target: &str, text: &'a str) -> Result<Self, RenderFault> {
        let is_copied = !path.ends_with(ENDING);
        let mut parsed = Self { path, text, is_copied, tera: Tera::default() };
        filters::register(&mut parsed.tera);
        parsed.tera.autoescape_on([""]);
        parsed.tera.add_raw_template(Self::TARGET, target).map_err(|it| parsed.fault(&it))?;
        if !is_copied {
            parsed.tera.add_raw_template(path, text).map_err(|it| parsed.fault(&it))?;
        }
        Ok(parsed)
    }

    /// Path and text of a file. Something that the context does not hold is an error.
    fn render(&mut self, context: &Value) -> Result<(String, String), RenderFault> {
        let context = Context::from_serialize(context).map_err(|it| self.fault(&it))?;
        self.tera.set_escape_fn(no_escape);
        let target = self.text_of(Self::TARGET, &context)?;
        let target = target.strip_suffix(ENDING).unwrap_or(&target).to_owned();
        if self.is_copied {
            return Ok((target, self.text.to_owned()));
        }
        self.tera.set_escape_fn(escape_for(&target));
        let text = self.text_of(self.path, &context)?;
        Ok((target, text))
    }

    /// What a template gives, up to a length.
    fn text_of(&self, name: &str, context: &Context) -> Result<String, RenderFault> {
        let mut out = Limited(Vec::new());
        let done = self.tera.render_to(name, context, &mut out);
        if out.0.len() > MOST_BYTES {
            let message = format!("it gives more than {} MiB", MOST_BYTES / 1024 / 1024);
            return Err(RenderFault(format!("template {}: {message}", self.path)));
        }
        done.map_err(|it| self.fault(&it))?;
        // Templates, values and what joins them are text.
        Ok(String::from_utf8_lossy(&out.0).into_owned())
    }

    /// Where the text of a file comes from.
    fn origin(&mut self, context: &Value, target: &str, text: &str) -> Origin {
        if self.is_copied {
            return Origin::copied(self.path, text);
        }
        let marked = self.marked(context, target);
        Origin::rendered(self.path, marked.as_deref(), text)
    }

    /// What the template gives with the marks of its lines.
    fn marked(&mut self, context: &Value, target: &str) -> Option<String> {
        let marked = origin::marked(self.text)?;
        self.tera.add_raw_template(Self::MARKED, &marked).ok()?;
        let context = Context::from_serialize(context).ok()?;
        self.tera.set_escape_fn(escape_for(target));
        self.text_of(Self::MARKED, &context).ok()
    }

    fn fault(&self, fault: &tera::Error) -> RenderFault {
        RenderFault(format!("template {}: {}", self.path, short(&fault.to_string())))
    }
}

/// A message in which no line is long: it quotes lines of the template.
fn short(message: &str) -> String {
    let cut = |line: &str| match line.char_indices().nth(LONGEST_LINE) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    };
    message.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// How values are written in a file of that name.
fn escape_for(path: &str) -> EscapeFn {
    match path.rsplit('.').next() {
        Some("xml") => |text, out| out.write_all(escape_text(text).as_bytes()),
        Some("json") => escape_json,
        _ => no_escape,
    }
}

fn no_escape(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(text.as_bytes())
}

/// The text as it is between the quotes of a JSON string.
fn escape_json(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(filters::json_text(text).as_bytes())
}
