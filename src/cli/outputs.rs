//! `--format` and `--output`: several reports in one run. An output belongs to the format before it.

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueEnum, value_parser};

use super::print::print;
use super::{Failure, interrupt};
use crate::disk;

/// Report formats.
#[allow(clippy::doc_markdown, reason = "the texts are shown by `--help`")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Source excerpts with explanations
    Human,
    /// One line a finding
    Concise,
    /// JSON, version 1
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Commands for GitHub workflows
    Github,
    /// GitLab code quality
    Gitlab,
    /// Logging commands for Azure Pipelines
    Azure,
    /// JUnit XML; what fails is what --fail-on fails
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// Diagnostics for reviewdog, with suggestions
    Rdjson,
    /// A comment for a pull request
    Markdown,
    /// The evidence table of the profile `isv` as CSV
    EvidenceCsv,
}

/// The reports that are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs(Vec<Output>);

/// One report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its form.
    pub format: ReportFormat,
    /// Its file; standard output if there is none.
    pub file: Option<PathBuf>,
}

impl Output {
    /// Whether it goes to standard output.
    fn is_shown(&self) -> bool {
        self.file.as_deref().is_none_or(disk::is_stdout)
    }

    /// Whether a person reads it on standard output.
    pub(super) fn is_for_people(&self) -> bool {
        self.file.is_none() && self.format == ReportFormat::Human
    }
}

impl Outputs {
    /// The reports in the order in which they were asked for.
    #[must_use]
    pub fn all(&self) -> Vec<Output> {
        if self.0.is_empty() {
            return vec![Output { format: ReportFormat::Human, file: None }];
        }
        self.0.clone()
    }

    /// The files that are asked for.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(|output| output.file.as_deref())
    }
}

/// Reports that are ready: those for files, and the one for standard output.
#[derive(Debug, Default)]
pub(super) struct Ready {
    pub(super) files: Vec<(PathBuf, Vec<u8>)>,
    pub(super) shown: Option<String>,
}

impl Ready {
    /// Writes the files, all or none, then what goes to a FIFO or the like, then what is shown.
    ///
    /// # Errors
    /// If one of them cannot be written; the message says which were.
    pub(super) fn write(self) -> Result<(), Failure> {
        let (streams, files): (Vec<_>, Vec<_>) =
            self.files.into_iter().partition(|(path, _)| disk::is_stream(path));
        interrupt::hold(|| disk::write(&files)).map_err(|f| Failure::caused(f.to_string(), f))?;
        let mut written: Vec<String> =
            files.iter().map(|(path, _)| path.display().to_string()).collect();
        let after = |fault: String, written: &[String]| match written {
            [] => Failure::new(fault),
            written => {
                Failure::caused(format!("{fault}; written before: {}", written.join(", ")), fault)
            }
        };
        for (path, bytes) in &streams {
            // Its reader may make it wait, so that a signal must be able to end that.
            disk::stream(path, bytes).map_err(|fault| {
                after(format!("{}: {}", fault.path.display(), fault.cause), &written)
            })?;
            written.push(path.display().to_string());
        }
        let shown = self.shown.as_deref().map_or(Ok(()), print);
        shown.map_err(|fault| after(fault.to_string(), &written))
    }
}

impl Args for Outputs {
    fn augment_args(command: Command) -> Command {
        command
            .arg(
                Arg::new("format")
                    .long("format")
                    .value_name("FORMAT")
                    .action(ArgAction::Append)
                    .value_parser(value_parser!(ReportFormat))
                    .help("Format of the report; repeat it to write several reports"),
            )
            .arg(
                Arg::new("output")
                    .long("output")
                    .value_name("FILE")
                    .action(ArgAction::Append)
                    .value_parser(value_parser!(PathBuf))
                    .help("File for the report of the `--format` before it"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Outputs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let formats = matches.get_many::<ReportFormat>("format").into_iter().flatten().copied();
        let formats = matches.indices_of("format").into_iter().flatten().zip(formats);
        let mut outputs: Vec<(usize, Output)> =
            formats.map(|(at, format)| (at, Output { format, file: None })).collect();
        let files = matches.get_many::<PathBuf>("output").into_iter().flatten();
        for (at, file) in matches.indices_of("output").into_iter().flatten().zip(files) {
            if outputs.is_empty() {
                outputs.push((0, Output { format: ReportFormat::Human, file: None }));
            }
            let owner = outputs.iter_mut().rev().find(|(place, _)| *place < at);
            match owner {
                Some((_, output)) if output.file.is_none() => output.file = Some(file.clone()),
                Some(_) => return Err(usage("a `--format` has two `--output`s")),
                None => {
                    return Err(usage(
                        "`--output` must come after the `--format` that it belongs to",
                    ));
                }
            }
        }
        let shown = outputs.iter().filter(|(_, output)| output.is_shown()).count();
        if shown > 1 {
            return Err(usage(
                "only one `--format` can go to standard output; \
                              give the others an `--output`",
            ));
        }
        Ok(Self(outputs.into_iter().map(|(_, output)| output).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn usage(message: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::ArgumentConflict, format!("{message}\n"))
}

impl ReportFormat {
    /// The word for it on the command line.
    #[must_use]
    pub fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Vec<(String, Option<String>)>, clap::Error> {
        let command = Outputs::augment_args(Command::new("x"));
        let matches = command.try_get_matches_from(line.split(' '))?;
        let outputs = Outputs::from_arg_matches(&matches)?.all();
        let file = |output: &Output| output.file.as_ref().map(|f| f.display().to_string());
        Ok(outputs.iter().map(|output| (output.format.word(), file(output))).collect())
    }

    #[test]
    fn an_output_belongs_to_the_format_before_it() {
        let pair = |format: &str, file: Option<&str>| (format.to_owned(), file.map(str::to_owned));
        let ok = |line| parse(line).unwrap();
        assert_eq!(ok("x"), [pair("human", None)]);
        assert_eq!(ok("x --output a"), [pair("human", Some("a"))]);
        assert_eq!(
            ok("x --format sarif --output a --format github"),
            [pair("sarif", Some("a")), pair("github", None)]
        );
        assert_eq!(
            ok("x --format github --format sarif --output a"),
            [pair("github", None), pair("sarif", Some("a"))]
        );
        for line in [
            "x --format github --format sarif",
            "x --output a --format sarif",
            "x --format sarif --output a --output b",
            #[cfg(unix)]
            "x --format sarif --output /dev/stdout --format json",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
