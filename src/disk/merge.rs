//! Changes of two hands to one file.

/// What a file holds after both changes, `ours` and `theirs`, to what it held before; none where they
/// touch the same lines.
#[must_use]
pub fn merge(base: &[u8], ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    if ours == base || ours == theirs {
        return Some(theirs.to_vec());
    }
    if base == theirs {
        return Some(ours.to_vec());
    }
    diffy::merge_bytes(base, ours, theirs).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_that_do_not_touch_are_both_kept() {
        let base = b"a\nb\nc\nd\ne\n";
        let merged = merge(base, b"A\nb\nc\nd\ne\n", b"a\nb\nc\nd\nE\n");
        assert_eq!(merged.as_deref(), Some(&b"A\nb\nc\nd\nE\n"[..]));
        assert_eq!(merge(base, b"a\nb\nX\nd\ne\n", b"a\nb\nY\nd\ne\n"), None);
        assert_eq!(merge(base, b"a\n", base).as_deref(), Some(&b"a\n"[..]));
        assert_eq!(merge(base, base, b"b\n").as_deref(), Some(&b"b\n"[..]));
    }
}
