//! The character sets of RTF: code pages of fonts and of the document (Rich
//! Text Format Specification 1.9.1, "Character Set" and "Font Table").

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
    WINDOWS_1258, X_MAC_CYRILLIC,
};

use crate::corpus::formats::symbol;

/// Code page 437 from 0x80 (Unicode Consortium, VENDORS/MICSFT/PC).
const CP_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Code page 850 from 0x80 (the same).
const CP_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// How bytes are read as characters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Charset {
    Encoding(&'static Encoding),
    /// ASCII, and these characters from 0x80.
    Table(&'static str),
    /// The font Symbol.
    Symbol,
    /// A font of pictures.
    Pictures,
}

impl Charset {
    /// Returns the character set of `\ansicpg` and `\cpg`.
    pub(super) fn of_code_page(number: i32) -> Option<Self> {
        let encoding = match number {
            437 => return Some(Self::Table(CP_437)),
            850 | 858 => return Some(Self::Table(CP_850)),
            866 => IBM866,
            874 => WINDOWS_874,
            932 => SHIFT_JIS,
            936 => GBK,
            949 | 1361 => EUC_KR,
            950 => BIG5,
            1250 => WINDOWS_1250,
            1251 => WINDOWS_1251,
            1252 | 0 => WINDOWS_1252,
            1253 => WINDOWS_1253,
            1254 => WINDOWS_1254,
            1255 => WINDOWS_1255,
            1256 => WINDOWS_1256,
            1257 => WINDOWS_1257,
            1258 => WINDOWS_1258,
            10_000 => MACINTOSH,
            10_007 => X_MAC_CYRILLIC,
            65_001 => UTF_8,
            _ => return None,
        };
        Some(Self::Encoding(encoding))
    }

    /// Returns the character set of `\fcharset`; `None` for the document's.
    pub(super) fn of_font(number: i32) -> Option<Self> {
        let page = match number {
            0 => 1252,
            2 => return Some(Self::Symbol),
            77 => 10_000,
            128 => 932,
            129 => 949,
            130 => 1361,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            _ => return None,
        };
        Self::of_code_page(page)
    }

    /// Returns the character set that a font's name ends with, as in old
    /// versions of Windows; fonts of symbols are told by their names.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let page = match name.rsplit(' ').next().unwrap_or_default() {
            "CE" => 1250,
            "Cyr" => 1251,
            "Greek" => 1253,
            "Tur" => 1254,
            "Baltic" => 1257,
            _ => return None,
        };
        Self::of_code_page(page)
    }

    /// Decodes bytes.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Encoding(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Table(table) => bytes.iter().filter_map(|byte| of_table(table, *byte)).collect(),
            Self::Symbol => bytes.iter().filter_map(|byte| symbol::symbol(u32::from(*byte))).collect(),
            Self::Pictures => bytes.iter().filter(|byte| **byte == b' ').map(|_| ' ').collect(),
        }
    }
}

fn of_table(table: &str, byte: u8) -> Option<char> {
    match byte {
        0..=0x7f => Some(char::from(byte)),
        _ => table.chars().nth(usize::from(byte - 0x80)),
    }
}
