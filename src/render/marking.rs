//! Handling markings, as every format shows them.

/// A marking with the colours that it is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colours {
    /// Of the letters, as `#RRGGBB`.
    pub(super) text: &'static str,
    /// Behind them.
    pub(super) ground: &'static str,
}

/// Returns the colours of a marking of the Traffic Light Protocol (FIRST, TLP
/// 2.0, "TLP in RGB, CMYK and Hex": on black); `None` for any other marking.
pub(super) fn colours(marking: &str) -> Option<Colours> {
    let label = marking.trim().to_ascii_uppercase();
    let text = match label.strip_prefix("TLP:")?.trim() {
        "CLEAR" | "WHITE" => "#FFFFFF",
        "GREEN" => "#33FF00",
        "AMBER" | "AMBER+STRICT" => "#FFC000",
        "RED" => "#FF2B2B",
        _ => return None,
    };
    Some(Colours { text, ground: "#000000" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_traffic_lights_have_their_colours_and_nothing_else_has() {
        let text = |marking: &str| colours(marking).map(|colours| colours.text);
        assert_eq!(text("TLP:AMBER+STRICT"), Some("#FFC000"));
        assert_eq!(text("tlp:green"), Some("#33FF00"));
        assert_eq!(text("TLP:PINK"), None);
        assert_eq!(text("For official use only"), None);
    }
}
