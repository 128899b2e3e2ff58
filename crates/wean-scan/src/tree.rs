//! The one way to read a target: a folder or a single file, read only; or the same in memory.
//!
//! Links are never followed, other file systems mounted below the root are left out (so `/proc` and `/sys` are, too),
//! devices and pipes are not opened. Paths are relative to the root with `/`, whatever the system writes.

#![expect(clippy::disallowed_methods, reason = "this is Tree")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::{WalkBuilder, WalkState};
use wean_diag::{Diagnostic, system_error};

use crate::Progress;
use crate::cataloger::Selection;

/// Files over this many bytes are not read: no lock file seen so far is larger.
const MAX_FILE: u64 = 256 << 20;

/// The same for a file that the user names as the target: an inventory of a million components is that large.
const MAX_TARGET: u64 = 2 << 30;

/// Folders that hold nothing an organisation runs, at any depth.
const LEFT_OUT: &[&str] = &[".git", ".hg", ".svn", ".wean"];

/// Why a target cannot be scanned at all.
#[derive(Debug)]
#[non_exhaustive]
pub enum ScanError {
    /// It is not there, or may not be read.
    Target {
        /// The target as named.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A pattern of `exclude` is no glob.
    Exclude {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        error: String,
    },
}

impl std::fmt::Display for ScanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Target { path, error } => write!(f, "cannot read `{}`: {}", path.display(), system_error(error)),
            Self::Exclude { pattern, error } => write!(f, "`{pattern}` is no pattern to exclude: {error}"),
        }
    }
}

impl std::error::Error for ScanError {}

/// A folder or a single file, read only.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    /// The files, when they are in memory; then `root` is empty and no file system is asked.
    memory: Option<BTreeMap<Arc<str>, Vec<u8>>>,
    /// Set when the target is one file: its name below `root`.
    single: Option<Arc<str>>,
    exclude: GlobSet,
    threads: usize,
}

/// A file that some cataloger takes.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: Arc<str>,
    pub(crate) catalogers: Vec<usize>,
}

