-- What people have: adapters, chat records, evidence made elsewhere.

-- LoRA adapters that a model was evaluated with (JSON: fingerprint of the bare model; name, SHA-256 and scale of each in order); NULL for none.
ALTER TABLE run_models ADD COLUMN adapters TEXT;
-- What of a conversation's text is template, what is given and what is scored; null for a text, which is scored as a whole.
ALTER TABLE documents ADD COLUMN mask TEXT;
-- Of a link to a model only the first bytes were hashed: what was remembered may be wrong, and is found again.
DELETE FROM model_files;
