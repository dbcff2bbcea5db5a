-- part: session
-- The columns of a session.
merchant_id, session_id, name, sku_id, store_ids, amount, currency, pieces, pieces_per_person,
begins_at, ends_at, admission_seconds, promotion_id, price_state, cancelled_at, taken, sold,
waiting, queued, names

-- name: add_session
-- Keeps a new session, and puts it on its lists.
WITH added AS (
    INSERT INTO sessions
        (merchant_id, session_id, name, sku_id, store_ids, amount, currency, pieces,
         pieces_per_person, begins_at, ends_at, admission_seconds, promotion_id, price_state, names)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    RETURNING merchant_id, session_id, begins_at, store_ids
)
INSERT INTO session_lists (merchant_id, list, begins_at, session_id)
SELECT merchant_id, list, begins_at, session_id
FROM added CROSS JOIN LATERAL (
    VALUES ('all')
    UNION ALL SELECT 'chain' WHERE store_ids = '{}'
    UNION ALL SELECT 'store:' || store_id FROM unnest(store_ids) AS each (store_id)
) AS its (list);

-- name: find_session
-- One session.
SELECT {session} FROM sessions WHERE merchant_id = $1 AND session_id = $2;

-- name: list_sessions
-- Sessions of lists, in a state (0: any) at the moment $4, the next to begin first: those that are
-- over come last, and are looked for only where the others leave room. What began before $5 is
-- over. $6, $7, $8 are the place of the one that was listed last: whether it is over, when it
-- begins, its id.
WITH standing AS (
    SELECT of_list.* FROM unnest($2::text[]) AS wanted (list)
    CROSS JOIN LATERAL (
        SELECT {session} FROM session_lists JOIN sessions USING (merchant_id, session_id, begins_at)
        WHERE merchant_id = $1 AND list = wanted.list AND begins_at > $5
          AND (begins_at, session_id) > ($7::timestamptz, $8::text)
          AND cancelled_at IS NULL AND ends_at > $4
          AND ($3 = 0 OR $3 = CASE
              WHEN $4 < begins_at OR price_state <> 2 THEN 1
              WHEN sold >= pieces THEN 3
              ELSE 2
          END)
        ORDER BY begins_at, session_id LIMIT $9
    ) AS of_list
    WHERE $6 = 0 AND $3 IN (0, 1, 2, 3)
), over AS (
    SELECT of_list.* FROM unnest($2::text[]) AS wanted (list)
    CROSS JOIN LATERAL (
        SELECT {session} FROM session_lists JOIN sessions USING (merchant_id, session_id, begins_at)
        WHERE merchant_id = $1 AND list = wanted.list
          AND (begins_at, session_id) > (
              CASE WHEN $6 = 1 THEN $7::timestamptz ELSE '-infinity' END,
              CASE WHEN $6 = 1 THEN $8::text ELSE '' END)
          AND (cancelled_at IS NOT NULL OR ends_at <= $4)
          AND ($3 = 0 OR $3 = CASE WHEN cancelled_at IS NOT NULL THEN 5 ELSE 4 END)
        ORDER BY begins_at, session_id LIMIT $9
    ) AS of_list
    WHERE $3 IN (0, 4, 5) AND $9 > (SELECT count(*) FROM standing)
)
SELECT {session} FROM (
    SELECT 0 AS group_number, * FROM standing UNION ALL SELECT 1, * FROM over
) AS found
ORDER BY group_number, begins_at, session_id LIMIT $9;

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
