/** Of the chats' index, which is made from the files and may be deleted at any time; see `schema.ts`. */
export const CHAT_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE chats (
    chat_key INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE,
    stamp TEXT,
    title TEXT NOT NULL,
    at TEXT NOT NULL,
    at_ms REAL NOT NULL,
    line TEXT NOT NULL,
    pinned INTEGER NOT NULL,
    private_because TEXT,
    unreadable TEXT
  ) STRICT;
  CREATE INDEX chats_in_order ON chats (pinned DESC, at_ms DESC, chat_key DESC);
  CREATE TABLE said (
    said_key INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_key INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    role TEXT NOT NULL,
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT;
  CREATE INDEX said_by_chat ON said (chat_key);
  CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
  `,
]
