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
       s.detail, s.status, s.status_until AS until, s.busy_extra_minutes, s.revision,
       s.created_at, s.updated_at, c.codes AS channel_codes
FROM stores s
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('channel', channel, 'code', code,
                                                 'paused', paused,
                                                 'auto_accept', auto_accept)
                              ORDER BY channel), '[]') AS codes
    FROM channel_codes c
    WHERE c.merchant_id = s.merchant_id AND c.store_id = s.store_id
) c
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
INSERT INTO channel_codes (merchant_id, store_id, channel, code, paused, auto_accept)
SELECT $1, n.*
FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::boolean[]) AS n;
