//! Pins and drops, written into the brief and taken back; beginning and end.

use std::process::Command;

use super::Preview;
use crate::support::Desk;

/// The words of a form on an excerpt's page.
struct Words {
    theme: String,
    document: String,
    text: String,
}

impl Words {
    fn of(page: &str) -> Self {
        let field = |name: &str| {
            let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
            let value = rest.split('"').next().unwrap();
            value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&amp;", "&")
        };
        Self { theme: field("theme"), document: field("document"), text: field("text") }
    }

    fn fields(&self) -> [(&str, &str); 5] {
        [
            ("brief", "weekly"),
            ("audience", "analyst"),
            ("theme", &self.theme),
            ("document", &self.document),
            ("text", &self.text),
        ]
    }
}

#[test]
fn a_pin_is_written_into_the_brief_beside_its_comments_and_taken_back() {
    let desk = Desk::sample();
    desk.append("briefs/weekly.yaml", "# what the editor thinks of it\n");
    let before = desk.read("briefs/weekly.yaml");
    let preview = Preview::of(desk, &[]);
    let words = Words::of(&preview.page("/excerpt/weekly/analyst/2"));
    let answer = preview.post("/edit/pin", &words.fields());
    assert_eq!((answer.status, answer.header("location")), (303, "/brief/weekly/analyst?view=excerpts"));
    let after = preview.desk.read("briefs/weekly.yaml");
    assert!(after.contains("pin:") && after.contains("# what the editor thinks of it"), "{after}");
    let list =
        preview.until("/brief/weekly/analyst?view=excerpts", |page| page.body.contains("badge pinned"));
    assert!(list.body.contains("Undo"));
    let again = preview.post("/edit/pin", &words.fields());
    assert_eq!(again.status, 409);
    assert!(again.body.contains("these words are pinned already"), "{}", again.body);
    assert_eq!(preview.post("/undo", &[("brief", "weekly")]).status, 303);
    assert_eq!(preview.desk.read("briefs/weekly.yaml"), before);
    preview.until("/brief/weekly/analyst?view=excerpts", |page| !page.body.contains("badge pinned"));
}

#[test]
fn a_dropped_excerpt_makes_room_for_another() {
    let preview = Preview::sample();
    let list = "/brief/weekly/analyst?view=excerpts";
    let page = preview.page(list);
    let (_, rest) = page.split_once("href=\"/excerpt/weekly/analyst/").unwrap();
    let n = rest.split(['"', '#']).next().unwrap();
    let words = Words::of(&preview.page(&format!("/excerpt/weekly/analyst/{n}")));
    // Letters that are written as they are; what was changed last is told above the list.
    let is_plain = |letter: &char| letter.is_alphanumeric() || *letter == ' ';
    let start: String = words.text.chars().take_while(is_plain).take(40).collect();
    let has = |page: &str| page.split("<main").nth(1).unwrap().contains(start.as_str());
    assert!(start.len() > 5 && has(&page), "{start}");
    assert_eq!(preview.post("/edit/drop", &words.fields()).status, 303);
    preview.until(list, |answer| answer.status == 200 && !has(&answer.body));
    assert!(preview.desk.read("briefs/weekly.yaml").contains("drop:"));
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_undone() {
    let preview = Preview::sample();
    let words = Words::of(&preview.page("/excerpt/weekly/analyst/1"));
    preview.post("/edit/pin", &words.fields());
    preview.desk.append("briefs/weekly.yaml", "# mine\n");
    let answer = preview.post("/undo", &[]);
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("has changed since it was read"), "{}", answer.body);
    assert!(preview.desk.read("briefs/weekly.yaml").ends_with("# mine\n"));
}

#[test]
fn an_unknown_brief_is_not_written() {
    let preview = Preview::sample();
    let fields = [("brief", "../config"), ("document", "a"), ("text", "b"), ("theme", "harbour")];
    assert_eq!(preview.post("/edit/pin", &fields).status, 409);
    assert_eq!(preview.post("/edit/burn", &fields).status, 404);
}

#[test]
fn it_ends_when_it_is_asked_to() {
    let mut preview = Preview::sample();
    let pid = preview.process.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(preview.process.wait().unwrap().code(), Some(0));
}

#[test]
fn a_port_in_use_and_a_folder_that_is_no_desk_are_told() {
    let preview = Preview::sample();
    let port = preview.port.to_string();
    let desk = Desk::sample();
    desk.run(&["preview", "--port", &port]).ends_with(1).warns(&["is in use", "`--port`"]);
    desk.run(&["preview", "--port", "0", "--host", "192.0.2.1"])
        .ends_with(1)
        .warns(&["cannot listen on 192.0.2.1"]);
    desk.run(&["preview", "weely"]).ends_with(2).warns(&["unknown brief `weely`", "did you mean `weekly`?"]);
    desk.remove("config.yaml");
    desk.run(&["preview"]).ends_with(2).warns(&["this is no desk"]);
}
