-- What an endpoint says about an answer beside its text, as JSON; NULL for local models.
ALTER TABLE attempts ADD COLUMN detail TEXT;
