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
