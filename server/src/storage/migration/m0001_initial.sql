-- Instants are Unix milliseconds; codes are text; division codes are numbers; lists and answers are JSON.
-- A unique index is named <table>_<columns>: that is the name a conflict reports on both engines.

-- What an office works on. `due` is the deadline that runs now; none once closed.
CREATE TABLE case_file (
    id {id},
    number TEXT NOT NULL,
    category TEXT NOT NULL,
    lead TEXT NOT NULL,
    joint TEXT NOT NULL,
    clause TEXT NOT NULL,
    reason TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    village BIGINT,
    area_county BIGINT,
    area_town BIGINT,
    place_text TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT,
    referred_to TEXT,
    accept_by BIGINT NOT NULL,
    close_by BIGINT NOT NULL,
    due BIGINT,
    filed_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    photo_count BIGINT NOT NULL
);
CREATE UNIQUE INDEX case_file_number ON case_file (number);

-- The last case number given out in each year.
CREATE TABLE case_sequence (
    year BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);

-- The queues a case stands in: one row for each office and area that may see it, so that a list is one look-up.
-- phase: 0 waits to be accepted, 1 is worked on, 2 is closed. rank: what the list is ordered by.
CREATE TABLE case_queue (
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    queue TEXT NOT NULL,
    part TEXT NOT NULL,
    phase BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    PRIMARY KEY (case_id, queue)
);
CREATE INDEX case_queue_open ON case_queue (queue, rank, case_id) WHERE phase < 2;
CREATE INDEX case_queue_waiting ON case_queue (queue, rank, case_id) WHERE phase = 0;
CREATE INDEX case_queue_closed ON case_queue (queue, rank, case_id) WHERE phase = 2;

-- What a resident sent; never changed. No identity, no address of a device.
CREATE TABLE tip (
    id {id},
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    category TEXT NOT NULL,
    village BIGINT,
    place_text TEXT NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    accuracy DOUBLE PRECISION,
    happened_at BIGINT,
    text TEXT NOT NULL,
    answers TEXT NOT NULL,
    receipt_hash {bytes} NOT NULL,
    idempotency_hash {bytes} NOT NULL,
    body_hash {bytes} NOT NULL,
    filed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tip_receipt_hash ON tip (receipt_hash);
CREATE UNIQUE INDEX tip_idempotency_hash ON tip (idempotency_hash);
CREATE INDEX tip_of_case ON tip (case_id);

CREATE TABLE photo (
    id {id},
    tip_id BIGINT NOT NULL REFERENCES tip (id),
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    position BIGINT NOT NULL,
    clean_key TEXT NOT NULL,
    thumbnail_key TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    thumbnail_width BIGINT NOT NULL,
    thumbnail_height BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 {bytes} NOT NULL
);
CREATE UNIQUE INDEX photo_clean_key ON photo (clean_key);
CREATE UNIQUE INDEX photo_thumbnail_key ON photo (thumbnail_key);
CREATE INDEX photo_of_tip ON photo (tip_id);
CREATE INDEX photo_of_case ON photo (case_id);

-- A case's history: each row commits to its content by a salted hash and to all rows before it by its link.
CREATE TABLE case_event (
    id {id},
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account BIGINT,
    office TEXT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    public_text TEXT NOT NULL,
    salt {bytes},
    commitment {bytes} NOT NULL,
    previous {bytes} NOT NULL,
    link {bytes} NOT NULL
);
CREATE UNIQUE INDEX case_event_case_id_seq ON case_event (case_id, seq);

CREATE TABLE message (
    id {id},
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    at BIGINT NOT NULL,
    office TEXT,
    from_reporter BOOLEAN NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX message_of_case ON message (case_id, id);

-- Search by staff: pairs of neighbouring characters lead to candidates, a case's words in one form decide.
CREATE TABLE case_word (
    word TEXT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    PRIMARY KEY (word, case_id)
);
CREATE INDEX case_word_of_case ON case_word (case_id);
CREATE TABLE case_text (
    case_id BIGINT PRIMARY KEY REFERENCES case_file (id),
    words TEXT NOT NULL
);

CREATE TABLE job (
    id {id},
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT,
    run_at BIGINT NOT NULL,
    lease_until BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    done_at BIGINT,
    last_error TEXT
);
CREATE INDEX job_waiting ON job (run_at, id) WHERE done_at IS NULL;
CREATE INDEX job_done ON job (done_at) WHERE done_at IS NOT NULL;
CREATE UNIQUE INDEX job_unique_key ON job (unique_key) WHERE unique_key IS NOT NULL AND done_at IS NULL;

CREATE TABLE account (
    id {id},
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    office TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    failed_attempts BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);

CREATE TABLE session (
    token_hash {bytes} PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_of_account ON session (account_id);
CREATE INDEX session_expires_at ON session (expires_at);

-- A published result. A case has at most one that is not withdrawn.
CREATE TABLE case_notice (
    id {id},
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    office TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    document_number TEXT NOT NULL,
    party TEXT NOT NULL,
    violation TEXT NOT NULL,
    penalty TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    authority TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    place TEXT NOT NULL,
    category TEXT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    drafted_by BIGINT NOT NULL REFERENCES account (id),
    approved_by BIGINT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    public_from BIGINT,
    public_until BIGINT,
    withdrawn_at BIGINT,
    remark TEXT NOT NULL
);
CREATE UNIQUE INDEX case_notice_case_id ON case_notice (case_id) WHERE state <> 'withdrawn';
CREATE INDEX case_notice_of_case ON case_notice (case_id);
CREATE INDEX case_notice_of_office ON case_notice (office, updated_at, id);
CREATE INDEX case_notice_public ON case_notice (public_from, id) WHERE state = 'published';
CREATE INDEX case_notice_changed ON case_notice (updated_at) WHERE public_from IS NOT NULL;
CREATE INDEX case_notice_public_until ON case_notice (public_until) WHERE public_until IS NOT NULL;

-- Who did what to a notice, and when.
CREATE TABLE notice_event (
    id {id},
    notice_id BIGINT NOT NULL REFERENCES case_notice (id),
    at BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    remark TEXT NOT NULL
);
CREATE INDEX notice_event_of_notice ON notice_event (notice_id, id);