/// What a walk came upon.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// Sorted by path.
    pub(crate) entries: Vec<Entry>,
    /// Paths of what could not be looked into, in no order.
    pub(crate) unread: Vec<Arc<str>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Tree {
    /// Opens a folder or file. `exclude` holds globs on relative paths; `threads` 0 means as many as there are cores.
    pub fn open(path: &Path, exclude: &[String], threads: usize) -> Result<Self, ScanError> {
        let target = |error| ScanError::Target { path: path.to_owned(), error };
        let metadata = std::fs::metadata(path).map_err(target)?;
        let mut globs = GlobSetBuilder::new();
        for pattern in exclude {
            let glob = GlobBuilder::new(pattern.trim_end_matches('/'))
                .literal_separator(true)
                .build()
                .map_err(|error| ScanError::Exclude { pattern: pattern.clone(), error: error.kind().to_string() })?;
            globs.add(glob);
        }
        let exclude = globs.build().expect("each glob was built before");
        if metadata.is_dir() {
            std::fs::read_dir(path).map_err(target)?;
            Ok(Self { root: path.to_owned(), memory: None, single: None, exclude, threads })
        } else if metadata.is_file() {
            File::open(path).map_err(target)?;
            let root = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            Ok(Self { root, memory: None, single: Some(name.into()), exclude, threads })
        } else {
            Err(target(io::Error::new(io::ErrorKind::InvalidInput, "neither a folder nor a file")))
        }
    }

    /// A folder in memory, for tests and fuzzing: paths relative to it with their bytes, nothing excluded. A path that
    /// no folder could hold (one with `..`, say) is left out.
    pub fn memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let files = files.into_iter().filter(|(path, _)| is_inside(path)).map(|(path, bytes)| (path.into(), bytes));
        Self {
            root: PathBuf::new(),
            memory: Some(files.collect()),
            single: None,
            exclude: GlobSet::empty(),
            threads: 0,
        }
    }

    /// A single file in memory.
    pub fn memory_file(name: &str, bytes: Vec<u8>) -> Self {
        Self { single: Some(name.into()), ..Self::memory([(name.to_owned(), bytes)]) }
    }

    /// Whether the target is one file.
    pub fn is_single_file(&self) -> bool {
        self.single.is_some()
    }

    /// The files some cataloger takes, sorted by path.
    pub(crate) fn walk(&self, selection: &Selection, progress: &Progress) -> Walk {
        if let Some(name) = &self.single {
            let catalogers = selection.matches_file(name);
            let mut diagnostics = Vec::new();
            if catalogers.is_empty() {
                diagnostics.push(
                    Diagnostic::new(
                        "unsupported",
                        format!("`{name}` is no file that wean reads; nothing was found in it"),
                    )
                    .at(name.clone())
                    .hint("name a folder, or a file whose name shows its format: `x.cdx.json`, `package-lock.json`"),
                );
            }
            let entries = vec![Entry { path: name.clone(), catalogers }];
            return Walk { entries, diagnostics, ..Walk::default() };
        }
        if let Some(files) = &self.memory {
            progress.walked.fetch_add(files.len() as u64, Ordering::Relaxed);
            let left_out = |path: &str| path.rsplit('/').skip(1).any(|folder| LEFT_OUT.contains(&folder));
            let entries = files.keys().filter(|path| !left_out(path)).map(|path| {
                let catalogers = selection.matches(path);
                Entry { path: path.clone(), catalogers }
            });
            let entries = entries.filter(|entry| !entry.catalogers.is_empty()).collect();
            return Walk { entries, ..Walk::default() };
        }
        let entries = Mutex::new(Vec::new());
        let diagnostics = Mutex::new(Vec::new());
        let unread = Mutex::new(Vec::new());
        let device = device(&self.root);
        let mut walk = WalkBuilder::new(&self.root);
        walk.standard_filters(false).follow_links(false).threads(self.threads);
        walk.build_parallel().run(|| {
            let mut batch = Batch { entries: Vec::new(), into: &entries };
            let (diagnostics, unread) = (&diagnostics, &unread);
            Box::new(move |entry| {
                if progress.stop.load(Ordering::Relaxed) {
                    return WalkState::Quit;
                }
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        let (path, diagnostic) = self.walk_error(&error);
                        diagnostics.lock().expect("no panic while held").push(diagnostic);
                        unread.lock().expect("no panic while held").push(path);
                        return WalkState::Continue;
                    }
                };
                let Some(kind) = entry.file_type() else { return WalkState::Continue };
                let path = self.relative(entry.path());
                if kind.is_dir() {
                    if path.is_empty() {
                        return WalkState::Continue;
                    }
                    let name = path.rsplit('/').next().unwrap_or(&path);
                    if LEFT_OUT.contains(&name) || self.exclude.is_match(&path) {
                        return WalkState::Skip;
                    }
                    if device.is_some() && self::device(entry.path()) != device {
                        let note = format!("`{path}` is another file system mounted here; it was left out");
                        let note = Diagnostic::new("not-followed", note).at(path);
                        diagnostics.lock().expect("no panic while held").push(note);
                        return WalkState::Skip;
                    }
                } else if kind.is_file() {
                    progress.walked.fetch_add(1, Ordering::Relaxed);
                    let catalogers = selection.matches(&path);
                    if !catalogers.is_empty() && !self.exclude.is_match(&path) {
                        batch.entries.push(Entry { path: path.into(), catalogers });
                    }
                }
                WalkState::Continue
            })
        });
        let mut entries = entries.into_inner().expect("no panic while held");
        entries.sort_by(|a: &Entry, b: &Entry| a.path.cmp(&b.path));
        let diagnostics = diagnostics.into_inner().expect("no panic while held");
        Walk { entries, unread: unread.into_inner().expect("no panic while held"), diagnostics }
    }

    /// Reads a file whole. `path` is relative to the root; one that leads out of it is refused, as are links and
    /// anything but a regular file.
    ///
    /// # Errors
    /// What the system says; `FileTooLarge` over 256 MiB, or 2 GiB when the file is the target itself.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if let Some(files) = &self.memory {
            return files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into());
        }
        let full = self.full(path)?;
        let metadata = std::fs::symlink_metadata(&full)?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let most = if self.single.as_deref() == Some(path) { MAX_TARGET } else { MAX_FILE };
        if metadata.len() > most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{} bytes", metadata.len())));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        // The file may grow while it is read: the limit holds all the same.
        File::open(&full)?.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it grew while it was read"));
        }
        Ok(bytes)
    }

    /// Names of the regular files in a folder, sorted; empty when there is no such folder.
    pub fn list(&self, folder: &str) -> Vec<String> {
        if let Some(files) = &self.memory {
            let folder = folder.trim_end_matches('/');
            let inside = |path: &str| match path.rsplit_once('/') {
                Some((above, name)) => (above == folder).then(|| name.to_owned()),
                None => folder.is_empty().then(|| path.to_owned()),
            };
            return files.keys().filter_map(|path| inside(path)).collect();
        }
        let Ok(full) = self.full(folder) else { return Vec::new() };
        let mut names: Vec<String> = std::fs::read_dir(full)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    fn full(&self, path: &str) -> io::Result<PathBuf> {
        if !is_inside(path) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path leads out of the target"));
        }
        Ok(self.root.join(path))
    }

    fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy();
        if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
    }

    /// The path that could not be read, and why.
    fn walk_error(&self, error: &ignore::Error) -> (Arc<str>, Diagnostic) {
        // `ignore` wraps the cause in its path and depth; unwrap to say the path our way.
        let mut cause = error;
        let mut path = None;
        loop {
            match cause {
                ignore::Error::WithPath { path: p, err } => {
                    path = Some(self.relative(p));
                    cause = err;
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => cause = err,
                _ => break,
            }
        }
        let path = path.unwrap_or_default();
        let message = match cause {
            ignore::Error::Io(error) => format!("cannot read `{path}`: {}; it was left out", system_error(error)),
            other => format!("cannot read `{path}`: {other}; it was left out"),
        };
        let hint = "run wean as a user who may read it, or exclude it under `[scan] exclude`";
        (path.as_str().into(), Diagnostic::new("cannot-read", message).at(path).hint(hint))
    }
}

