//! PEM: blocks of base64 between lines that name what is in them.

use data_encoding::BASE64;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PemBlock {
    /// What its first line says is in it: `CERTIFICATE`.
    pub label: String,
    /// The bytes in it.
    pub contents: Vec<u8>,
}

impl PemBlock {
    /// The blocks of a text, which may have other lines around them. None if one is cut short or
    /// damaged.
    pub(crate) fn all(text: &str) -> Option<Vec<Self>> {
        let mut blocks = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(rest) = line.strip_prefix("-----BEGIN ") else { continue };
            let (label, _) = rest.split_once("-----")?;
            let mut body = String::new();
            loop {
                let line = lines.next()?;
                if line.starts_with("-----END ") {
                    break;
                }
                body.push_str(line.trim_end());
            }
            let contents = BASE64.decode(body.as_bytes()).ok()?;
            blocks.push(Self { label: label.to_owned(), contents });
        }
        Some(blocks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_blocks_among_other_lines() {
        let block = |label: &str, contents: &[u8]| PemBlock {
            label: label.to_owned(),
            contents: contents.to_vec(),
        };
        let text = "a\n-----BEGIN A B-----\r\nAAEC \r\nAw==\r\n-----END A B-----\nb\n\
                    -----BEGIN C-----\n-----END C-----\n";
        assert_eq!(PemBlock::all(text), Some(vec![block("A B", &[0, 1, 2, 3]), block("C", &[])]));
        assert_eq!(PemBlock::all("none"), Some(Vec::new()));
        for cut in
            ["-----BEGIN A", "-----BEGIN A-----\nAAEC", "-----BEGIN A-----\n-\n-----END A-----"]
        {
            assert_eq!(PemBlock::all(cut), None, "{cut}");
        }
    }
}
