-- Tips that came in a flood, or that hold what staff put on a list: a person looks before any office gets them. A case is
-- held while its row has no decision. Nothing here says where a tip came from. `county` is 0 without a place.
CREATE TABLE hold (
    id {id},
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    reason TEXT NOT NULL,
    category TEXT NOT NULL,
    county BIGINT NOT NULL,
    held_at BIGINT NOT NULL,
    decision TEXT,
    decided_at BIGINT,
    decided_by BIGINT REFERENCES account (id)
);
CREATE UNIQUE INDEX hold_case_id ON hold (case_id);
CREATE INDEX hold_waiting ON hold (reason, category, county, id) WHERE decision IS NULL;
