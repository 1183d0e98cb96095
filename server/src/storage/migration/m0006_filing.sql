ALTER TABLE photo ADD COLUMN caption TEXT NOT NULL DEFAULT '';

-- Further places and times at which a seller who moves about was seen, in the order written.
CREATE TABLE tip_sighting (
    tip_id BIGINT NOT NULL REFERENCES tip (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    place TEXT NOT NULL,
    seen_when TEXT NOT NULL,
    PRIMARY KEY (tip_id, position)
);
