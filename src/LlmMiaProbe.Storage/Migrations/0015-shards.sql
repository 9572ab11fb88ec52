-- Evidence gathered in parts: shards of a plan, each in a store of its own, and merged.

-- How evidence was computed, as it stands in its key; NULL in rows of versions before, which did not keep it beside them.
ALTER TABLE evidence ADD COLUMN policy INTEGER REFERENCES names (id);
CREATE INDEX evidence_by_policy ON evidence (model, policy) WHERE purged IS NULL;
-- That a model failed on a text and may be asked again; an answer takes it away.
CREATE TABLE evidence_failures (
    key BLOB PRIMARY KEY,
    model INTEGER NOT NULL REFERENCES models (id),
    policy INTEGER NOT NULL REFERENCES names (id),
    reason TEXT NOT NULL,
    made TEXT NOT NULL
) WITHOUT ROWID;
-- All that is on record of an attempt, as SHA-256; until a run uses it no link covers it. NULL in rows of versions before.
ALTER TABLE attempts ADD COLUMN binding BLOB;
CREATE INDEX attempts_failed_by_key ON attempts (key) WHERE failure IS NOT NULL;
-- A prompt that was purged kept its digest, and an attempt that gave the same one again had an empty prompt. (Not the digest of nothing.)
DROP TRIGGER prompts_stay_as_they_are;
UPDATE prompts SET digest = randomblob(32)
WHERE length(tokens) = 0 AND text = '' AND digest <> x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
CREATE TRIGGER prompts_stay_as_they_are BEFORE UPDATE ON prompts BEGIN SELECT RAISE(ABORT, 'prompts are never changed'); END;
-- Of a shard: which part of which plan it holds. Empty in every other store.
CREATE TABLE own_shard (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    plan BLOB NOT NULL,
    part INTEGER NOT NULL,
    restart INTEGER NOT NULL
);
-- Which shards were merged into this store, by the SHA-256 of their files. A shard that does not say what it holds has no plan.
CREATE TABLE merged_shards (
    sha256 BLOB PRIMARY KEY,
    plan BLOB,
    part INTEGER,
    restart INTEGER,
    merged TEXT NOT NULL
) WITHOUT ROWID;
