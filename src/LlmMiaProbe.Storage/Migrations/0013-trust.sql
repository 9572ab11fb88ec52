-- What rows are made of, as SHA-256, so that what is swapped or edited later is noticed. Computed by the program; what an earlier version
-- wrote is bound as it is found.
ALTER TABLE documents ADD COLUMN binding BLOB;
-- A long text was cut at its first zero character, and is not kept at all now.
UPDATE documents SET text = NULL WHERE text IS NOT NULL AND NOT is_text_of(hash, CAST(text AS BLOB));
UPDATE documents SET binding = facts_binding(hash, byte_length, zlib_length);
ALTER TABLE evidence ADD COLUMN binding BLOB;
UPDATE evidence SET binding = evidence_binding(key, (SELECT fingerprint FROM models WHERE id = evidence.model), payload, no_answer);
-- The key that purged evidence had. It has a random one then, so that the same may be gathered anew in a row of its own.
ALTER TABLE evidence ADD COLUMN purged BLOB;
-- Of each finished run: all that it was computed from, its scores, its evaluation, and the three together.
CREATE TABLE run_seals (
    run INTEGER PRIMARY KEY REFERENCES runs (id),
    content BLOB NOT NULL,
    scores BLOB NOT NULL,
    evaluation BLOB NOT NULL,
    seal BLOB NOT NULL
);
-- The uses of attempts, numbered and chained. The first segment is this store's own; others came from stores that were merged into it.
CREATE TABLE segments (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    begun TEXT NOT NULL
);
INSERT INTO segments (name, begun) VALUES (lower(hex(randomblob(16))), strftime('%Y-%m-%dT%H:%M:%f', 'now') || '0000Z');
-- The run is numbered as in the store that made the segment.
CREATE TABLE attempt_links (
    segment INTEGER NOT NULL REFERENCES segments (id),
    number INTEGER NOT NULL,
    run INTEGER NOT NULL,
    used INTEGER NOT NULL REFERENCES attempt_uses (id),
    digest BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (segment, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX attempt_links_by_use ON attempt_links (used);
CREATE TRIGGER attempt_links_stay_as_they_are BEFORE UPDATE ON attempt_links BEGIN SELECT RAISE(ABORT, 'links of attempts are never changed'); END;
CREATE TRIGGER attempt_links_stay BEFORE DELETE ON attempt_links BEGIN SELECT RAISE(ABORT, 'links of attempts are never deleted'); END;
-- Of a purged attempt the text and the tokens are gone, and it may be made again.
ALTER TABLE attempts ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;
DROP INDEX attempts_by_key;
CREATE UNIQUE INDEX attempts_by_key ON attempts (key) WHERE failure IS NULL AND purged = 0;
-- What was taken out for good at somebody's wish; no document for all of them.
CREATE TABLE purges (
    id INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    document TEXT,
    texts INTEGER NOT NULL,
    evidence INTEGER NOT NULL,
    attempts INTEGER NOT NULL
);
-- Model files: a hash is spared only if the very same file is still there. Rows from before have none of these and spare nothing.
ALTER TABLE model_files ADD COLUMN modified_ns INTEGER;
ALTER TABLE model_files ADD COLUMN device INTEGER;
ALTER TABLE model_files ADD COLUMN inode INTEGER;
ALTER TABLE model_files ADD COLUMN changed_ns INTEGER;
-- Models at endpoints, and what they are known again by. A model of an older version's run has none: it was its URL and the name that it reported.
CREATE TABLE endpoint_identities (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    reported_model TEXT NOT NULL,
    name TEXT,
    access TEXT,
    answers TEXT,
    made TEXT NOT NULL,
    binding BLOB NOT NULL
);
-- What the tokens of a tokenizer spell is bound to its name.
ALTER TABLE vocabularies ADD COLUMN binding BLOB;
UPDATE vocabularies SET binding = vocabulary_binding(tokenizer, pieces);
