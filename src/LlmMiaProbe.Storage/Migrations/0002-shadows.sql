-- What the manifest of a run says about each document and each shadow model: whether it was trained on it, and its
-- imported score (nats; NULL for a model that the run scores itself).
CREATE TABLE run_shadows (
    run INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    shadow INTEGER NOT NULL,
    trained INTEGER NOT NULL,
    mean_log_prob REAL,
    PRIMARY KEY (run, ordinal, shadow),
    FOREIGN KEY (run, ordinal) REFERENCES run_documents (run, ordinal)
) WITHOUT ROWID;
