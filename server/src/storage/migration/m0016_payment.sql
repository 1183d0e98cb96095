-- Who was paid a reward, encrypted: asked at payment alone, opened by the paying office for a reason.
CREATE TABLE reward_payment (
    claim_id BIGINT PRIMARY KEY REFERENCES reward_claim (id),
    sealed {bytes} NOT NULL,
    paid_at BIGINT NOT NULL
);
