//! What the sandbox forbids is tried in a process of its own, which is this
//! test program again, asked for one test that is left out otherwise.

use std::process::Command;

/// Asserts that the left-out test with this name passes in its own process.
#[track_caller]
fn check_apart(name: &str) {
    let name = format!("worker::tests::{name}");
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).args(["--exact", &name, "--ignored", "--nocapture"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{wrong}");
}

#[cfg(target_os = "linux")]
mod confined {
    use std::fs::File;
    use std::io::ErrorKind;
    use std::net::{TcpStream, UdpSocket};

    use super::check_apart;
    use crate::worker::sandbox::confine;

    #[test]
    fn a_worker_opens_no_file() {
        check_apart("confined::inside_no_file_is_opened");
    }

    #[test]
    #[ignore = "confines its process"]
    fn inside_no_file_is_opened() {
        confine(512 << 20).unwrap();
        assert_eq!(File::open("/dev/null").unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(File::create_new("x").unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(std::fs::read_dir("/").unwrap_err().kind(), ErrorKind::PermissionDenied);
    }

    #[test]
    fn a_worker_reaches_no_network() {
        check_apart("confined::inside_no_socket_is_made");
    }

    #[test]
    #[ignore = "confines its process"]
    fn inside_no_socket_is_made() {
        confine(512 << 20).unwrap();
        assert_eq!(TcpStream::connect("127.0.0.1:9").unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(UdpSocket::bind("127.0.0.1:0").unwrap_err().kind(), ErrorKind::PermissionDenied);
    }

    #[test]
    fn a_worker_starts_no_process() {
        check_apart("confined::inside_no_process_is_started");
    }

    #[test]
    #[ignore = "confines its process"]
    fn inside_no_process_is_started() {
        confine(512 << 20).unwrap();
        assert!(std::process::Command::new("/bin/true").spawn().is_err());
        assert!(std::thread::Builder::new().spawn(|| ()).is_err());
    }

    #[test]
    fn a_worker_gets_no_more_memory_than_its_limit() {
        check_apart("confined::inside_memory_has_a_limit");
    }

    #[test]
    #[ignore = "confines its process"]
    fn inside_memory_has_a_limit() {
        let most = 256 << 20;
        confine(most).unwrap();
        let mut bytes: Vec<u8> = Vec::new();
        assert!(bytes.try_reserve_exact(most as usize).is_err());
        assert!(bytes.try_reserve_exact(1 << 20).is_ok());
    }
}
