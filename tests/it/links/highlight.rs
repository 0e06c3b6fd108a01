//! What a browser highlights of a page that is opened at a link.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::browser::Page;

/// What every page of these tests has in its head: a colour that is nowhere
/// else. It changes no layout.
pub(super) const STYLE: &str = "<style>::target-text{background:rgb(255,0,255);color:black}</style>";

/// How long the browser may take to look for the words of a link after a page
/// is loaded.
const SEARCH: Duration = Duration::from_millis(1500);

/// Looks at each letter of the page, in order: it is highlighted if the colour
/// stands behind it in a picture of the page. White space and invisible
/// characters are left out. `PICTURE` is the picture.
const LOOK: &str = r"(async () => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + 'PICTURE';
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  const lit = (x, y) => {
    const at = 4 * (Math.floor(y) * image.width + Math.floor(x));
    return pixels[at] > 200 && pixels[at + 1] < 60 && pixels[at + 2] > 200;
  };
  const share = (box) => {
    let found = 0, looked = 0;
    for (let x = box.left + 0.5; x < box.right; x += Math.max(1, box.width / 5)) {
      for (let y = box.top + 0.5; y < box.bottom; y += Math.max(1, box.height / 5)) {
        looked += 1;
        found += lit(x, y);
      }
    }
    return looked && found / looked;
  };
  const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const runs = [];
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (/^(script|style|noscript)$/.test(node.parentNode.localName)) continue;
    for (const {segment, index} of graphemes.segment(node.data)) {
      const letters = segment.replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff]/gu, '');
      if (!letters) continue;
      range.setStart(node, index);
      range.setEnd(node, index + segment.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
      if (!boxes.length) continue;
      const is = boxes.some((box) => share(box) > 0.3);
      if (runs.length && runs.at(-1)[0] === is) runs.at(-1)[1] += letters;
      else runs.push([is, letters]);
    }
  }
  return runs;
})()";

/// The letters that a page shows, without white space and invisible
/// characters: runs that are highlighted (`true`) and runs that are not.
#[derive(Debug, PartialEq)]
pub(super) struct Shown(Vec<(bool, String)>);

impl Shown {
    /// Opens an address in the page and waits until something is highlighted,
    /// or until nothing will be.
    pub(super) fn at(page: &Page<'_>, url: &str) -> Self {
        page.set_size(800, 600);
        page.goto("about:blank");
        page.goto(url);
        Self::now(page)
    }

    /// Looks at a page that is open, as [`at`](Self::at).
    pub(super) fn now(page: &Page<'_>) -> Self {
        let height = page.evaluate("document.documentElement.scrollHeight").as_u64().unwrap();
        page.set_size(800, height.clamp(600, 16_000) as u32);
        let end = Instant::now() + SEARCH;
        loop {
            let runs = page.evaluate(&LOOK.replace("PICTURE", &page.screenshot_base64()));
            let shown = Self(runs.as_array().unwrap().iter().map(run).collect());
            if Instant::now() > end || shown.0.iter().any(|(is, _)| *is) {
                return shown;
            }
        }
    }

    /// All letters.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// What is highlighted, with gaps as ` […] `, and the byte of
    /// [`text`](Self::text) at which it begins.
    pub(super) fn highlighted(&self) -> (usize, String) {
        let first = self.0.iter().position(|(is, _)| *is).unwrap_or(0);
        let start = self.0[..first].iter().map(|(_, text)| text.len()).sum();
        let runs: Vec<&str> = self.0.iter().filter(|(is, _)| *is).map(|(_, text)| text.as_str()).collect();
        (start, runs.join(" […] "))
    }
}

fn run(value: &Value) -> (bool, String) {
    (value[0].as_bool().unwrap(), value[1].as_str().unwrap().to_owned())
}

/// Leaves out what [`Shown`] leaves out.
pub(super) fn letters(text: &str) -> String {
    let is_left = |c: &char| {
        !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.chars().filter(is_left).collect()
}
