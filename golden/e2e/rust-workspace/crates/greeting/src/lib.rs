//! A greeting in each language that a directory holds.

use std::{fs, io, path::Path};

/// Reads the files of a directory into a JSON object, by name.
pub fn all(dir: &Path) -> io::Result<String> {
    let mut greetings = serde_json::Map::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?;
        greetings.insert(entry.file_name().to_string_lossy().into_owned(), text.trim().into());
    }
    Ok(serde_json::Value::Object(greetings).to_string())
}
