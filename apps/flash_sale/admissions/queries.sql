-- part: admission
-- The columns of an admission.
merchant_id, session_id, token, person_id, store_id, wanted, pieces, state, number, expires_at,
order_id, moved_at

-- part: counts
-- Keeps what sessions count, which are locked.
UPDATE sessions AS s
SET taken = n.taken, sold = n.sold, waiting = n.waiting, queued = n.queued
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
     AS n (merchant_id, session_id, taken, sold, waiting, queued)
WHERE s.merchant_id = n.merchant_id AND s.session_id = n.session_id

-- name: list_asked
-- Which admissions requests have led to before.
SELECT merchant_id, person_id, request_id, body_hash, token FROM asks
WHERE (merchant_id, person_id, request_id) IN (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[]));

-- name: list_admissions_of_persons
-- All admissions of persons to sessions but those that came to nothing.
SELECT {admission} FROM admissions
WHERE (merchant_id, session_id, person_id) IN (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[])) AND state IN (1, 2, 3, 4);

-- name: list_admissions
-- Admissions by their tokens.
SELECT {admission} FROM admissions WHERE merchant_id = $1 AND token = ANY ($2::text[]);

-- name: list_admissions_of_orders
-- Admissions that orders have, or had to the end.
SELECT {admission} FROM admissions
WHERE merchant_id = $1 AND order_id = ANY ($2::text[]) AND order_id <> '';

-- name: list_line
-- The first in the line of each session, as many as are asked for.
SELECT line.* FROM unnest($1::text[], $2::text[], $3::bigint[]) AS s (merchant_id, session_id, most)
CROSS JOIN LATERAL (
    SELECT {admission} FROM admissions
    WHERE merchant_id = s.merchant_id AND session_id = s.session_id AND state = 1
    ORDER BY number LIMIT s.most
) AS line;

-- name: list_lapsed
-- Of each session some admissions whose time is over.
SELECT lapsed.* FROM unnest($1::text[], $2::text[]) AS s (merchant_id, session_id)
CROSS JOIN LATERAL (
    SELECT {admission} FROM admissions
    WHERE merchant_id = s.merchant_id AND session_id = s.session_id AND state = 2
      AND expires_at <= $3
    ORDER BY expires_at LIMIT $4
) AS lapsed;

-- name: admit
-- Keeps new admissions, let in or in line, with the requests that led to them or to those there
-- are, and what their sessions count then: a whole batch at once.
WITH counted AS (
    {counts}
), added AS (
    INSERT INTO admissions ({admission})
    SELECT {admission} FROM unnest(
        $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::integer[],
        $13::integer[], $14::smallint[], $15::bigint[], $16::timestamptz[], $17::text[],
        $18::timestamptz[])
        AS n ({admission})
)
INSERT INTO asks (merchant_id, person_id, request_id, body_hash, token, asked_at)
SELECT n.merchant_id, n.person_id, n.request_id, n.body_hash, n.token, $24
FROM unnest($19::text[], $20::text[], $21::text[], $22::bytea[], $23::text[])
     AS n (merchant_id, person_id, request_id, body_hash, token);

-- name: keep_admissions
-- Keeps what became of admissions, and what their sessions count then.
WITH counted AS (
    {counts}
)
UPDATE admissions AS a
SET pieces = n.pieces, state = n.state, expires_at = n.expires_at, order_id = n.order_id,
    moved_at = n.moved_at
FROM unnest(
    $7::text[], $8::text[], $9::integer[], $10::smallint[], $11::timestamptz[], $12::text[],
    $13::timestamptz[])
    AS n (merchant_id, token, pieces, state, expires_at, order_id, moved_at)
WHERE a.merchant_id = n.merchant_id AND a.token = n.token;

-- name: list_sessions_due
-- Sessions, of all merchants, with admissions whose time is over, or with people in line though
-- there are pieces, or the session is over; in order, after one that was listed already.
SELECT merchant_id, session_id FROM (
    SELECT merchant_id, session_id FROM admissions WHERE state = 2 AND expires_at <= $1
    UNION
    SELECT merchant_id, session_id FROM sessions
    WHERE waiting > 0 AND (taken < pieces OR ends_at <= $1 OR cancelled_at IS NOT NULL)
) AS due
WHERE (merchant_id, session_id) > ($2, $3)
ORDER BY merchant_id, session_id LIMIT $4;

-- name: find_next_due
-- When the first admission or session with people in line ends, or now ($1) where there are pieces
-- for who is in line.
SELECT least(
    (SELECT min(expires_at) FROM admissions WHERE state = 2),
    (SELECT min(CASE WHEN taken < pieces OR cancelled_at IS NOT NULL THEN $1 ELSE ends_at END)
     FROM sessions WHERE waiting > 0));

-- name: list_ordered_long_ago
-- Admissions, of all merchants, used for orders of which nothing was heard since, the oldest first.
SELECT {admission} FROM admissions
WHERE state = 3 AND moved_at < $1 AND (moved_at, token) > ($2, $3)
ORDER BY moved_at, token LIMIT $4;
