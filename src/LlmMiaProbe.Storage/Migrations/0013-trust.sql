-- Models at endpoints, and what they are known again by. A model of an older version's run has none: it was its URL and the name that it reported.
CREATE TABLE endpoint_identities (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    reported_model TEXT NOT NULL,
    name TEXT,
    access TEXT,
    answers TEXT,
    made TEXT NOT NULL
);
