//! Pictures: a chart as SVG, and as PNG for programs that show no SVG.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::model::Drawing;
use crate::tool::markdown::caption_line;

use super::body::{Paragraph, TEXT_WIDTH};
use super::package::Part;
use super::writer::{Place, Writer};

/// Bytes of a font file, read by whoever owns them.
pub type Face = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Font files that pictures take their letters from, most wanted first; with
/// none, a PNG has no letters.
#[derive(Default, Clone)]
pub struct Faces(pub Vec<Face>);

/// English Metric Units a point (ECMA-376, part 1, 20.1.2.1), and a twentieth
/// of one.
const EMU: f64 = 12_700.0;
const EMU_TWIP: f64 = EMU / 20.0;

/// Dots of a PNG a point: 216 dots an inch, for print.
const DOTS: f32 = 3.0;

/// The colour of texts: that of the style of running text.
const INK: &str = "#1b1b1b";

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
const WORD_DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
/// The extension that names the SVG of a picture ([MS-ODRAWXML], 2.3.4.1).
const SVG_URI: &str = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}";
const SVG: &str = "http://schemas.microsoft.com/office/drawing/2016/SVG/main";

impl Writer<'_> {
    /// A chart that is not drawn is its caption.
    pub(super) fn chart(&mut self, id: &str, alt: &str, caption: &str, place: Place<'_>) {
        let Some(drawing) = self.frame.charts.get(id) else {
            return self.paragraph(&caption_line(caption), &Paragraph::of(place), place);
        };
        let paragraph = Paragraph { keep_next: !caption.is_empty(), ..Paragraph::of(place) };
        self.open_paragraph(&paragraph);
        self.picture(id, alt, drawing, place.indent);
        self.xml.close();
        if !caption.is_empty() {
            self.open_paragraph(&Paragraph { style: "Caption", ..Paragraph::of(place) });
            self.text(caption, Default::default(), place);
            self.xml.close();
        }
    }

    /// Writes a run that holds the picture. The order of elements is that of the
    /// schema (`CT_Inline`).
    fn picture(&mut self, id: &str, alt: &str, drawing: &Drawing, indent: u32) {
        let svg = drawing.inked(INK);
        let number = self.pictures.len() / 2 + 1;
        let png = png(&svg, &self.faces);
        let plain = self.add_picture(&format!("{number}-{id}.png"), "image/png", png);
        let vector = self.add_picture(&format!("{number}-{id}.svg"), "image/svg+xml", svg.into_bytes());
        let room = f64::from(TEXT_WIDTH.saturating_sub(indent)) * EMU_TWIP;
        let shrink = (room / (drawing.size.0 * EMU)).min(1.0);
        let [width, height] =
            [drawing.size.0, drawing.size.1].map(|points| ((points * EMU * shrink) as u64).to_string());
        let number = number.to_string();
        let size = [("cx", width.as_str()), ("cy", height.as_str())];
        let named = [("id", number.as_str()), ("name", id), ("descr", alt)];
        let xml = &mut self.xml;
        xml.open("w:r", &[]).open("w:drawing", &[]);
        let none = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
        let mut inline = vec![("xmlns:wp", WORD_DRAWING)];
        inline.extend(none);
        xml.open("wp:inline", &inline).leaf("wp:extent", &size).leaf("wp:docPr", &named);
        xml.open("wp:cNvGraphicFramePr", &[]);
        xml.leaf("a:graphicFrameLocks", &[("xmlns:a", DRAWING), ("noChangeAspect", "1")]).close();
        xml.open("a:graphic", &[("xmlns:a", DRAWING)]).open("a:graphicData", &[("uri", PICTURE)]);
        xml.open("pic:pic", &[("xmlns:pic", PICTURE)]).open("pic:nvPicPr", &[]);
        xml.leaf("pic:cNvPr", &named).leaf("pic:cNvPicPr", &[]).close();
        xml.open("pic:blipFill", &[]).open("a:blip", &[("r:embed", &plain)]);
        xml.open("a:extLst", &[]).open("a:ext", &[("uri", SVG_URI)]);
        xml.leaf("asvg:svgBlip", &[("xmlns:asvg", SVG), ("r:embed", &vector)]).close().close().close();
        xml.open("a:stretch", &[]).leaf("a:fillRect", &[]).close().close();
        xml.open("pic:spPr", &[]).open("a:xfrm", &[]);
        xml.leaf("a:off", &[("x", "0"), ("y", "0")]).leaf("a:ext", &size).close();
        xml.open("a:prstGeom", &[("prst", "rect")]).leaf("a:avLst", &[]).close().close();
        xml.close().close().close().close().close().close();
    }

    fn add_picture(&mut self, name: &str, media_type: &str, bytes: Vec<u8>) -> String {
        let part =
            Part { name: format!("word/media/{name}"), media_type: Some(media_type.to_owned()), bytes };
        self.pictures.push(part);
        self.relationships.add("image", &format!("media/{name}"))
    }
}

/// Draws an SVG of ours on white; one white dot if it cannot be drawn.
fn png(svg: &str, faces: &Faces) -> Vec<u8> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    for face in &faces.0 {
        fonts.load_font_source(fontdb::Source::Binary(Arc::clone(face)));
    }
    drawn(svg, &options).unwrap_or_else(|| {
        let dot = Pixmap::new(1, 1).expect("a dot has a size");
        dot.encode_png().expect("a dot can be encoded")
    })
}

fn drawn(svg: &str, options: &Options<'_>) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, options).ok()?;
    let size = tree.size();
    let mut map = Pixmap::new((size.width() * DOTS).ceil() as u32, (size.height() * DOTS).ceil() as u32)?;
    map.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, Transform::from_scale(DOTS, DOTS), &mut map.as_mut());
    map.encode_png().ok()
}
