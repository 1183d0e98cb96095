-- What was erased and when: counts, and a digest over the hashes of everything that went, signed. `blobs` lists what
-- still lies in the blob store until it is gone, too; then it is empty and `done_at` says when.
CREATE TABLE erasure (
    id {id},
    at BIGINT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    scope TEXT NOT NULL,
    cause TEXT NOT NULL,
    counts TEXT NOT NULL,
    digest {bytes} NOT NULL,
    signature {bytes} NOT NULL,
    blobs TEXT NOT NULL,
    done_at BIGINT
);
CREATE INDEX erasure_of_case ON erasure (case_id, id);
CREATE INDEX erasure_waiting ON erasure (id) WHERE done_at IS NULL;

-- When retention last looked, and until when it holds still because the clock moved.
CREATE TABLE erasure_clock (
    id BIGINT PRIMARY KEY,
    last_run BIGINT NOT NULL,
    hold_until BIGINT NOT NULL
);
