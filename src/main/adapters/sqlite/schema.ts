/**
 * One string a version, run in order; a database says how far it is by `user_version`. Never edit one that was released:
 * add the next.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE entries (
    entry_id INTEGER PRIMARY KEY AUTOINCREMENT,
    memo_id TEXT UNIQUE,
    sha256 TEXT,
    alias_of TEXT,
    path TEXT UNIQUE,
    cloud_id TEXT UNIQUE,
    vault_audio TEXT UNIQUE,
    file_name TEXT NOT NULL,
    source TEXT NOT NULL,
    size_bytes INTEGER NOT NULL DEFAULT 0,
    modified_ms REAL NOT NULL DEFAULT 0,
    container TEXT,
    title TEXT NOT NULL,
    given_title TEXT,
    line TEXT NOT NULL DEFAULT '',
    recorded_at TEXT NOT NULL,
    recorded_ms REAL NOT NULL,
    duration_seconds REAL,
    voice_folder TEXT,
    device TEXT,
    state TEXT NOT NULL,
    waits_for TEXT,
    step TEXT,
    crashes INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    damage TEXT,
    speech INTEGER,
    doubt_count INTEGER NOT NULL DEFAULT 0,
    note_path TEXT,
    note_sha256 TEXT,
    note_stale INTEGER NOT NULL DEFAULT 0,
    edited INTEGER NOT NULL DEFAULT 0,
    described INTEGER NOT NULL DEFAULT 0,
    summary TEXT,
    actions TEXT NOT NULL DEFAULT '[]',
    tags TEXT NOT NULL DEFAULT '[]',
    picked INTEGER NOT NULL DEFAULT 0,
    asked_model TEXT,
    asked_language TEXT,
    urgent INTEGER NOT NULL DEFAULT 0,
    search TEXT NOT NULL
  ) STRICT;
  CREATE INDEX entries_by_time ON entries (recorded_ms DESC, entry_id DESC);
  CREATE INDEX entries_by_state ON entries (state, waits_for, step);
  CREATE INDEX entries_by_alias ON entries (alias_of) WHERE alias_of IS NOT NULL;
  CREATE INDEX entries_to_refresh ON entries (entry_id) WHERE note_stale = 1;
  CREATE INDEX entries_to_describe ON entries (entry_id) WHERE described = 0 AND state = 'filed';

  CREATE TABLE work (
    memo_id TEXT PRIMARY KEY,
    sample_count INTEGER NOT NULL,
    damaged_after_seconds REAL,
    spans TEXT NOT NULL,
    model TEXT NOT NULL,
    language TEXT NOT NULL
  ) STRICT;
  CREATE TABLE windows (
    memo_id TEXT NOT NULL,
    window_index INTEGER NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (memo_id, window_index)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE versions (
    memo_id TEXT NOT NULL,
    version_id TEXT NOT NULL,
    version TEXT NOT NULL,
    shown INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (memo_id, version_id)
  ) STRICT;
  CREATE TABLE waveforms (memo_id TEXT PRIMARY KEY, levels TEXT NOT NULL) STRICT;
  CREATE TABLE others (path TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL, modified_ms REAL NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE notes (path TEXT PRIMARY KEY, stamp TEXT, memo_id TEXT, audio TEXT, tags TEXT NOT NULL) STRICT;
  CREATE INDEX notes_by_memo ON notes (memo_id) WHERE memo_id IS NOT NULL;
  `,
  `ALTER TABLE entries ADD COLUMN undescribed_by TEXT`,
  `
  CREATE TABLE chat_running (chat_id TEXT NOT NULL, message_id TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (chat_id, message_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE chat_drafts (chat_id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
]
