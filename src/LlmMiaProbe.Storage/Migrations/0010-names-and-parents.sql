-- What was not read of a corpus: lines and records that cannot be read (0), or files of a folder that no format takes (1).
ALTER TABLE defects ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
-- A run that was computed from the evidence of another names it; the number stays when that run is deleted.
ALTER TABLE runs ADD COLUMN parent INTEGER;
ALTER TABLE runs ADD COLUMN name TEXT;
ALTER TABLE runs ADD COLUMN note TEXT;
CREATE UNIQUE INDEX runs_by_name ON runs (name) WHERE name IS NOT NULL;
