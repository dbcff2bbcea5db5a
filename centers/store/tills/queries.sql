-- part: till
-- The columns of a till.
till_id, coalesce(store_id, '') AS store_id, name, disabled, last_seen_at, created_at

-- name: create_till
-- Writes a till unless its store has one of that name; no store means all of the chain.
INSERT INTO tills (merchant_id, till_id, store_id, name, salt, secret_hash, created_at)
VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING {till};

-- name: set_till_secret
-- Replaces the hash of a till's secret.
UPDATE tills SET salt = $3, secret_hash = $4
WHERE merchant_id = $1 AND till_id = $2
RETURNING {till};

-- name: set_till_disabled
-- Forbids or allows a till to log in.
UPDATE tills SET disabled = $3
WHERE merchant_id = $1 AND till_id = $2
RETURNING {till};

-- name: find_till
-- A till with what is kept of its secret.
SELECT {till},
       salt, secret_hash
FROM tills WHERE merchant_id = $1 AND till_id = $2;

-- name: note_till_seen
-- Remembers that a till showed the right secret.
UPDATE tills SET last_seen_at = $3 WHERE merchant_id = $1 AND till_id = $2;

-- name: list_tills
-- Tills of a store, or of the chain, after one of them.
SELECT {till}
FROM tills
WHERE merchant_id = $1 AND ($2 = '' OR store_id = $2) AND till_id > $3
ORDER BY till_id LIMIT $4;
