-- The second factor of staff: its secret, sealed with the server's own; and the last step whose code was taken, as each is
-- taken once.
ALTER TABLE account ADD COLUMN totp_secret {bytes};
ALTER TABLE account ADD COLUMN totp_step BIGINT;
