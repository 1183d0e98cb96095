-- Whose message or history line it is; none for everyone in the case. A question waits for an answer.
ALTER TABLE message ADD COLUMN tip_id BIGINT REFERENCES tip (id);
ALTER TABLE message ADD COLUMN question BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE case_event ADD COLUMN tip_id BIGINT REFERENCES tip (id);

-- When it was closed; when a reporter last wrote or did something that nobody has acted on since.
ALTER TABLE case_file ADD COLUMN closed_at BIGINT;
ALTER TABLE case_file ADD COLUMN reporter_at BIGINT;
UPDATE case_file SET closed_at = updated_at WHERE state = 'closed';

-- A duplicate is worked in another case from then on; what it was before lets it be parted again.
ALTER TABLE case_file ADD COLUMN joined_into BIGINT REFERENCES case_file (id);
ALTER TABLE case_file ADD COLUMN joined_at BIGINT;
ALTER TABLE case_file ADD COLUMN state_before TEXT;
CREATE INDEX case_file_joined_into ON case_file (joined_into) WHERE joined_into IS NOT NULL;
-- Open cases near by, to join when a tip is filed.
CREATE INDEX case_file_near_by ON case_file (area_town, category, filed_at) WHERE state <> 'closed';

-- What a reporter did with a tip; the tip itself is never changed.
CREATE TABLE tip_follow (
    tip_id BIGINT PRIMARY KEY REFERENCES tip (id),
    withdrawn_at BIGINT,
    rating BIGINT,
    rating_words TEXT,
    rated_at BIGINT,
    reopened_at BIGINT
);

-- One row for each form of a reporter that was taken, so that sending it twice is harmless.
CREATE TABLE tip_deed (
    id {id},
    once_hash {bytes} NOT NULL,
    tip_id BIGINT NOT NULL REFERENCES tip (id),
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tip_deed_once_hash ON tip_deed (once_hash);