/// Whether a relative path stays below where it starts.
fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Entries of one walking thread; given to all when the thread ends.
struct Batch<'a> {
    entries: Vec<Entry>,
    into: &'a Mutex<Vec<Entry>>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.into.lock().expect("no panic while held").append(&mut self.entries);
    }
}

#[cfg(unix)]
fn device(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::symlink_metadata(path).ok().map(|metadata| metadata.dev())
}

#[cfg(not(unix))]
fn device(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cataloger::Selection;

    #[test]
    fn a_folder_in_memory_reads_as_one_on_disk() {
        let files = ["Cargo.lock", "a/Cargo.lock", "a/b/x", ".git/Cargo.lock", "a/.wean/Cargo.lock"];
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<(String, Vec<u8>)> =
            files.iter().map(|path| ((*path).to_owned(), path.as_bytes().to_vec())).collect();
        for (path, bytes) in &files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let trees = [Tree::open(folder.path(), &[], 1).unwrap(), Tree::memory(files)];
        let [disk, memory] = trees.each_ref().map(|tree| {
            let selection = Selection::new(&[], &mut Vec::new());
            let walk = tree.walk(&selection, &Progress::default());
            let paths: Vec<String> = walk.entries.iter().map(|entry| entry.path.to_string()).collect();
            let lists = ["", "a", "a/", "a/b", "gone"].map(|path| tree.list(path));
            let texts = ["a/b/x", "a", "../x", "/etc/passwd", "gone"].map(|path| tree.read(path).ok());
            (paths, lists, texts)
        });
        assert_eq!(disk, memory);
    }
}
