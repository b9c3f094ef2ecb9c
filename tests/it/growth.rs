//! Four times the input takes about four times the work, whatever fills it: a pull request of a
//! stranger must not stall the check.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use ecaforge::schema::{NAMESPACE, names, schema};

use crate::program::{PROGRAM, write};

/// A project for a size.
type Fill = fn(&Path, usize);

/// Most work for four times the input; a quadratic step takes sixteen times as much.
const MOST: f64 = 8.0;
/// Work below this many seconds of processor time is too little to compare.
const LEAST: f64 = 0.15;

fn project(root: &Path, more: &str) {
    let directories = r#"[{"path": "force-app", "default": true}]"#;
    let text =
        format!("{{\"packageDirectories\": {directories}, \"sourceApiVersion\": \"67.0\"{more}}}");
    write(root, "sfdx-project.json", &text);
}

fn file(root: &Path, type_name: &str, name: &str, app: &str, body: &str) {
    let known = &schema().types[type_name];
    let path = format!("force-app/{}/{}", known.folder, known.file_name(name));
    let own = match known.element(names::APP_REFERENCE) {
        Some(_) => format!("<externalClientApplication>{app}</externalClientApplication>"),
        None => "<distributionState>Local</distributionState>".to_owned(),
    };
    let text = format!("<{type_name} xmlns=\"{NAMESPACE}\">\n{own}\n{body}\n</{type_name}>\n");
    write(root, &path, &text);
}

fn one_app(root: &Path, type_name: &str, body: &str) {
    project(root, "");
    file(root, names::HEADER, "A", "A", "<label>A</label>");
    file(root, type_name, "A", "A", body);
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

const FILLS: &[(&str, Fill, usize)] = &[
    (
        "unknown elements",
        |root, size| {
            one_app(root, names::OAUTH_SETTINGS, &lines(size, |n| format!("<foo{n}>x</foo{n}>")));
        },
        1000,
    ),
    (
        "elements that are never closed",
        |root, size| {
            one_app(root, names::OAUTH_SETTINGS, &"<consumerSecret>".repeat(size));
        },
        4000,
    ),
    (
        "settings files of one app",
        |root, size| {
            project(root, "");
            file(root, names::HEADER, "A", "A", "");
            for number in 0..size {
                file(root, names::OAUTH_SETTINGS, &format!("A{number}"), "A", "");
            }
        },
        150,
    ),
    (
        "apps whose name is misspelt in a file",
        |root, size| {
            project(root, "");
            for number in 0..size {
                let name = format!("Application{number}x");
                file(root, names::HEADER, &name, &name, "");
                file(root, names::OAUTH_SETTINGS, &name, &format!("Aplication{number}x"), "");
            }
        },
        100,
    ),
    (
        "address ranges",
        |root, size| {
            let range = |n: usize| {
                let (net, host) = (n / 250, n % 250);
                format!(
                    "<trustedIpRanges><endIpAddress>203.0.{net}.{}</endIpAddress>\
                 <startIpAddress>203.0.{net}.{host}</startIpAddress></trustedIpRanges>",
                    host + 1
                )
            };
            one_app(root, names::OAUTH_SETTINGS, &lines(size, range));
        },
        500,
    ),
    (
        "scopes",
        |root, size| {
            let scopes: Vec<String> = (0..size).map(|n| format!("sc{n}")).collect();
            let list = scopes.join(", ");
            let body = format!("<commaSeparatedOauthScopes>{list}</commaSeparatedOauthScopes>");
            one_app(root, names::OAUTH_SETTINGS, &body);
        },
        1000,
    ),
    (
        "one scope listed again and again",
        |root, size| {
            let list = "Api, ".repeat(size);
            let body = format!("<commaSeparatedOauthScopes>{list}Api</commaSeparatedOauthScopes>");
            one_app(root, names::OAUTH_SETTINGS, &body);
        },
        1000,
    ),
    (
        "callbacks",
        |root, size| {
            let list = lines(size, |n| format!("http://a{n}.acme.com/cb"));
            one_app(root, names::GLOBAL_OAUTH, &format!("<callbackUrl>{list}</callbackUrl>"));
        },
        500,
    ),
    (
        "members of a manifest",
        |root, size| {
            one_app(root, names::OAUTH_SETTINGS, "");
            let members = lines(size, |n| format!("<members>B{n}</members>"));
            let name = names::HEADER;
            let text = format!(
                "<Package xmlns=\"{NAMESPACE}\"><types>{members}<name>{name}</name></types>\
             <version>67.0</version></Package>"
            );
            write(root, "manifest/package.xml", &text);
        },
        500,
    ),
    (
        "replacements",
        |root, size| {
            let entry = |n: usize| {
                format!(
                    "{{\"glob\": \"force-app/**/*.xml\", \"stringToReplace\": \"x{n}\", \
                 \"replaceWithEnv\": \"Y\"}}"
                )
            };
            let entries: Vec<String> = (0..size).map(entry).collect();
            one_app(root, names::OAUTH_SETTINGS, "");
            project(root, &format!(", \"replacements\": [{}]", entries.join(",")));
        },
        100,
    ),
    (
        "comments that suppress",
        |root, size| {
            let line =
                |_| "<foo>x</foo> <!-- ecaforge-ignore unknown-element: known -->".to_owned();
            one_app(root, names::OAUTH_SETTINGS, &lines(size, line));
        },
        500,
    ),
];

/// Seconds of processor time that one check takes, as the shell counts them: the clock on the wall
/// says more about other programs.
fn work(root: &Path) -> f64 {
    let script = r#""$0" check --quiet --format concise >out.txt 2>&1; times"#;
    let run = Command::new("sh")
        .args(["-c", script, PROGRAM])
        .current_dir(root)
        .env("LC_ALL", "C")
        .output()
        .expect("a shell");
    let times = String::from_utf8(run.stdout).expect("a text");
    let children = times.lines().nth(1).expect("the times of what the shell ran");
    children.split_whitespace().map(seconds).sum()
}

/// A time such as `0m1.250s`.
fn seconds(text: &str) -> f64 {
    let (minutes, rest) = text.split_once('m').expect("minutes");
    let number = |text: &str| text.parse::<f64>().expect("a number");
    number(minutes) * 60.0 + number(rest.trim_end_matches('s'))
}

#[test]
#[cfg(unix)]
fn work_grows_with_the_input() {
    let mut faults = Vec::new();
    for (what, fill, size) in FILLS {
        let (small, large) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fill(small.path(), *size);
        fill(large.path(), size * 4);
        let is_too_much = |small: f64, large: f64| large > small.max(LEAST) * MOST;
        let (mut less, mut more) = (work(small.path()), work(large.path()));
        // Others use the caches of the processor too: only the best of several runs is held against
        // the program.
        for _ in 0..4 {
            if is_too_much(less, more) {
                (less, more) = (less.min(work(small.path())), more.min(work(large.path())));
            }
        }
        println!("{what}: {less:.2} s, {more:.2} s");
        if is_too_much(less, more) {
            faults.push(format!("{what}: {less:.2} s, and {more:.2} s for four times as many"));
        }
    }
    assert!(faults.is_empty(), "too much work:\n{}", faults.join("\n"));
}
