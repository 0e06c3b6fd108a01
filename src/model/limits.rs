//! Limits on what is read.

use serde::{Deserialize, Serialize};

/// How much is read, and what reading may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadLimits {
    /// The largest file, in bytes; a larger one is skipped. 32 MiB.
    pub file_bytes: u64,
    /// The longest text of one document, in bytes of UTF-8; a longer one is
    /// skipped. 64 MiB: an encoding of one byte a letter may triple.
    pub text_bytes: u64,
    /// How many bytes all that is packed in one file may unpack to. 256 MiB.
    pub expanded_bytes: u64,
    /// How many parts (members, messages, entries, rows) of one file are
    /// read. 10,000.
    pub members: usize,
    /// How deep files may stand within files: 1 is a file in an archive. 4.
    pub nesting: usize,
    /// How many pages of one document are read. 5,000.
    pub pages: usize,
    /// How long a part of a file may take to read, in seconds of processor
    /// time where the system tells it, else of the clock. 10.
    pub seconds: u64,
    /// How much memory a process that reads may use, in bytes of address
    /// space. 512 MiB.
    pub memory_bytes: u64,
}

impl ReadLimits {
    /// The limits of a desk that sets none.
    pub const DEFAULT: Self = Self {
        file_bytes: 32 << 20,
        text_bytes: 64 << 20,
        expanded_bytes: 256 << 20,
        members: 10_000,
        nesting: 4,
        pages: 5_000,
        seconds: 10,
        memory_bytes: 512 << 20,
    };
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What filling a template or setting the pages of one file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderLimits {
    /// Seconds of processor time. 30.
    pub seconds: u64,
    /// Bytes of address space of the process that does it. 1.5 GiB: a briefing
    /// of 100 pages needs 250 MB.
    pub memory_bytes: u64,
}

impl Default for RenderLimits {
    fn default() -> Self {
        Self { seconds: 30, memory_bytes: 1536 << 20 }
    }
}
