-- When it was, as exactly as was said: `now`, `earlier`, a day, or a moment by RFC 3339. `happened_at` holds the moments of
-- tips from before.
ALTER TABLE tip ADD COLUMN happened TEXT;
