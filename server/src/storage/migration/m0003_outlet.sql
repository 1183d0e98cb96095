-- Licensed briquette centres and outlets. Days are texts that sort; towns and villages are JSON lists of codes.
CREATE TABLE outlet (
    id {id},
    county BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    towns TEXT NOT NULL,
    villages TEXT NOT NULL,
    phone TEXT NOT NULL,
    hours TEXT NOT NULL,
    licence TEXT NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    closed_on TEXT,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX outlet_county_name ON outlet (county, name);

-- Who did what to an outlet, and when; content is what it said from then on. Rows are only ever added: their number is
-- the list's version.
CREATE TABLE outlet_event (
    id {id},
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    at BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    remark TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX outlet_event_of_outlet ON outlet_event (outlet_id, id);
