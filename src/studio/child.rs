//! A worker from inside.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use super::Kept;
use super::protocol::{Job, Reply};
use crate::template::Templates;
use crate::worker::{confine, message, read_bytes, read_value, write_value};

/// The longest frame that is taken, in bytes.
const FRAME_BYTES: u64 = 1 << 30;

/// Fills templates and sets pages as it is asked on `from`, and answers on
/// `to`, until `from` ends. The first request sets the limit of memory and
/// shuts off files and network, for good.
///
/// # Errors
/// A broken pipe, or a limit that cannot be set.
pub fn serve(from: impl Read + Send, to: impl Write + Send) -> io::Result<()> {
    // What went wrong is answered; nobody reads the terminal of a worker.
    std::panic::set_hook(Box::new(|_| {}));
    let mut pipe = Pipe { from, to };
    let Some(Job::Begin { memory_bytes }) = pipe.read()? else { return Ok(()) };
    let kept = Kept::default();
    kept.warm();
    // Typst divides its work among threads; later none can be started.
    rayon::broadcast(|_| ());
    confine(memory_bytes)?;
    let pipe = Mutex::new(pipe);
    let mut templates = None;
    loop {
        let job = lock(&pipe).read::<Job>()?;
        let Some(job) = job else { return Ok(()) };
        match job {
            Job::Begin { .. } => return Err(io::ErrorKind::InvalidData.into()),
            Job::Templates(texts) => templates = Templates::load(&texts).ok(),
            Job::Fill { name } => {
                let view = lock(&pipe).read_bytes()?;
                let reply = caught(|| fill(templates.as_ref(), &name, &view));
                lock(&pipe).write(&reply)?;
            }
            #[cfg(feature = "pdf")]
            Job::Set { head, look } => pages::set(head, look, &pipe, &kept)?,
        }
    }
}

fn fill(templates: Option<&Templates>, name: &str, view: &[u8]) -> Reply {
    let view: serde_json::Value = serde_json::from_slice(view).expect("a view is sent as JSON");
    let templates = templates.expect("templates that load are sent before one is to be filled");
    let filled = templates.fill(name, &view);
    Reply::Filled(filled.map(|markdown| markdown.as_str().to_owned()).map_err(|mistake| *mistake))
}

fn caught(work: impl FnOnce() -> Reply) -> Reply {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Reply::Panicked(message(&*panic)))
}

struct Pipe<R, W> {
    from: R,
    to: W,
}

impl<R: Read, W: Write> Pipe<R, W> {
    fn read<T: serde::de::DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        read_value(&mut self.from, FRAME_BYTES)
    }

    fn read_bytes(&mut self) -> io::Result<Vec<u8>> {
        read_bytes(&mut self.from, FRAME_BYTES)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn write(&mut self, reply: &Reply) -> io::Result<()> {
        write_value(&mut self.to, reply)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(feature = "pdf")]
mod pages {
    use std::collections::BTreeSet;

    use super::*;
    use crate::error::Reported;
    use crate::render::pdf::{Head, Help, Listed, Made, Order, PdfError, set as set_pages};
    use crate::studio::protocol::{Faces, Outcome};
    use crate::worker::write_bytes;

    /// Sets pages and answers with them.
    pub(super) fn set<R: Read + Send, W: Write + Send>(
        head: Head,
        look: Vec<String>,
        pipe: &Mutex<Pipe<R, W>>,
        kept: &Kept,
    ) -> io::Result<()> {
        let data = lock(pipe).read_bytes()?;
        let mut files = BTreeMap::new();
        for name in look {
            files.insert(name, lock(pipe).read_bytes()?);
        }
        let order = Order::received(head, data, files);
        let mut bytes = None;
        let reply = caught(|| {
            let (outcome, made) = outcome(set_pages(&order, &Asked(pipe), &kept.0));
            bytes = made;
            Reply::Set(outcome)
        });
        let mut pipe = lock(pipe);
        pipe.write(&reply)?;
        match bytes {
            Some(bytes) => write_bytes(&mut pipe.to, &bytes),
            None => Ok(()),
        }
    }

    fn outcome(set: Result<Reported<Made>, PdfError>) -> (Outcome, Option<Vec<u8>>) {
        match set {
            Ok(Reported { value: Made::Pdf(bytes), warnings }) => (Outcome::Pdf { warnings }, Some(bytes)),
            Ok(Reported { value: Made::Page(page), warnings }) => {
                let outcome = Outcome::Page { warnings, pages: page.pages, number: page.number };
                (outcome, Some(page.svg.into_bytes()))
            }
            Err(PdfError::Frame(mistakes)) => (Outcome::Look(mistakes), None),
            Err(PdfError::Export(mistakes)) => (Outcome::Format(mistakes), None),
        }
    }

    /// The one who asked has the fonts.
    struct Asked<'p, R, W>(&'p Mutex<Pipe<R, W>>);

    impl<R: Read + Send, W: Write + Send> Help for Asked<'_, R, W> {
        fn font(&self, file: &str) -> Option<Vec<u8>> {
            let mut pipe = lock(self.0);
            pipe.write(&Reply::Font(file.to_owned())).ok()?;
            pipe.read_bytes().ok().filter(|bytes| !bytes.is_empty())
        }

        fn further(&self, families: &BTreeSet<String>) -> Vec<Listed> {
            let mut pipe = lock(self.0);
            let asked = pipe.write(&Reply::Further(families.clone()));
            asked.ok().and_then(|()| pipe.read::<Faces>().ok().flatten()).unwrap_or_default()
        }
    }
}
