//! Writes the project of the benchmarks, for comparison of whole processes:
//! `cargo run --example bench-tree -- DIR APPS FILES [findings]`.

#[path = "../benches/tree/mod.rs"]
mod tree;

use std::error::Error;
use std::path::Path;

use tree::{Content, LARGE, Size, write};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [dir, rest @ ..] = words.as_slice() else { return Err("where is it written?".into()) };
    let number = |at: usize, else_: usize| rest.get(at).map_or(Ok(else_), |word| word.parse());
    let size = Size { apps: number(0, LARGE.apps)?, files: number(1, LARGE.files)? };
    let findings = rest.iter().any(|word| word == "findings");
    let content = if findings { Content::WithFindings } else { Content::Clean };
    Ok(write(Path::new(dir), size, content)?)
}
