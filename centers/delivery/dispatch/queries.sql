-- name: take_due_deliveries
-- Deliveries that want a step, leased to the sweeper; all or only these.
UPDATE deliveries d SET next_step_at = $2
FROM (
    SELECT delivery_id FROM deliveries
    WHERE next_step_at <= $1 AND ($4::text[] IS NULL OR delivery_id = ANY ($4))
    ORDER BY next_step_at
    LIMIT $3
    FOR UPDATE SKIP LOCKED
) AS due
WHERE d.delivery_id = due.delivery_id
RETURNING d.merchant_id, d.delivery_id;

-- name: find_next_due
-- When the first delivery wants a step.
SELECT min(next_step_at) FROM deliveries;

-- name: set_next_step
-- When to look at a delivery again, if nothing has happened to it since it was taken.
UPDATE deliveries SET next_step_at = $3 WHERE delivery_id = $1 AND next_step_at = $2;

-- name: set_rule
-- Keeps the rule of a store; the last one counts.
INSERT INTO dispatch_rules
    (merchant_id, store_id, strategy, carriers, own_riders_first, assign_timeout_seconds)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (merchant_id, store_id) DO UPDATE SET
    strategy = excluded.strategy, carriers = excluded.carriers,
    own_riders_first = excluded.own_riders_first,
    assign_timeout_seconds = excluded.assign_timeout_seconds;

-- name: find_rules
-- The rule of a store and that of all stores; the store's own comes first.
SELECT merchant_id, store_id, strategy, carriers, own_riders_first, assign_timeout_seconds
FROM dispatch_rules
WHERE merchant_id = $1 AND store_id IN ($2, '')
ORDER BY store_id DESC;

-- name: list_rules
-- A page of rules, by store; null begins at the beginning.
SELECT merchant_id, store_id, strategy, carriers, own_riders_first, assign_timeout_seconds
FROM dispatch_rules
WHERE merchant_id = $1 AND ($2::text IS NULL OR store_id > $2)
ORDER BY store_id
LIMIT $3;
