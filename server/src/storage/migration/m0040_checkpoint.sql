-- Signed checkpoints over the histories of all cases. `events` is how many lines one covers, `last_event` the highest
-- identifier that any covers so far.
CREATE TABLE checkpoint (
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    events BIGINT NOT NULL,
    last_event BIGINT NOT NULL,
    root {bytes} NOT NULL,
    signature {bytes} NOT NULL
);
CREATE UNIQUE INDEX checkpoint_number ON checkpoint (number);

-- What each covers, copied when it was made: a line that is changed or taken away afterwards can then be named. Rows are
-- only ever added, and refer to nothing, so that they outlast what they tell of.
CREATE TABLE checkpoint_entry (
    case_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    link {bytes} NOT NULL,
    checkpoint BIGINT NOT NULL
);
CREATE UNIQUE INDEX checkpoint_entry_case_id_seq ON checkpoint_entry (case_id, seq);
CREATE INDEX checkpoint_entry_of_checkpoint ON checkpoint_entry (checkpoint, event_id);
