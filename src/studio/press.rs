//! Pages, set where the studio works.

use super::Studio;
use crate::model::RenderLimits;
use crate::render::Press;

/// A studio with the limits of a desk.
pub struct Bound<'s> {
    /// Where pages are set.
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "without PDF no pages are set"))]
    pub(crate) studio: &'s Studio,
    /// What setting them may cost.
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "without PDF no pages are set"))]
    pub(crate) limits: RenderLimits,
}

#[cfg(not(feature = "pdf"))]
impl Press for Bound<'_> {}

#[cfg(feature = "pdf")]
mod pages {
    use super::{Bound, Press};
    use crate::error::{Diagnostic, Reported};
    use crate::render::pdf::{Help, Helper, Made, Order, PdfError, set};
    use crate::render::{Fonts, Picture, RenderError};
    use crate::studio::protocol::{Faces, Job, Outcome, Reply};
    use crate::studio::{End, LONG_BYTES, MOST_WORKERS, Worker, at_its_loop, told};
    use crate::worker::Clock;

    /// The look's file in a desk.
    const PAGE: &str = "page.typ";

    impl Press for Bound<'_> {
        fn set(&self, order: &Order, fonts: &Fonts) -> Result<Reported<Made>, RenderError> {
            let helper = Helper::new(fonts, order);
            if self.studio.executable.is_none() {
                return set(order, &helper, &self.studio.kept.0).map_err(refused);
            }
            let digest = order.digest();
            let most = if order.data.len() < LONG_BYTES { 1 } else { MOST_WORKERS };
            let made = self.studio.with_worker(self.limits, most, Some(&digest), |worker, clock| {
                let made = ask(worker, clock, order, &helper)?;
                worker.set = Some(digest.clone());
                Ok(made)
            });
            made.unwrap_or_else(|end| Err(RenderError::Format(vec![blamed(&end, self, order)])))
        }
    }

    /// Names the desk's own look, if it has one.
    fn blamed(end: &End, bound: &Bound<'_>, order: &Order) -> Diagnostic {
        let told = told(end, "setting its pages", bound.limits);
        let Some(page) = order.look.get(PAGE) else { return told };
        let text = String::from_utf8_lossy(page);
        at_its_loop(
            told.in_file(format!("templates/frame/{PAGE}")),
            end,
            &text,
            &["while ", "for ", "range("],
        )
    }

    fn refused(error: PdfError) -> RenderError {
        match error {
            PdfError::Frame(mistakes) => RenderError::Look(mistakes),
            PdfError::Export(mistakes) => RenderError::Format(mistakes),
        }
    }

    fn ask(
        worker: &mut Worker,
        clock: &Clock,
        order: &Order,
        help: &dyn Help,
    ) -> Result<Result<Reported<Made>, RenderError>, End> {
        let process = &mut worker.process;
        process.send(&Job::Set { head: order.head.clone(), look: order.look.keys().cloned().collect() })?;
        process.send_bytes(&order.data)?;
        for bytes in order.look.values() {
            process.send_bytes(bytes)?;
        }
        loop {
            let outcome = match process.receive(clock)? {
                Reply::Font(file) => {
                    process.send_bytes(&help.font(&file).unwrap_or_default())?;
                    continue;
                }
                Reply::Further(families) => {
                    let faces: Faces = help.further(&families);
                    process.send(&faces)?;
                    continue;
                }
                Reply::Panicked(message) => return Err(End::Panicked(message)),
                Reply::Filled(_) => return Err(End::Panicked("it answered what was not asked".to_owned())),
                Reply::Set(outcome) => outcome,
            };
            return Ok(match outcome {
                Outcome::Pdf { warnings } => {
                    Ok(Reported { value: Made::Pdf(process.receive_bytes(clock)?), warnings })
                }
                Outcome::Page { warnings, pages, number } => {
                    let svg = String::from_utf8_lossy(&process.receive_bytes(clock)?).into_owned();
                    Ok(Reported { value: Made::Page(Picture { pages, number, svg }), warnings })
                }
                Outcome::Look(mistakes) => Err(RenderError::Look(mistakes)),
                Outcome::Format(mistakes) => Err(RenderError::Format(mistakes)),
            });
        }
    }
}
