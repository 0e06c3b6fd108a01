//! What a worker may not do.
//!
//! On Linux: no more memory than its limit, no file written, no core dump
//! (`setrlimit`), and no system call but those that computing needs (seccomp):
//! no file opened, no socket, no process. On other systems none of this holds;
//! there a crash is still contained, and so is a reader that hangs.

use std::io;

/// Confines this process with all its threads, for good. `memory_bytes` is a
/// limit on address space.
///
/// # Errors
/// The system refuses a limit, or this kernel has no seccomp.
#[cfg(target_os = "linux")]
pub(crate) fn confine(memory_bytes: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, limit(memory_bytes))?;
    setrlimit(Resource::Core, limit(0))?;
    setrlimit(Resource::Fsize, limit(0))?;
    filter::apply()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn confine(_: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
mod filter {
    use std::collections::BTreeMap;
    use std::io;

    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter_all_threads};

    /// The system calls of a program that computes, reads and writes what is
    /// open already, and ends. All others fail with EPERM.
    const ALLOWED: &[libc::c_long] = &[
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_mremap,
        libc::SYS_munmap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_gettimeofday,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_restart_syscall,
    ];

    pub(super) fn apply() -> io::Result<()> {
        let rules = ALLOWED.iter().map(|call| (*call, Vec::new())).collect::<BTreeMap<_, _>>();
        let architecture = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
        let denied = SeccompAction::Errno(libc::EPERM as u32);
        let filter = SeccompFilter::new(rules, denied, SeccompAction::Allow, architecture)
            .map_err(io::Error::other)?;
        let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
        apply_filter_all_threads(&program).map_err(io::Error::other)
    }
}
