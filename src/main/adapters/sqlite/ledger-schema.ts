/** One string a version, as in `schema.ts`. Never edit one that was released: add the next. */
export const LEDGER_MIGRATIONS: readonly string[] = [
  `
  -- What many records share, once: a question to one model from one feature is the same words every time.
  CREATE TABLE kinds (
    kind_id INTEGER PRIMARY KEY,
    feature TEXT NOT NULL,
    purpose TEXT NOT NULL,
    destination TEXT NOT NULL,
    host TEXT NOT NULL,
    zone TEXT NOT NULL,
    provider TEXT,
    model TEXT,
    why TEXT NOT NULL,
    rule TEXT NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE
  ) STRICT;

  -- The chain: an attempt is a link (of_seq NULL), its end another. AUTOINCREMENT: no number is ever given twice.
  CREATE TABLE links (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    of_seq INTEGER,
    at_ms INTEGER NOT NULL,
    kind_id INTEGER,
    labels TEXT,
    permit_id TEXT,
    hidden_count INTEGER,
    body_sha256 TEXT,
    outcome TEXT NOT NULL,
    address TEXT,
    status INTEGER,
    bytes_out INTEGER NOT NULL,
    bytes_in INTEGER,
    duration_ms REAL,
    tokens_in INTEGER,
    tokens_out INTEGER,
    price_usd REAL,
    hash TEXT NOT NULL,
    -- Not part of the chain, for quick lists: where its end is, how it ended, and a time that never runs backwards.
    end_seq INTEGER,
    ended TEXT,
    order_ms INTEGER
  ) STRICT;
  CREATE INDEX links_by_kind ON links (kind_id, ended, seq) WHERE of_seq IS NULL;
  CREATE INDEX links_open ON links (seq) WHERE ended = 'open';
  CREATE INDEX links_by_time ON links (order_ms, seq) WHERE of_seq IS NULL;

  CREATE TABLE totals (
    day TEXT NOT NULL,
    kind_id INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0,
    bytes_out INTEGER NOT NULL DEFAULT 0,
    price_usd REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (day, kind_id, outcome)
  ) STRICT, WITHOUT ROWID;
  `,
]

/** What was sent, apart from the record of it: it may be purged, and the chain still holds. */
export const SENT_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE payloads (seq INTEGER PRIMARY KEY, kept_ms INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
  CREATE INDEX payloads_by_time ON payloads (kept_ms);
  -- The newest link as it was when it was written: a cut tail and a chain made anew both show.
  CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  `,
]
