//! The repository that a run is in, and the server that shows it, as the environment of a job says.

use std::path::{Path, PathBuf};

use serde_json::Value;
use url::Url;

use crate::emit::{Checkout, Forge, ForgeKind};
use crate::git;
use crate::input::{self, MAX_FILE_BYTES};

/// A variable of the environment.
type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The repository around a directory.
pub(super) fn checkout(cwd: &Path) -> Checkout {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let top = cwd.ancestors().find(|dir| dir.join(".git").symlink_metadata().is_ok());
    let directory = top.and_then(|top| cwd.strip_prefix(top).ok()).map(|directory| {
        let parts = directory.iter().map(|part| part.to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    });
    let head = || git::head(cwd);
    let directory = directory.unwrap_or_default();
    Checkout { directory, forge: forge(&variable, &change, &head) }
}

/// The head of the change that a job of GitHub is about: its checkout is a merge unless it asks for
/// this commit.
fn change(event: &Path) -> Option<String> {
    let text = input::text(event, event.parent()?, MAX_FILE_BYTES).ok()?;
    let event: Value = serde_json::from_str(&text).ok()?;
    Some(event.pointer("/pull_request/head/sha")?.as_str()?.to_owned())
}

/// The server that the variables of a job name. `change` reads the event of a job of GitHub, `head` is
/// the commit that is checked out.
fn forge(
    variable: Variable<'_>,
    change: &dyn Fn(&Path) -> Option<String>,
    head: &dyn Fn() -> Option<String>,
) -> Option<Forge> {
    let made = |kind, address: &str, commit: String| {
        let is_id =
            (7..=64).contains(&commit.len()) && commit.bytes().all(|b| b.is_ascii_hexdigit());
        Some(Forge { kind, address: plain(address)?, commit }).filter(|_| is_id)
    };
    if let (Some(server), Some(name), Some(mut commit)) =
        (variable("GITHUB_SERVER_URL"), variable("GITHUB_REPOSITORY"), variable("GITHUB_SHA"))
    {
        let gitea = variable("GITEA_ACTIONS").is_some() || variable("FORGEJO_ACTIONS").is_some();
        let kind = if gitea { ForgeKind::Gitea } else { ForgeKind::GitHub };
        let changed = variable("GITHUB_EVENT_PATH").and_then(|path| change(&PathBuf::from(path)));
        if let Some(changed) = changed.filter(|changed| head().as_ref() == Some(changed)) {
            commit = changed;
        }
        return made(kind, &format!("{}/{name}", server.trim_end_matches('/')), commit);
    }
    if let (Some(address), Some(commit)) = (variable("CI_PROJECT_URL"), variable("CI_COMMIT_SHA")) {
        return made(ForgeKind::GitLab, &address, commit);
    }
    if let (Some(address), Some(commit)) =
        (variable("BUILD_REPOSITORY_URI"), variable("BUILD_SOURCEVERSION"))
    {
        let kind = match variable("BUILD_REPOSITORY_PROVIDER").as_deref() {
            Some("TfsGit") => ForgeKind::Azure,
            Some("GitHub" | "GitHubEnterprise") => ForgeKind::GitHub,
            Some("Bitbucket") => ForgeKind::Bitbucket,
            _ => return None,
        };
        return made(kind, address.trim_end_matches(".git"), commit);
    }
    let (address, commit) = (variable("BITBUCKET_GIT_HTTP_ORIGIN")?, variable("BITBUCKET_COMMIT")?);
    made(ForgeKind::Bitbucket, &address.replacen("http://", "https://", 1), commit)
}

/// An address of the web without user, query and fragment; none if it is not one.
fn plain(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http") && url.has_host();
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    is_web.then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef01234567";
    const HEAD: &str = "fedcba9876543210fedcba9876543210fedcba98";

    fn of(variables: &[(&str, &str)], head: &str) -> Option<(ForgeKind, String, String)> {
        let variable = |name: &str| {
            let known = variables.iter().find(|(known, _)| *known == name);
            known.map(|(_, value)| (*value).to_owned())
        };
        let change = |_: &Path| Some(HEAD.to_owned());
        let found = forge(&variable, &change, &|| Some(head.to_owned()))?;
        Some((found.kind, found.address, found.commit))
    }

    #[test]
    fn each_server_is_known_by_its_variables() {
        let github = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "acme/apps"),
            ("GITHUB_SHA", ID),
        ];
        let gitea = [&github[..], &[("GITEA_ACTIONS", "true")]].concat();
        let change = [&github[..], &[("GITHUB_EVENT_PATH", "/e.json")]].concat();
        let gitlab = [("CI_PROJECT_URL", "https://gitlab.com/acme/apps"), ("CI_COMMIT_SHA", ID)];
        let azure = |provider| {
            [
                ("BUILD_REPOSITORY_URI", "https://acme@dev.azure.com/acme/apps/_git/apps"),
                ("BUILD_SOURCEVERSION", ID),
                ("BUILD_REPOSITORY_PROVIDER", provider),
            ]
        };
        let bitbucket = [
            ("BITBUCKET_GIT_HTTP_ORIGIN", "http://bitbucket.org/acme/apps"),
            ("BITBUCKET_COMMIT", ID),
        ];
        let repos = "https://dev.azure.com/acme/apps/_git/apps";
        for (variables, head, kind, address, commit) in [
            (&github[..], ID, ForgeKind::GitHub, "https://github.com/acme/apps", ID),
            (&gitea[..], ID, ForgeKind::Gitea, "https://github.com/acme/apps", ID),
            (&change[..], ID, ForgeKind::GitHub, "https://github.com/acme/apps", ID),
            (&change[..], HEAD, ForgeKind::GitHub, "https://github.com/acme/apps", HEAD),
            (&gitlab[..], ID, ForgeKind::GitLab, "https://gitlab.com/acme/apps", ID),
            (&azure("TfsGit"), ID, ForgeKind::Azure, repos, ID),
            (&bitbucket[..], ID, ForgeKind::Bitbucket, "https://bitbucket.org/acme/apps", ID),
        ] {
            let expected = Some((kind, address.to_owned(), commit.to_owned()));
            assert_eq!(of(variables, head), expected, "{variables:?}");
        }
        assert_eq!(of(&azure("Svn"), ID), None);
        assert_eq!(of(&[], ID), None);
    }

    #[test]
    fn variables_that_are_no_addresses_and_ids_make_no_links() {
        for (server, name, commit) in [
            ("javascript:alert(1)", "a/b", ID),
            ("github.com", "a/b", ID),
            ("https://github.com", "a/b", "main"),
            ("https://github.com", "a/b", "../../x"),
        ] {
            let variables = [
                ("GITHUB_SERVER_URL", server),
                ("GITHUB_REPOSITORY", name),
                ("GITHUB_SHA", commit),
            ];
            assert_eq!(of(&variables, ID), None, "{variables:?}");
        }
        let address = plain("https://user:word@github.com/a b?x#y").expect("an address");
        assert_eq!(address, "https://github.com/a%20b");
    }
}
