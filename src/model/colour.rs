//! Colours of screens (sRGB, IEC 61966-2-1), and how well one is read on
//! another.

/// A colour: red, green and blue, 0 to 255 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// White.
    pub const WHITE: Self = Self(255, 255, 255);
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);

    /// Reads `#rrggbb` or `#rgb`, in either case; `None` for anything else.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .strip_prefix('#')?
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self(r * 17, g * 17, b * 17)),
            [r, s, g, h, b, c] => Some(Self(r * 16 + s, g * 16 + h, b * 16 + c)),
            _ => None,
        }
    }

    /// Writes it as `#rrggbb`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Returns how bright it is, from 0 to 1 (relative luminance, WCAG 2.2).
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Returns the contrast of two colours, from 1 to 21 (WCAG 2.2); text wants
    /// 4.5 at least (success criterion 1.4.3).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Returns this colour with a share of another in it, from 0 to 1.
    #[must_use]
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let mix = |one: u8, other: u8| {
            (f64::from(one) + (f64::from(other) - f64::from(one)) * share).round().clamp(0.0, 255.0) as u8
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Returns this colour, mixed with as little white or black as gives it a
    /// contrast on `ground`; white or black itself where nothing less does.
    #[must_use]
    pub fn readable_on(self, ground: Self, contrast: f64) -> Self {
        let far = if ground.luminance() < 0.18 { Self::WHITE } else { Self::BLACK };
        (0..=20)
            .map(|step| self.mixed(far, f64::from(step) / 20.0))
            .find(|colour| colour.contrast(ground) >= contrast)
            .unwrap_or(far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_style_sheets_write_them() {
        assert_eq!(Colour::from_hex("#1D3b5C"), Some(Colour(0x1d, 0x3b, 0x5c)));
        assert_eq!(Colour::from_hex("#fa0"), Some(Colour(0xff, 0xaa, 0)));
        for wrong in ["", "#", "fff", "#ffff", "#ggg", "#1d3b5c0", "navy", "#é00"] {
            assert_eq!(Colour::from_hex(wrong), None, "{wrong}");
        }
        assert_eq!(Colour(1, 160, 255).hex(), "#01a0ff");
    }

    #[test]
    fn contrast_is_that_of_the_web_guidelines() {
        // Two known ratios: black on white, and #767676, the lightest grey that passes on white.
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        assert!((Colour(0x76, 0x76, 0x76).contrast(Colour::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_colour_can_be_made_readable_on_any_ground() {
        for accent in [Colour(0x1d, 0x3b, 0x5c), Colour(255, 255, 0), Colour(0x80, 0x80, 0x80)] {
            for ground in [Colour::BLACK, Colour::WHITE, Colour(0x15, 0x17, 0x1a)] {
                assert!(accent.readable_on(ground, 7.0).contrast(ground) >= 7.0);
            }
        }
    }
}
