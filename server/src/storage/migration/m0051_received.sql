-- What came with a line of history: digests of a tip's words and of photos, as JSON; none for most lines.
ALTER TABLE case_event ADD COLUMN received TEXT;
