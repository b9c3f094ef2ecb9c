//! Where the files are for others: their paths in the repository, and their addresses on the web.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::rules::Rule;

/// The checkout of a repository around the files of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// The directory that shown paths are relative to, as a path from the top of the repository with
    /// `/`. Empty at the top.
    pub directory: String,
    /// The server that shows the files, if it is known.
    pub forge: Option<Forge>,
}

/// A commit on a server that shows files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    /// What kind of server it is.
    pub kind: ForgeKind,
    /// Address of the repository, without a `/` at its end.
    pub address: String,
    /// Id of the commit.
    pub commit: String,
}

/// Servers that show files, each in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgeKind {
    /// GitHub.
    GitHub,
    /// Gitea and Forgejo.
    Gitea,
    /// GitLab.
    GitLab,
    /// Azure Repos.
    Azure,
    /// Bitbucket.
    Bitbucket,
}

impl Checkout {
    /// A shown path as a path from the top of the repository; none if it leads out of it.
    #[must_use]
    pub fn path<'a>(&self, shown: &'a str) -> Option<Cow<'a, str>> {
        if shown.starts_with('/') || shown.get(1..3) == Some(":/") {
            return None;
        }
        let is_odd = |part: &str| matches!(part, "." | "..");
        if self.directory.is_empty() && !shown.split('/').any(is_odd) {
            return Some(Cow::Borrowed(shown));
        }
        let mut parts: Vec<&str> = self.directory.split('/').filter(|p| !p.is_empty()).collect();
        for part in shown.split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Cow::Owned(parts.join("/")))
    }

    /// The address of a line of a file; none if no server is known, or the path leads out.
    #[must_use]
    pub fn address(&self, shown: &str, line: usize) -> Option<String> {
        let Forge { kind, address, commit } = self.forge.as_ref()?;
        let path = encoded(&self.path(shown)?);
        Some(match kind {
            ForgeKind::GitHub => format!("{address}/blob/{commit}/{path}#L{line}"),
            ForgeKind::Gitea => format!("{address}/src/commit/{commit}/{path}#L{line}"),
            ForgeKind::GitLab => format!("{address}/-/blob/{commit}/{path}#L{line}"),
            ForgeKind::Azure => format!(
                "{address}?path=/{path}&version=GC{commit}&line={line}&lineEnd={}\
                 &lineStartColumn=1&lineEndColumn=1",
                line + 1
            ),
            ForgeKind::Bitbucket => format!("{address}/src/{commit}/{path}#lines-{line}"),
        })
    }
}

/// The address that stands for a rule. The pages of the rules are printed by `ecaforge explain` and
/// are on no site, so it is that of the source which says what the rule asks.
pub(super) fn rule_address(rule: &Rule) -> Option<&'static str> {
    rule.url()
}

/// A path as a part of an address.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_from_the_top_of_the_repository() {
        for (directory, shown, expected) in [
            ("", "force-app/a.xml", Some("force-app/a.xml")),
            ("", "./a.xml", Some("a.xml")),
            ("", "../a.xml", None),
            ("apps/billing", "force-app/a.xml", Some("apps/billing/force-app/a.xml")),
            ("apps/billing", "../shop/a.xml", Some("apps/shop/a.xml")),
            ("apps/billing", "../../../a.xml", None),
            ("apps", "/tmp/a.xml", None),
            ("apps", "C:/a.xml", None),
        ] {
            let checkout = Checkout { directory: directory.to_owned(), forge: None };
            assert_eq!(checkout.path(shown).as_deref(), expected, "{directory} {shown}");
        }
    }

    #[test]
    fn each_server_shows_lines_in_its_own_way() {
        for (kind, expected) in [
            (ForgeKind::GitHub, "https://acme.com/o/r/blob/abc/sub/a%20b.xml#L7"),
            (ForgeKind::Gitea, "https://acme.com/o/r/src/commit/abc/sub/a%20b.xml#L7"),
            (ForgeKind::GitLab, "https://acme.com/o/r/-/blob/abc/sub/a%20b.xml#L7"),
            (ForgeKind::Bitbucket, "https://acme.com/o/r/src/abc/sub/a%20b.xml#lines-7"),
            (
                ForgeKind::Azure,
                "https://acme.com/o/r?path=/sub/a%20b.xml&version=GCabc&line=7&lineEnd=8\
                 &lineStartColumn=1&lineEndColumn=1",
            ),
        ] {
            let address = "https://acme.com/o/r".to_owned();
            let forge = Some(Forge { kind, address, commit: "abc".to_owned() });
            let checkout = Checkout { directory: "sub".to_owned(), forge };
            assert_eq!(checkout.address("a b.xml", 7).as_deref(), Some(expected));
            assert_eq!(checkout.address("../../a", 7), None);
        }
        assert_eq!(Checkout::default().address("a.xml", 7), None);
    }
}
