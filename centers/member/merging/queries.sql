-- name: wait_for_enrolments
-- Waits for whoever is making somebody a member.
LOCK TABLE members IN SHARE MODE;

-- name: move_credits
-- Gives a person's credits to another, and keeps which.
WITH moved AS (
    UPDATE credits SET person_id = $4 WHERE merchant_id = $1 AND person_id = $3
    RETURNING kind, credit_id
)
INSERT INTO person_moves (merchant_id, merge_id, kind, key)
SELECT $1, $2, 'credit', ARRAY[kind::text, credit_id] FROM moved
ON CONFLICT DO NOTHING;

-- name: move_redemptions
-- Gives a person's redemptions to another, and keeps which; tells how many points are spent.
WITH moved AS (
    UPDATE redemptions SET person_id = $4 WHERE merchant_id = $1 AND person_id = $3
    RETURNING redemption_id, points, unredeemed_at
), kept AS (
    INSERT INTO person_moves (merchant_id, merge_id, kind, key)
    SELECT $1, $2, 'redemption', ARRAY[redemption_id] FROM moved
    ON CONFLICT DO NOTHING
)
SELECT coalesce(sum(points), 0)::bigint FROM moved WHERE unredeemed_at IS NULL;

-- name: move_credits_back
-- Gives back the credits that a merge moved, as they stand now.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'credit'
    RETURNING key
)
UPDATE credits AS c SET person_id = $3
FROM mine
WHERE c.merchant_id = $1 AND c.kind = mine.key[1]::smallint AND c.credit_id = mine.key[2]
  AND c.person_id = $4
RETURNING c.kind, c.credit_id, c.person_id, c.amount, c.currency, c.points, c.growth,
          c.earned_at, c.expires_at, c.refunded, c.reversed_points, c.reversed_growth, c.expired;

-- name: move_redemptions_back
-- Gives back the redemptions that a merge moved; tells how many points are spent still.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'redemption'
    RETURNING key
), moved AS (
    UPDATE redemptions AS r SET person_id = $3
    FROM mine
    WHERE r.merchant_id = $1 AND r.redemption_id = mine.key[1] AND r.person_id = $4
    RETURNING r.points, r.unredeemed_at
)
SELECT coalesce(sum(points), 0)::bigint FROM moved WHERE unredeemed_at IS NULL;

-- name: keep_member_merge
-- Keeps what a merge moved; more that came later is added.
INSERT INTO member_merges AS m
    (merchant_id, merge_id, from_person_id, into_person_id, from_status, into_status, spent,
     redeemed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (merchant_id, merge_id) DO UPDATE
SET spent = m.spent + excluded.spent, redeemed = m.redeemed + excluded.redeemed;

-- name: find_member_merge
-- What a merge moved, as it was kept.
SELECT from_status, into_status, spent, redeemed
FROM member_merges WHERE merchant_id = $1 AND merge_id = $2;

-- name: keep_member_merge_back
-- Keeps what the undoing of a merge gave back.
UPDATE member_merges SET spent_back = $3, redeemed_back = $4
WHERE merchant_id = $1 AND merge_id = $2;
