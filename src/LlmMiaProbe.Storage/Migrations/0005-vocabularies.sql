-- What the tokens of a tokenizer spell, in order of id: for each the length (7 bits a byte, low first) and the bytes.
CREATE TABLE vocabularies (
    tokenizer TEXT PRIMARY KEY,
    pieces BLOB NOT NULL
);
