-- A reward claimed by receipt. `account` took the last step; nobody's name stands here.
CREATE TABLE reward_claim (
    id {id},
    tip_id BIGINT NOT NULL REFERENCES tip (id),
    state TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    yuan BIGINT,
    reason TEXT NOT NULL,
    account BIGINT REFERENCES account (id)
);
CREATE UNIQUE INDEX reward_claim_tip_id ON reward_claim (tip_id);
