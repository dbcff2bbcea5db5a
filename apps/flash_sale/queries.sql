-- part: session
-- The columns of a session.
merchant_id, session_id, name, sku_id, store_ids, amount, currency, pieces, pieces_per_person,
begins_at, ends_at, admission_seconds, promotion_id, price_state, cancelled_at, taken, sold,
waiting, queued

-- name: add_session
-- Keeps a new session.
INSERT INTO sessions
    (merchant_id, session_id, name, sku_id, store_ids, amount, currency, pieces,
     pieces_per_person, begins_at, ends_at, admission_seconds, promotion_id, price_state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: find_session
-- One session.
SELECT {session} FROM sessions WHERE merchant_id = $1 AND session_id = $2;

-- name: list_sessions
-- Sessions of a store (or all), in a state (0: any) at the moment $4, the next to begin first:
-- those that are over come last.
WITH found AS (
    SELECT {session},
           CASE
               WHEN cancelled_at IS NOT NULL THEN 5
               WHEN $4 >= ends_at THEN 4
               WHEN $4 < begins_at OR price_state <> 2 THEN 1
               WHEN sold >= pieces THEN 3
               ELSE 2
           END AS state
    FROM sessions
    WHERE merchant_id = $1 AND ($2 = '' OR store_ids = '{}' OR $2 = ANY (store_ids))
), placed AS (
    SELECT {session}, state, (state IN (4, 5))::integer AS group_number FROM found
)
SELECT {session} FROM placed
WHERE ($3 = 0 OR state = $3)
  AND ($5 = '' OR (group_number, begins_at, session_id) > ($6, $7, $5))
ORDER BY group_number, begins_at, session_id LIMIT $8;

-- name: lock_sessions
-- Sessions, locked until the transaction ends, in one order for all who lock several.
SELECT {session} FROM sessions
WHERE (merchant_id, session_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
ORDER BY merchant_id, session_id FOR UPDATE;

-- name: cancel_session
-- Calls a session off that is locked.
UPDATE sessions SET cancelled_at = $3
WHERE merchant_id = $1 AND session_id = $2
RETURNING {session};

-- name: set_price_state
-- Keeps whether the promotion center gives the price.
UPDATE sessions SET price_state = $3 WHERE merchant_id = $1 AND session_id = $2;

-- name: list_prices_to_open
-- Sessions whose price does not apply yet, the next to begin first.
SELECT {session} FROM sessions
WHERE price_state = 1 AND cancelled_at IS NULL AND ends_at > $1
ORDER BY begins_at LIMIT $2;

-- name: list_prices_to_end
-- Sessions that are over, and no order can use an admission any more, but their price still
-- stands.
SELECT {session} FROM sessions AS s
WHERE price_state <> 3 AND (cancelled_at IS NOT NULL OR ends_at <= $1)
  AND NOT EXISTS (
      SELECT FROM admissions AS a
      WHERE a.merchant_id = s.merchant_id AND a.session_id = s.session_id AND a.state IN (1, 2, 3))
ORDER BY ends_at LIMIT $2;
