-- Words and photos that are looked at first. `value` is the word as typed, or a photo's SHA-256 in hexadecimal digits.
CREATE TABLE block_entry (
    id {id},
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    added_by BIGINT NOT NULL REFERENCES account (id),
    added_at BIGINT NOT NULL,
    removed_by BIGINT REFERENCES account (id),
    removed_at BIGINT
);
CREATE UNIQUE INDEX block_entry_kind_value ON block_entry (kind, value) WHERE removed_at IS NULL;
