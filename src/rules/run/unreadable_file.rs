use super::declare_rule;

declare_rule! {
    /// The check cannot read a file or directory of the project, so it cannot judge what is in it.
    ///
    /// ## Why
    /// A fault in a file that nobody can read is not found, and the check would pass. Only regular
    /// files are read: no pipes, devices and sockets. A link is followed if it stays in the
    /// repository; one that leads out of it is not, because the report would quote files of the
    /// machine that runs the check. A metadata file of an app has at most 1 MiB, another file 16 MiB.
    /// Names and texts are UTF-8. It is a warning for a folder outside of the package directories.
    ///
    /// ## Bad
    /// The text is not UTF-8.
    /// ```latin-1 /.forceignore
    /// # café
    /// ```
    ///
    /// ## Good
    /// ```text /.forceignore
    /// # café
    /// ```
    "unreadable-file",
    severity: Error,
    sources: ["TOOL"],
    fix: None("only the owner of the file can make it readable"),
    check: Run,
}
