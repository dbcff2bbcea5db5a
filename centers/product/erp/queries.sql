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
