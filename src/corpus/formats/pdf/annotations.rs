//! What is written on a page as an annotation: the values of a form's fields,
//! and text boxes. Notes that open on a click are no part of the page.

use hayro_interpret::{Context, Device, interpret};
use hayro_syntax::content::TypedIter;
use hayro_syntax::object::{Array, Dict, Name, Rect, Stream};
use hayro_syntax::page::{Page, Resources};
use kurbo::Affine;

/// The most annotations of a page.
const ANNOTATIONS: usize = 2_000;

/// Flags of annotations that are not seen (ISO 32000-2, table 167): hidden, no
/// view.
const NOT_SEEN: u32 = 1 << 1 | 1 << 5;

/// Draws them after the page's own content.
pub(super) fn draw<'a>(page: &Page<'a>, context: &mut Context<'a>, device: &mut impl Device<'a>) {
    let Some(annotations) = page.raw().get::<Array<'a>>("Annots") else { return };
    for annotation in annotations.iter::<Dict<'a>>().take(ANNOTATIONS) {
        let kind = annotation.get::<Name<'_>>("Subtype");
        let shown = matches!(kind.as_deref(), Some(b"Widget" | b"FreeText"));
        if !shown || annotation.get::<u32>("F").unwrap_or(0) & NOT_SEEN != 0 {
            continue;
        }
        // The appearance is drawn as a form that the page names: `/N Do`.
        let Some(appearance) = annotation.get::<Dict<'a>>("AP") else { continue };
        let Some([a, b, c, d, e, f]) = placed(&annotation, &appearance) else { continue };
        let content = format!("q {a} {b} {c} {d} {e} {f} cm /N Do Q");
        let mut resources = Resources::from_parent(Dict::default(), page.resources().clone());
        resources.x_objects = appearance;
        interpret(TypedIter::new(content.as_bytes()), &resources, context, device);
    }
}

/// Returns the matrix that maps the appearance to the annotation's rectangle
/// (ISO 32000-2, 12.5.5, algorithm 8.1); `None` where it has several states.
fn placed(annotation: &Dict<'_>, appearance: &Dict<'_>) -> Option<[f64; 6]> {
    let form = appearance.get::<Stream<'_>>("N")?;
    let bounds = form.dict().get::<Rect>("BBox")?;
    let rect = annotation.get::<Rect>("Rect")?;
    let matrix = Affine::new(form.dict().get::<[f64; 6]>("Matrix").unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
    let bounds = matrix.transform_rect_bbox(kurbo::Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1));
    let scale = |to: f64, from: f64| if from == 0.0 { 1.0 } else { to / from };
    let (x, y) = (scale(rect.width(), bounds.width()), scale(rect.height(), bounds.height()));
    let matrix = [x, 0.0, 0.0, y, rect.x0 - bounds.x0 * x, rect.y0 - bounds.y0 * y];
    matrix.iter().all(|value| value.is_finite()).then_some(matrix)
}
