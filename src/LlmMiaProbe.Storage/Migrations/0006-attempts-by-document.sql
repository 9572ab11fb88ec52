-- Finds what a run made of one document for one purpose without reading all that it made.
CREATE INDEX attempt_uses_by_document ON attempt_uses (run, document, purpose);
