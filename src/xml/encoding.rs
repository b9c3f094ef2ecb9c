//! From bytes to text.

/// Why bytes are not text that can be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EncodingFault {
    /// What the bytes are instead.
    pub kind: EncodingFaultKind,
    /// Byte offset of the first byte that is not UTF-8.
    pub offset: usize,
    /// Line of that byte, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do instead.
    pub help: String,
}

/// What bytes are that are not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingFaultKind {
    /// UTF-16, low byte first, by its byte-order mark `FF FE`.
    Utf16LittleEndian,
    /// UTF-16, high byte first, by its byte-order mark `FE FF`.
    Utf16BigEndian,
    /// Some other encoding, or damage.
    NotUtf8,
}

/// The bytes as text; a UTF-8 byte-order mark stays in it.
///
/// # Errors
///
/// When the bytes are not UTF-8.
pub fn load(bytes: Vec<u8>) -> Result<String, EncodingFault> {
    let utf16 = match bytes.as_slice() {
        [0xff, 0xfe, ..] => Some((EncodingFaultKind::Utf16LittleEndian, "little-endian")),
        [0xfe, 0xff, ..] => Some((EncodingFaultKind::Utf16BigEndian, "big-endian")),
        _ => None,
    };
    if let Some((kind, order)) = utf16 {
        let message = format!("the file is UTF-16 ({order}), not UTF-8");
        return Err(EncodingFault { kind, offset: 0, line: 1, message, help: save_as_utf8() });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let byte = bytes.get(offset).copied().unwrap_or_default();
        let before = bytes.get(..offset).unwrap_or_default();
        EncodingFault {
            kind: EncodingFaultKind::NotUtf8,
            offset,
            line: memchr::memchr_iter(b'\n', before).count() + 1,
            message: format!("the file is not UTF-8: byte 0x{byte:02X} at offset {offset}"),
            help: save_as_utf8(),
        }
    })
}

fn save_as_utf8() -> String {
    "save the file as UTF-8".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_first_bad_byte() {
        let fault = load(b"<a>\n\n caf\xe9</a>".to_vec()).unwrap_err();
        assert_eq!(
            (fault.kind, fault.offset, fault.line),
            (EncodingFaultKind::NotUtf8, 9, 3),
            "{fault:?}"
        );
        assert!(fault.message.contains("0xE9"));
        assert_eq!(load(b"ab\xe2\x82".to_vec()).unwrap_err().offset, 2, "cut at the end");
    }

    #[test]
    fn names_utf16_and_keeps_a_utf8_mark() {
        let kind = |bytes: &[u8]| load(bytes.to_vec()).unwrap_err().kind;
        assert_eq!(kind(b"\xff\xfe<\0"), EncodingFaultKind::Utf16LittleEndian);
        assert_eq!(kind(b"\xfe\xff\0<"), EncodingFaultKind::Utf16BigEndian);
        assert_eq!(load("\u{feff}<é/>".into()).unwrap(), "\u{feff}<é/>");
    }
}
