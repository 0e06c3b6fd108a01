//! One binary for all integration tests, by topic.

mod rooms;
