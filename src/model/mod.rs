//! Plain data that the stages hand to one another.
//!
//! Nothing here reads, writes or decides; a type that is hard to build wrongly
//! is worth more than a check further on.

pub mod archive;
pub mod chart;
pub mod citation;
pub mod colour;
pub mod date;
pub mod delivery;
pub mod digest;
pub mod document;
pub mod edition;
pub mod evidence;
pub mod excerpt;
pub mod facts;
pub mod library;
pub mod limits;
pub mod look;
pub mod marking;
pub mod moment;
pub mod params;
pub mod passage;
pub mod schedule;
pub mod sheet;
pub mod spec;
pub mod theme;
pub mod weights;

pub use archive::{ArchiveTerms, Retain, Retraction, Tombstone};
pub use chart::{Axis, Chart, Happening, Row, Shape};
pub use citation::{Citation, Locator, Placement, Rich, Run, RunStyle, Selector};
pub use colour::Colour;
pub use date::{Date, PartialDate};
pub use digest::Sha256;
pub use document::{Block, BlockKind, Corpus, Document, DocumentId, Layer, Outcome, Reliability, Source};
pub use edition::{Artifact, Attachment, Edition, EditionName};
pub use evidence::{Candidate, Evidence, Found, PerField, Statistics, TermMatch, TermStatistics};
pub use excerpt::{Alternative, Chosen, Excerpt, Part, Selection, Status};
pub use facts::Facts;
pub use library::LibraryEntry;
pub use limits::{ReadLimits, RenderLimits};
pub use look::{Base, Families, Logo, Look, Slot};
pub use marking::Markings;
pub use moment::{Moment, Zone};
pub use params::{Param, ParamKind, ParamSet, ParamValue};
pub use passage::{Passage, PassageId};
pub use schedule::{CatchUp, Holidays, Schedule, When};
pub use sheet::{Drawing, Paper, Sheet};
pub use spec::{Audience, BriefSpec, Finding, Mark, PdfTerms, Pin, Placed, Preference};
pub use theme::{Clause, ClauseKind, Period, Query, SourcePattern, Theme, Wish};
pub use weights::{Aspect, Weights};
