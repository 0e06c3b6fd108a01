//! S3 with moto, behind a check of signatures by botocore.

use std::collections::BTreeMap;

use super::*;

fn both(audiences: &str) -> Option<(Served, Desk)> {
    let packages = packages("moto", MOTO)?;
    let served = Served::start("s3_server.py", 0, Some(&packages), &[]);
    let desk = published();
    let endpoint = format!("http://127.0.0.1:{}", served.port);
    add_target(
        &desk,
        &format!(
            "s3: {{endpoint: '{endpoint}', bucket: briefings, region: eu-test-1, prefix: desk/one, \
             access_key: {{env: DESK_ACCESS}}, secret_key: {{env: DESK_SECRET}}, audiences: {audiences}}}"
        ),
    );
    Some((served, desk))
}

/// Returns the store's objects by key.
fn objects(served: &mut Served) -> BTreeMap<String, Value> {
    served.ask();
    let listed: Vec<Value> = serde_json::from_str(&served.text("objects.json")).unwrap();
    listed.into_iter().map(|object| (object["key"].as_str().unwrap().to_owned(), object)).collect()
}

/// Returns the paths that were put, in order.
fn puts(served: &Served) -> Vec<String> {
    let is_put = |line: &&str| line.starts_with("PUT ") && line.ends_with(" 200");
    served
        .text("requests")
        .lines()
        .filter(is_put)
        .map(|line| line.split(' ').nth(1).unwrap().to_owned())
        .collect()
}

#[test]
fn an_edition_is_put_with_its_manifest_last_and_once() {
    let Some((mut served, desk)) = both("all") else { return };
    deliver(&desk, 0);
    let home = format!("desk/one/weekly/{DATE}");
    let objects = objects(&mut served);
    let manifest = desk.manifest(DATE);
    let files =
        manifest["audiences"].as_array().unwrap().iter().flat_map(|one| one["files"].as_array().unwrap());
    let mut count = 0;
    for file in files {
        let object = &objects[&format!("{home}/{}", file["path"].as_str().unwrap())];
        assert_eq!(object["sha256"], file["sha256"]);
        count += 1;
    }
    assert_eq!(objects.len(), count + 2);
    assert_eq!(objects[&format!("{home}/analyst.pdf")]["type"], "application/pdf");
    let latest: Value =
        serde_json::from_str(objects["desk/one/weekly/latest.json"]["text"].as_str().unwrap()).unwrap();
    assert_eq!(latest["edition"], DATE);
    assert_eq!(latest["sha256"], objects[&format!("{home}/edition.json")]["sha256"]);
    let put = puts(&served);
    assert!(
        put[put.len() - 2].ends_with("/edition.json") && put[put.len() - 1].ends_with("/latest.json"),
        "{put:?}"
    );
    // Where nobody remembers, what stands there is looked at and left alone.
    fs::remove_dir_all(desk.root.join("output/.deliveries")).unwrap();
    deliver(&desk, 0);
    assert_eq!(puts(&served).len(), put.len());
}

#[test]
fn a_target_is_given_nothing_of_other_audiences() {
    let Some((mut served, desk)) = both("press") else { return };
    deliver(&desk, 0);
    let objects = objects(&mut served);
    let home = format!("desk/one/weekly/{DATE}");
    let keys: Vec<&str> = objects.keys().map(String::as_str).collect();
    let (listing, press) = (format!("{home}/delivery.json"), format!("{home}/press.md"));
    assert_eq!(keys, [listing.as_str(), press.as_str(), "desk/one/weekly/latest.json"]);
    let text = objects[&listing]["text"].as_str().unwrap();
    assert!(!text.contains("analyst") && text.contains("press.md"), "{text}");
}

#[test]
fn a_wrong_key_is_told_without_it() {
    let Some((mut served, desk)) = both("all") else { return };
    desk.edit("config.yaml", "secret_key: {env: DESK_SECRET}", "secret_key: {env: DESK_PASSWORD}");
    deliver(&desk, 1).prints(&["failed weekly", "403 SignatureDoesNotMatch"]);
    assert!(objects(&mut served).is_empty());
}

#[test]
fn a_store_that_is_busy_gets_only_what_is_wanting() {
    let Some((mut served, desk)) = both("all") else { return };
    served.behave("ok\nok\n503\nok");
    deliver(&desk, 0);
    let count = objects(&mut served).len();
    assert_eq!(puts(&served).len(), count, "nothing was put twice");
}

#[test]
fn an_edition_that_comes_late_is_not_the_latest() {
    let Some((mut served, desk)) = both("all") else { return };
    desk.build_on("2025-04-03");
    run(&desk, &["deliver", "weekly/2025-04-03"]).ends_with(0);
    run(&desk, &["deliver", &format!("weekly/{DATE}")]).ends_with(0);
    let objects = objects(&mut served);
    assert!(objects.contains_key(&format!("desk/one/weekly/{DATE}/edition.json")));
    assert!(objects["desk/one/weekly/latest.json"]["text"].as_str().unwrap().contains("2025-04-03"));
}
