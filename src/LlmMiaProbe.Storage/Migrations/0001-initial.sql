-- Hashes are BLOBs of 32 bytes. Time stamps are ISO 8601 in UTC.

CREATE TABLE model_files (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified TEXT NOT NULL,
    sha256 BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
);

-- Evidence requests and attack ids, written once and referenced by number.
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- Texts by content, shared by all runs.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    byte_length INTEGER NOT NULL,
    zlib_length INTEGER NOT NULL,
    text TEXT
);

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    model INTEGER NOT NULL REFERENCES models (id),
    tokens INTEGER NOT NULL,
    payload BLOB NOT NULL
);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    status TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    settings TEXT NOT NULL,
    documents INTEGER NOT NULL DEFAULT 0,
    scored INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    cached INTEGER NOT NULL DEFAULT 0,
    tokens_decoded INTEGER NOT NULL DEFAULT 0
);

-- The description is kept per run: a later program may describe the same file in other words.
CREATE TABLE run_models (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    role TEXT NOT NULL,
    model INTEGER NOT NULL REFERENCES models (id),
    name TEXT NOT NULL,
    architecture TEXT NOT NULL,
    quantization TEXT NOT NULL,
    tokenizer TEXT NOT NULL,
    vocabulary_size INTEGER NOT NULL,
    context_length INTEGER NOT NULL,
    parameter_count INTEGER NOT NULL,
    file_size INTEGER NOT NULL,
    adds_bos INTEGER NOT NULL,
    policy TEXT NOT NULL,
    UNIQUE (run, role)
);

CREATE TABLE run_documents (
    run INTEGER NOT NULL REFERENCES runs (id),
    ordinal INTEGER NOT NULL,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    resampling_group TEXT,
    fields TEXT,
    document INTEGER NOT NULL REFERENCES documents (id),
    calibrates INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, ordinal)
) WITHOUT ROWID;

CREATE TABLE defects (
    run INTEGER NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;

CREATE TABLE run_evidence (
    run INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    request INTEGER NOT NULL REFERENCES names (id),
    evidence INTEGER NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (run, ordinal, request),
    FOREIGN KEY (run, ordinal) REFERENCES run_documents (run, ordinal)
) WITHOUT ROWID;

CREATE TABLE failures (
    run INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    request TEXT NOT NULL,
    document TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run, ordinal, request),
    FOREIGN KEY (run, ordinal) REFERENCES run_documents (run, ordinal)
) WITHOUT ROWID;

-- No type on value: a REAL column would turn -0.0 into 0.
CREATE TABLE scores (
    run INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    attack INTEGER NOT NULL REFERENCES names (id),
    value,
    reason TEXT,
    PRIMARY KEY (run, ordinal, attack),
    FOREIGN KEY (run, ordinal) REFERENCES run_documents (run, ordinal),
    CHECK ((value IS NULL) <> (reason IS NULL))
) WITHOUT ROWID;

CREATE TABLE evaluations (
    run INTEGER PRIMARY KEY REFERENCES runs (id),
    json TEXT NOT NULL
);
