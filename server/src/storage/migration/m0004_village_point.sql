-- Where villages lie. Rows are never changed: the newest of a village counts; one without a position takes it back.
CREATE TABLE village_point (
    id {id},
    village BIGINT NOT NULL,
    longitude DOUBLE PRECISION,
    latitude DOUBLE PRECISION,
    recorded_by BIGINT NOT NULL REFERENCES account (id),
    recorded_at BIGINT NOT NULL
);
CREATE INDEX village_point_of_village ON village_point (village, id);
