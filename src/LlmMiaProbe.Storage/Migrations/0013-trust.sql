-- Model files: a hash is spared only if the very same file is still there. Rows from before have none of these and spare nothing.
ALTER TABLE model_files ADD COLUMN modified_ns INTEGER;
ALTER TABLE model_files ADD COLUMN device INTEGER;
ALTER TABLE model_files ADD COLUMN inode INTEGER;
ALTER TABLE model_files ADD COLUMN changed_ns INTEGER;
