-- Why a model has no answer, as an endpoint whose tokens do not fall where a window is cut; NULL for evidence. The payload
-- is then of no token.
ALTER TABLE evidence ADD COLUMN no_answer TEXT;
