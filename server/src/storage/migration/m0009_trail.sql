-- What a tip holds that another may hold too, in its normal form (see domain/trace.rs). Never shown to the public.
CREATE TABLE trace (
    tip_id BIGINT NOT NULL REFERENCES tip (id),
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, value, tip_id)
);
CREATE INDEX trace_of_case ON trace (case_id);

-- What an office decided of a trace that several cases share: one vendor's trail, or a coincidence.
CREATE TABLE trail (
    id {id},
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    office TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    at BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE UNIQUE INDEX trail_kind_value ON trail (kind, value);

-- Where coal came from and went (plan 二(三)): from one case's seller to another's.
CREATE TABLE coal_link (
    id {id},
    source_case BIGINT NOT NULL REFERENCES case_file (id),
    destination_case BIGINT NOT NULL REFERENCES case_file (id),
    account BIGINT NOT NULL REFERENCES account (id),
    at BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE UNIQUE INDEX coal_link_source_case_destination_case ON coal_link (source_case, destination_case);
CREATE INDEX coal_link_destination_case ON coal_link (destination_case);

-- A tip that staff entered for somebody: how it came, and who entered it.
CREATE TABLE tip_entered (
    tip_id BIGINT PRIMARY KEY REFERENCES tip (id),
    channel TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    office TEXT NOT NULL
);
