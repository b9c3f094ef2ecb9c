//! The `ecaforge` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ecaforge::cli::run().into()
}
