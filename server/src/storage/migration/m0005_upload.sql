-- Photos on their way, piece by piece, before their tip is sent. Known by the hash of their address alone.
CREATE TABLE upload (
    id_hash {bytes} PRIMARY KEY,
    length BIGINT NOT NULL,
    received BIGINT NOT NULL,
    -- Once its tip is stored the pieces are gone; the hash alone stays, so that a repeated tip is known for one.
    sha256 {bytes},
    expires_at BIGINT NOT NULL
);
CREATE INDEX upload_expires_at ON upload (expires_at);

CREATE TABLE upload_part (
    id_hash {bytes} NOT NULL REFERENCES upload (id_hash) ON DELETE CASCADE,
    start BIGINT NOT NULL,
    blob_key TEXT NOT NULL,
    PRIMARY KEY (id_hash, start)
);
CREATE INDEX upload_part_blob_key ON upload_part (blob_key);
