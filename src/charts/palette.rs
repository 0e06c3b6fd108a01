//! Colours that tell from one another also for those who see fewer of them, on
//! white paper and on a dark page.

/// Okabe and Ito, "Color Universal Design" (2008), without black and yellow,
/// in an order in which neighbours differ in lightness too, so that they do in
/// print without colours.
pub(super) const PARTS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"];

/// What is all the others together.
pub(super) const REST: &str = "#9aa1a9";

/// Bars, lines and dots of one kind: `chart-one` in a page's look.
pub(super) const ONE: &str = "#2a6496";

/// Rules that only guide the eye: `chart-quiet` in a page's look.
pub(super) const QUIET: &str = "#c5cbd1";

/// A heat map's cells by their share of the greatest, in five steps from light
/// to dark (ColorBrewer's `Blues`, Harrower and Brewer 2003), each with the
/// colour of a number in it: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
const HEAT: [(&str, &str); 5] = [
    ("#deebf7", "#1e2124"),
    ("#b5d3e9", "#1e2124"),
    ("#7fb8da", "#1e2124"),
    ("#2f7ab8", "#ffffff"),
    ("#08509b", "#ffffff"),
];

/// Returns the colours of a heat map's cell and of the number in it; `share` is
/// from 0 to 1, of the greatest.
pub(super) fn heat(share: f64) -> (&'static str, &'static str) {
    let step = (share * HEAT.len() as f64).ceil() as usize;
    HEAT[step.clamp(1, HEAT.len()) - 1]
}

/// Returns the colour of a part.
pub(super) fn part(at: usize, is_rest: bool) -> &'static str {
    if is_rest { REST } else { PARTS[at % PARTS.len()] }
}
