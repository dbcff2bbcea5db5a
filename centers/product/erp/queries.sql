-- name: get_place
-- Up to where a reader has read the items of a chain's ERP.
SELECT cursor FROM erp_places WHERE reader = $1 AND merchant_id = $2;

-- name: keep_place
-- Keeps up to where a reader has read the items of a chain's ERP.
INSERT INTO erp_places (reader, merchant_id, cursor) VALUES ($1, $2, $3)
ON CONFLICT (reader, merchant_id) DO UPDATE SET cursor = excluded.cursor, moved_at = now();

-- name: forget_places
-- Forgets what a reader that is gone has read.
DELETE FROM erp_places WHERE reader = $1;

-- name: keep_told
-- Keeps which items an ERP has told last.
INSERT INTO erp_told (merchant_id, code, item_id, told_at)
SELECT $1, n.code, n.item_id, now() FROM unnest($2::text[], $3::text[]) AS n (code, item_id)
ON CONFLICT (merchant_id, code) DO UPDATE SET
    item_id = excluded.item_id, told_at = excluded.told_at;

-- name: find_outdated
-- Those of some letters whose code another item was told of since.
SELECT l.item_id
FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS l (code, item_id, since)
JOIN erp_told t ON t.merchant_id = $1 AND t.code = l.code
WHERE t.item_id <> l.item_id AND t.told_at > l.since;
