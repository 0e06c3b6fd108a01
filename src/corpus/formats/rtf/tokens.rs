//! The tokens of RTF (specification 1.9.1, "RTF Syntax").

/// The longest control word, in letters.
const WORD_LETTERS: usize = 32;

/// A token.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// A control word with its number.
    Word(&'a str, Option<i32>),
    /// A backslash and a character that is no letter.
    Symbol(u8),
    /// A byte written in hexadecimal digits.
    Hex(u8),
    /// Text without line ends.
    Text(&'a [u8]),
}

/// Cuts bytes into tokens; any bytes have some.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn control(&mut self) -> Token<'a> {
        let Some(first) = self.rest.first().copied() else { return Token::Symbol(b'\\') };
        if first == b'\'' {
            let digits = self.rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
            if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                self.rest = &self.rest[3..];
                return Token::Hex(byte);
            }
        }
        if !first.is_ascii_alphabetic() {
            self.rest = &self.rest[1..];
            return Token::Symbol(first);
        }
        self.word()
    }

    fn word(&mut self) -> Token<'a> {
        let letters =
            self.rest.iter().take(WORD_LETTERS).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (name, rest) = self.rest.split_at(letters);
        let sign = usize::from(rest.first() == Some(&b'-') && rest.get(1).is_some_and(u8::is_ascii_digit));
        let digits = rest[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = rest.split_at(sign + digits);
        // One space belongs to the word.
        self.rest = if rest.first() == Some(&b' ') { &rest[1..] } else { rest };
        let name = std::str::from_utf8(name).unwrap_or_default();
        let number: Option<i32> = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        if name == "bin" {
            // Bytes of a picture, whatever they look like.
            let count = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.rest = &self.rest[count.min(self.rest.len())..];
        }
        Token::Word(name, number)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (first, rest) = self.rest.split_first()?;
            match first {
                b'{' | b'}' => {
                    self.rest = rest;
                    return Some(if *first == b'{' { Token::Open } else { Token::Close });
                }
                b'\\' => {
                    self.rest = rest;
                    return Some(self.control());
                }
                b'\r' | b'\n' | 0 => self.rest = rest,
                _ => {
                    let ends = |byte: &u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let length = self.rest.iter().position(ends).unwrap_or(self.rest.len());
                    let (text, rest) = self.rest.split_at(length);
                    self.rest = rest;
                    return Some(Token::Text(text));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_cut_into_tokens() {
        let tokens: Vec<Token<'_>> =
            Tokens::new(b"{\\rtf1\\b0 a b\\'e9\\~\r\n\\u-10179?\\bin2 }}\\x}").collect();
        let expected = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Word("b", Some(0)),
            Token::Text(b"a b"),
            Token::Hex(0xe9),
            Token::Symbol(b'~'),
            Token::Word("u", Some(-10_179)),
            Token::Text(b"?"),
            Token::Word("bin", Some(2)),
            Token::Word("x", None),
            Token::Close,
        ];
        assert_eq!(tokens, expected);
    }
}
