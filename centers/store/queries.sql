-- name: take_revision
-- The revision of a chain's stores, held until the transaction ends.
INSERT INTO revisions (merchant_id, revision) VALUES ($1, 0)
ON CONFLICT (merchant_id) DO UPDATE SET revision = revisions.revision
RETURNING revision;

-- name: set_revision
-- The chain's stores have changed.
UPDATE revisions SET revision = $2 WHERE merchant_id = $1;

-- name: find_revision
-- The revision of a chain's stores; no row when it never had one.
SELECT revision FROM revisions WHERE merchant_id = $1;

-- name: list_stores_after
-- Stores that changed after a revision, with their codes on channels.
SELECT s.store_id, s.external_code, s.name, s.latitude, s.longitude, s.time_zone, s.currency,
       s.detail, s.status, s.status_until, s.busy_extra_minutes, s.revision, s.created_at,
       s.updated_at, c.codes
FROM stores s
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('channel', channel, 'code', code, 'paused', paused)
                     ORDER BY channel) AS codes
    FROM channel_codes c
    WHERE c.merchant_id = s.merchant_id AND c.store_id = s.store_id
) c ON true
WHERE s.merchant_id = $1 AND s.revision > $2
ORDER BY s.store_id;

-- name: keep_stores
-- Writes stores as they are from now on.
INSERT INTO stores AS s
    (merchant_id, store_id, external_code, name, latitude, longitude, time_zone, currency,
     detail, status, status_until, busy_extra_minutes, revision, created_at, updated_at)
SELECT $1, n.*
FROM unnest(
    $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::text[], $8::text[],
    $9::jsonb[], $10::smallint[], $11::timestamptz[], $12::integer[], $13::bigint[],
    $14::timestamptz[], $15::timestamptz[]) AS n
ON CONFLICT (merchant_id, store_id) DO UPDATE SET
    external_code = excluded.external_code, name = excluded.name,
    latitude = excluded.latitude, longitude = excluded.longitude,
    time_zone = excluded.time_zone, currency = excluded.currency, detail = excluded.detail,
    status = excluded.status, status_until = excluded.status_until,
    busy_extra_minutes = excluded.busy_extra_minutes, revision = excluded.revision,
    updated_at = excluded.updated_at;

-- name: drop_channel_codes
-- Takes all codes from stores, before the present ones are written.
DELETE FROM channel_codes WHERE merchant_id = $1 AND store_id = ANY ($2::text[]);

-- name: keep_channel_codes
-- Writes the codes of stores.
INSERT INTO channel_codes (merchant_id, store_id, channel, code, paused)
SELECT $1, n.* FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[]) AS n;

-- name: create_till
-- Writes a till unless its store has one of that name; no store means all of the chain.
INSERT INTO tills (merchant_id, till_id, store_id, name, salt, secret_hash, created_at)
VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING till_id, coalesce(store_id, '') AS store_id, name, disabled, last_seen_at, created_at;

-- name: set_till_secret
-- Replaces the hash of a till's secret.
UPDATE tills SET salt = $3, secret_hash = $4
WHERE merchant_id = $1 AND till_id = $2
RETURNING till_id, coalesce(store_id, '') AS store_id, name, disabled, last_seen_at, created_at;

-- name: set_till_disabled
-- Forbids or allows a till to log in.
UPDATE tills SET disabled = $3
WHERE merchant_id = $1 AND till_id = $2
RETURNING till_id, coalesce(store_id, '') AS store_id, name, disabled, last_seen_at, created_at;

-- name: find_till
-- A till with what is kept of its secret.
SELECT till_id, coalesce(store_id, '') AS store_id, name, disabled, last_seen_at, created_at,
       salt, secret_hash
FROM tills WHERE merchant_id = $1 AND till_id = $2;

-- name: note_till_seen
-- Remembers that a till showed the right secret.
UPDATE tills SET last_seen_at = $3 WHERE merchant_id = $1 AND till_id = $2;

-- name: list_tills
-- Tills of a store, or of the chain, after one of them.
SELECT till_id, coalesce(store_id, '') AS store_id, name, disabled, last_seen_at, created_at
FROM tills
WHERE merchant_id = $1 AND ($2 = '' OR store_id = $2) AND till_id > $3
ORDER BY till_id LIMIT $4;
