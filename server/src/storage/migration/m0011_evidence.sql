-- What makes a photo evidence. `sealed_key` names the blob with the copy as received, encrypted; `sealed_sha256` is the
-- hash of that ciphertext; `detail` is what the photo says of its device and place, encrypted; `signature` is Ed25519
-- over `sha256` and `received_at`. `likeness` finds the same picture again: the same hash differs in few bits, so at
-- least one of its four parts is equal.
ALTER TABLE photo ADD COLUMN sealed_key TEXT;
ALTER TABLE photo ADD COLUMN sealed_sha256 {bytes};
ALTER TABLE photo ADD COLUMN sealed_bytes BIGINT;
ALTER TABLE photo ADD COLUMN detail {bytes};
ALTER TABLE photo ADD COLUMN received_at BIGINT;
ALTER TABLE photo ADD COLUMN signature {bytes};
ALTER TABLE photo ADD COLUMN likeness BIGINT;
ALTER TABLE photo ADD COLUMN likeness_a BIGINT;
ALTER TABLE photo ADD COLUMN likeness_b BIGINT;
ALTER TABLE photo ADD COLUMN likeness_c BIGINT;
ALTER TABLE photo ADD COLUMN likeness_d BIGINT;
CREATE UNIQUE INDEX photo_sealed_key ON photo (sealed_key) WHERE sealed_key IS NOT NULL;
CREATE INDEX photo_likeness_a ON photo (likeness_a) WHERE likeness_a IS NOT NULL;
CREATE INDEX photo_likeness_b ON photo (likeness_b) WHERE likeness_b IS NOT NULL;
CREATE INDEX photo_likeness_c ON photo (likeness_c) WHERE likeness_c IS NOT NULL;
CREATE INDEX photo_likeness_d ON photo (likeness_d) WHERE likeness_d IS NOT NULL;

-- Ed25519 over the tip's keyed hash and its time: who was first can be shown without a name.
ALTER TABLE tip ADD COLUMN signature {bytes};
-- Once retention or the reporter has erased what was written.
ALTER TABLE tip ADD COLUMN erased_at BIGINT;

-- Who filed a named tip, encrypted; apart from the tip, so that no query on tips ever meets it.
CREATE TABLE tip_identity (
    tip_id BIGINT PRIMARY KEY REFERENCES tip (id),
    sealed {bytes} NOT NULL,
    given_at BIGINT NOT NULL
);

-- Who opened what is sealed, and why. Rows are only ever added.
CREATE TABLE opening (
    id {id},
    at BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    office TEXT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    what TEXT NOT NULL,
    subject BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX opening_of_case ON opening (case_id, id);
