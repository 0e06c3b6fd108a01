//! What would sharpen a theme: words and phrases that its passages have more
//! often than the rest of the corpus. Pure; languages are kept apart.

mod keyness;
mod suggest;
mod tokens;

pub use keyness::Counts;
pub use suggest::{Suggestion, suggest};
pub use tokens::Tokens;
