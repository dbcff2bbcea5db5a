-- name: find_chain_version
-- How often a chain's promotions have changed.
SELECT version FROM chain_versions WHERE merchant_id = $1;

-- name: grow_chain_version
-- Counts a change of the chain's promotions, by which every process reads them again.
INSERT INTO chain_versions AS v (merchant_id, version) VALUES ($1, 1)
ON CONFLICT (merchant_id) DO UPDATE SET version = v.version + 1;

-- name: load_active_promotions
-- Everything that may apply now or later.
SELECT promotion_id, spec FROM promotions WHERE merchant_id = $1 AND state = 2;

-- name: find_remaining
-- What is left of the budgets of active promotions that have one in all.
SELECT b.promotion_id, b.total_amount - b.held_amount - b.redeemed_amount AS amount,
       b.total_uses - b.held_uses - b.redeemed_uses AS uses
FROM budgets b
JOIN promotions p USING (merchant_id, promotion_id)
WHERE b.merchant_id = $1 AND p.state = 2
  AND (b.total_amount IS NOT NULL OR b.total_uses IS NOT NULL);

-- name: add_promotion
-- Writes a new promotion with its budget.
WITH promotion AS (
    INSERT INTO promotions
        (merchant_id, promotion_id, code, state, spec, version, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $6)
)
INSERT INTO budgets
    (merchant_id, promotion_id, currency, total_amount, total_uses, per_person, per_person_day)
VALUES ($1, $2, $7, $8, $9, $10, $11);

-- name: lock_promotion
-- A promotion with its budget, both locked: holds wait until it has changed.
SELECT p.promotion_id, p.state, p.spec, p.version, p.created_at, p.updated_at,
       b.held_uses, b.redeemed_uses, b.held_amount, b.redeemed_amount
FROM promotions p
JOIN budgets b USING (merchant_id, promotion_id)
WHERE p.merchant_id = $1 AND p.promotion_id = $2
FOR UPDATE;

-- name: most_uses_of_a_person
-- The most uses that one person has of a promotion, in all and on one day.
SELECT coalesce(max(in_all), 0) AS in_all, coalesce(max(on_day), 0) AS on_day
FROM (SELECT sum(count(*)) OVER (PARTITION BY person_id) AS in_all, count(*) AS on_day
      FROM hold_items
      WHERE merchant_id = $1 AND promotion_id = $2 AND counts AND coupon_id = ''
      GROUP BY person_id, day) AS used;

-- name: keep_promotion
-- Writes a changed promotion and its limits.
WITH promotion AS (
    UPDATE promotions SET code = $3, state = $4, spec = $5, version = version + 1, updated_at = $6
    WHERE merchant_id = $1 AND promotion_id = $2
)
UPDATE budgets SET total_amount = $7, total_uses = $8, per_person = $9, per_person_day = $10
WHERE merchant_id = $1 AND promotion_id = $2;

-- name: find_promotion
-- A promotion with what has been given of it.
SELECT p.promotion_id, p.state, p.spec, p.version, p.created_at, p.updated_at,
       b.held_uses, b.redeemed_uses, b.held_amount, b.redeemed_amount
FROM promotions p
JOIN budgets b USING (merchant_id, promotion_id)
WHERE p.merchant_id = $1 AND p.promotion_id = $2;

-- name: list_promotions
-- A page of promotions, newest first; each filter is off when it is empty or null.
SELECT p.promotion_id, p.state, p.spec, p.version, p.created_at, p.updated_at,
       b.held_uses, b.redeemed_uses, b.held_amount, b.redeemed_amount
FROM promotions p
JOIN budgets b USING (merchant_id, promotion_id)
WHERE p.merchant_id = $1
  AND ($2::smallint IS NULL OR p.state = $2)
  AND ($3::text = '' OR p.code = $3)
  AND ($4::text = '' OR p.promotion_id < $4)
ORDER BY p.promotion_id DESC
LIMIT $5;
