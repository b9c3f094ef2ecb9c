//! Private keys in texts.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::sound::pattern;
use regex::Regex;

/// Whether the base64 text begins the PEM form of a private key.
fn is_pem_key(text: &str) -> bool {
    let start: String = text.chars().filter(|c| !c.is_whitespace()).take(64).collect();
    let whole = &start[..start.len() / 4 * 4];
    let decoded = data_encoding::BASE64.decode(whole.as_bytes()).unwrap_or_default();
    String::from_utf8_lossy(&decoded).contains("PRIVATE KEY")
}

/// Where private keys are in a text: PEM blocks, and the base64 text of a key without PEM lines.
#[must_use]
pub(crate) fn private_key_ranges(text: &str) -> Vec<Range<usize>> {
    static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)",
        )
    });
    // How the DER form of a key begins: a sequence, then the version 0 or 1. No certificate does.
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:^|[^A-Za-z0-9+/=])((?:MII[A-Za-z0-9+/]{3}IBA|MI[GH][A-Za-z0-9+/]AgEA|M[CDFGH][A-Za-z0-9+/]CAQ[AE])[A-Za-z0-9+/=\s]{20,})",
        )
    });
    // The PEM lines of a key in base64 once more.
    static TWICE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"LS0tLS1CRUdJTi[A-Za-z0-9+/=\s]{20,}"));
    // What each pattern cannot match without. Most texts have none of it, and need no search.
    let has = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
    let mut ranges: Vec<Range<usize>> = Vec::new();
    if has(&["PRIVATE KEY-----"]) {
        ranges.extend(BLOCK.find_iter(text).map(|found| found.range()));
    }
    if has(&["IBA", "AgEA", "CAQA", "CAQE"]) {
        let bare: Vec<Range<usize>> = BARE
            .captures_iter(text)
            .filter_map(|found| found.get(1))
            .map(|found| found.start()..found.start() + found.as_str().trim_end().len())
            .filter(|found| !ranges.iter().any(|block| block.contains(&found.start)))
            .collect();
        ranges.extend(bare);
    }
    if has(&["LS0tLS1CRUdJTi"]) {
        let twice = TWICE.find_iter(text).filter(|found| is_pem_key(found.as_str()));
        ranges.extend(
            twice.map(|found| found.start()..found.start() + found.as_str().trim_end().len()),
        );
    }
    ranges
}
