-- Windows of the documents of extraction runs, in UTF-16 characters: where the prefix begins, and what the suffix covers.
-- Tokenizers cut differently, so each request (model, prefix and decoding) has places of its own.
CREATE TABLE windows (
    run INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    request INTEGER NOT NULL REFERENCES names (id),
    suffix_start INTEGER NOT NULL,
    suffix_end INTEGER NOT NULL,
    evidence INTEGER NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (run, ordinal, start, request),
    FOREIGN KEY (run, ordinal) REFERENCES run_documents (run, ordinal)
) WITHOUT ROWID;
