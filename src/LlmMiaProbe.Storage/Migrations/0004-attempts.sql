-- Generated text. What was given to a model (prompts) and what it produced (attempts) are kept in tables of their own.
-- Nothing here is ever changed or deleted. Token ids are BLOBs of 32-bit little-endian integers;
-- a prompt's digest is the SHA-256 of its token ids and its text in UTF-8.

CREATE TABLE prompts (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    tokens BLOB NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    model INTEGER NOT NULL REFERENCES models (id),
    policy INTEGER NOT NULL REFERENCES names (id),
    prompt INTEGER NOT NULL REFERENCES prompts (id),
    temperature REAL NOT NULL,
    top_k INTEGER,
    top_p REAL NOT NULL,
    seed INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    max_tokens INTEGER NOT NULL,
    output_tokens BLOB NOT NULL,
    output_text TEXT NOT NULL,
    finish TEXT NOT NULL,
    failure TEXT,
    tool_version TEXT NOT NULL,
    made TEXT NOT NULL,
    CHECK ((failure IS NULL) = (finish <> 'failed'))
);

-- What succeeded is not tried again; every failure is a row of its own.
CREATE UNIQUE INDEX attempts_by_key ON attempts (key) WHERE failure IS NULL;

-- Which runs used an attempt, and what for. The document is empty for a prompt of the user's own.
CREATE TABLE attempt_uses (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    attempt INTEGER NOT NULL REFERENCES attempts (id),
    document BLOB NOT NULL,
    role TEXT NOT NULL,
    purpose TEXT NOT NULL,
    UNIQUE (run, attempt, document, role, purpose)
);

CREATE TRIGGER prompts_stay_as_they_are BEFORE UPDATE ON prompts BEGIN SELECT RAISE(ABORT, 'prompts are never changed'); END;
CREATE TRIGGER prompts_stay BEFORE DELETE ON prompts BEGIN SELECT RAISE(ABORT, 'prompts are never deleted'); END;
CREATE TRIGGER attempts_stay_as_they_are BEFORE UPDATE ON attempts BEGIN SELECT RAISE(ABORT, 'attempts are never changed'); END;
CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts BEGIN SELECT RAISE(ABORT, 'attempts are never deleted'); END;
CREATE TRIGGER attempt_uses_stay_as_they_are BEFORE UPDATE ON attempt_uses BEGIN SELECT RAISE(ABORT, 'uses of attempts are never changed'); END;
CREATE TRIGGER attempt_uses_stay BEFORE DELETE ON attempt_uses BEGIN SELECT RAISE(ABORT, 'uses of attempts are never deleted'); END;
