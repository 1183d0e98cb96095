-- What one person drafts and another publishes, each a version that takes effect on a day: zones and prices.
-- `scope` is what a version is of: a county's code, a rule's name. `effective` is a day, as text that sorts.
CREATE TABLE edition (
    id {id},
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    document TEXT NOT NULL,
    revision BIGINT NOT NULL,
    effective TEXT,
    demonstration BOOLEAN NOT NULL,
    attachment TEXT,
    drafted_by BIGINT REFERENCES account (id),
    approved_by BIGINT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    published_at BIGINT
);
CREATE UNIQUE INDEX edition_kind_scope_effective ON edition (kind, scope, effective) WHERE state = 'published';
CREATE INDEX edition_of_kind ON edition (kind, scope, updated_at, id);
CREATE INDEX edition_attachment ON edition (attachment) WHERE attachment IS NOT NULL;

-- Who did what to it, and when; nobody where the operator imported it from a file.
CREATE TABLE edition_event (
    id {id},
    edition_id BIGINT NOT NULL REFERENCES edition (id),
    at BIGINT NOT NULL,
    account BIGINT REFERENCES account (id),
    kind TEXT NOT NULL,
    revision BIGINT NOT NULL,
    remark TEXT NOT NULL
);
CREATE INDEX edition_event_of_edition ON edition_event (edition_id, id);

-- What the bodies that must agree answered, to which revision; the last answer counts.
CREATE TABLE edition_answer (
    id {id},
    edition_id BIGINT NOT NULL REFERENCES edition (id),
    at BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    agency TEXT NOT NULL,
    revision BIGINT NOT NULL,
    agrees BOOLEAN NOT NULL,
    remark TEXT NOT NULL
);
CREATE INDEX edition_answer_of_edition ON edition_answer (edition_id, id);
