use super::*;

fn make(out: &Path, foreign: Foreign, files: &[(&str, &str)]) -> Result<PathBuf> {
    let mut staged = stage(out, foreign)?;
    let outputs: Vec<Output> = files
        .iter()
        .map(|(path, text)| {
            staged
                .write(path, |file| file.write_all(text.as_bytes()).map_err(|cause| Error::io(path, cause)))
                .unwrap()
                .0
        })
        .collect();
    let listed: Vec<String> = outputs.iter().map(|output| format!("{{\"path\":\"{}\"}}", output.path)).collect();
    let manifest = format!("{{\"tool\":\"slantwise\",\"outputs\":[{}]}}", listed.join(","));
    staged.write(MANIFEST, |file| file.write_all(manifest.as_bytes()).map_err(|cause| Error::io(MANIFEST, cause)))?;
    staged.commit()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_second_run_replaces_the_first_and_keeps_the_users_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    make(&out, Foreign::Refuse, &[("a.csv", "1"), ("old.csv", "1")]).unwrap();
    fs::write(out.join("notes.txt"), "mine").unwrap();
    make(&out, Foreign::Refuse, &[("a.csv", "2")]).unwrap();
    assert_eq!(names(&out), ["a.csv", "notes.txt", "run.json"]);
    assert_eq!(fs::read_to_string(out.join("a.csv")).unwrap(), "2");
    assert_eq!(names(folder.path()), ["out"]);
}

#[test]
fn a_foreign_folder_is_refused_unless_accepted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
    let error = make(folder.path(), Foreign::Refuse, &[("a.csv", "1")]).unwrap_err();
    assert!(error.help().unwrap().contains("--overwrite"));
    make(folder.path(), Foreign::Accept, &[("a.csv", "1")]).unwrap();
    assert_eq!(names(folder.path()), ["a.csv", "run.json", "thesis.txt"]);
}

#[test]
fn a_run_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut staged = stage(&out, Foreign::Refuse).unwrap();
    staged.write("a.csv", |file| file.write_all(b"1").map_err(|cause| Error::io("a", cause))).unwrap();
    drop(staged);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn two_runs_cannot_have_one_folder_and_a_killed_one_holds_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let first = stage(&out, Foreign::Refuse).unwrap();
    let error = stage(&folder.path().join("./out/"), Foreign::Accept).unwrap_err();
    assert!(error.to_string().contains("another run is writing this folder"), "{error}");
    assert!(first.place().stage.exists(), "the other's staging folder is left alone");
    stage(&folder.path().join("out2"), Foreign::Refuse).unwrap();
    drop(first);
    assert!(names(folder.path()).is_empty());
    fs::write(folder.path().join(".out.slantwise-lock"), "").unwrap(); // its process is gone
    make(&out, Foreign::Refuse, &[("a.csv", "1")]).unwrap();
    assert_eq!(names(folder.path()), ["out"]);
}

#[test]
fn folders_made_for_a_run_given_up_go_with_it() {
    let folder = tempfile::tempdir().unwrap();
    drop(stage(&folder.path().join("deep/er/out"), Foreign::Refuse).unwrap());
    assert!(names(folder.path()).is_empty());
    make(&folder.path().join("deep/er/out"), Foreign::Refuse, &[("a.csv", "1")]).unwrap();
    assert_eq!(names(&folder.path().join("deep/er")), ["out"]);
}

#[test]
fn a_run_killed_between_the_two_renames_is_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    make(&out, Foreign::Refuse, &[("a.csv", "1")]).unwrap();
    fs::rename(&out, folder.path().join(".out.slantwise-earlier")).unwrap();
    drop(stage(&out, Foreign::Refuse).unwrap()); // whatever becomes of the next run
    assert_eq!(names(folder.path()), ["out"]);
    assert_eq!(names(&out), ["a.csv", "run.json"]);
    // killed after both: the earlier one is what is too much
    make(&folder.path().join(".out.slantwise-earlier"), Foreign::Refuse, &[("old.csv", "0")]).unwrap();
    make(&out, Foreign::Refuse, &[("a.csv", "2")]).unwrap();
    assert_eq!(names(folder.path()), ["out"]);
    assert_eq!(fs::read_to_string(out.join("a.csv")).unwrap(), "2");
}

#[test]
fn a_run_killed_among_the_users_files_leaves_no_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    make(&out, Foreign::Refuse, &[("a.csv", "1"), ("old/b.csv", "1")]).unwrap();
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let mut killed = stage(&out, Foreign::Refuse).unwrap();
    killed.write("new/c.csv", |file| file.write_all(b"2").map_err(|cause| Error::io("c", cause))).unwrap();
    let listed = "{\"tool\":\"slantwise\",\"outputs\":[{\"path\":\"new/c.csv\"}]}";
    killed.write(MANIFEST, |file| file.write_all(listed.as_bytes()).map_err(|cause| Error::io("c", cause))).unwrap();
    fs::rename(out.join(MANIFEST), out.join(REPLACED)).unwrap();
    fs::create_dir(out.join("new")).unwrap();
    fs::copy(killed.place().stage.join("new/c.csv"), out.join("new/c.csv")).unwrap();
    let place = killed.place().clone();
    drop(killed);
    fs::create_dir(&place.stage).unwrap(); // as it was when the process went
    fs::write(place.stage.join(MANIFEST), listed).unwrap();
    make(&out, Foreign::Refuse, &[("a.csv", "3")]).unwrap();
    assert_eq!(names(&out), ["a.csv", "notes.txt", "run.json"]);
    assert_eq!(names(folder.path()), ["out"]);
}

#[cfg(unix)]
#[test]
fn a_folder_for_the_owner_only_stays_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o700)).unwrap();
    for text in ["1", "2"] {
        make(&out, Foreign::Refuse, &[("a.csv", text)]).unwrap();
        assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn inside_the_folder_it_works_as_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    for text in ["1", "2"] {
        let place = Place::inside(out.clone(), Vec::new());
        let lock = lock(&place.lock).unwrap();
        place.recover().unwrap();
        refuse(&out, Foreign::Refuse).unwrap();
        fs::create_dir(&place.stage).unwrap();
        let mut staged = Staged { place, files: Vec::new(), lock };
        staged
            .write("tables/a.csv", |file| file.write_all(text.as_bytes()).map_err(|cause| Error::io("a", cause)))
            .unwrap();
        let listed = "{\"tool\":\"slantwise\",\"outputs\":[{\"path\":\"tables/a.csv\"}]}";
        staged
            .write(MANIFEST, |file| file.write_all(listed.as_bytes()).map_err(|cause| Error::io("c", cause)))
            .unwrap();
        staged.commit().unwrap();
        assert_eq!(names(&out), ["run.json", "tables"]);
        assert_eq!(fs::read_to_string(out.join("tables/a.csv")).unwrap(), text);
    }
}
