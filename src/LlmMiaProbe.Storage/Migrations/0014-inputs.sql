-- What people have: adapters, chat records, evidence made elsewhere.
-- What of a conversation's text is template, what is given and what is scored; null for a text, which is scored as a whole.
ALTER TABLE documents ADD COLUMN mask TEXT;
