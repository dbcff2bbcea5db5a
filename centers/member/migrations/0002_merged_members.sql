-- Memberships that were joined because their persons were merged. Status 4 of a member: merged.

-- What a merge moved beside credits and redemptions, and what its undoing gave back; by these the
-- ledgers of both persons go on telling what was spent.
CREATE TABLE member_merges (
    merchant_id    text     NOT NULL,
    merge_id       text     NOT NULL,
    from_person_id text     NOT NULL,
    into_person_id text     NOT NULL,
    -- How the two stood before; they stand so again when it is undone.
    from_status    smallint NOT NULL,
    into_status    smallint NOT NULL,
    spent          bigint   NOT NULL,
    redeemed       bigint   NOT NULL,
    spent_back     bigint   NOT NULL DEFAULT 0,
    redeemed_back  bigint   NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, merge_id)
);
CREATE INDEX redemptions_of_person ON redemptions (merchant_id, person_id);
