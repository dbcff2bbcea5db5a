-- name: take_codes
-- Until the transaction ends nobody else changes the codes of a chain, or looks counts up by them.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' codes of ' || $1::text, 0));

-- name: drop_codes
-- Takes away the codes of these SKUs, and the new codes from whatever SKU has them. What stays as it
-- is, most of a catalog that has changed, is not written.
DELETE FROM sku_codes c
WHERE c.merchant_id = $1 AND (c.sku_id = ANY ($2::text[]) OR c.code = ANY ($4::text[]))
  AND NOT EXISTS (
      SELECT FROM unnest($3::text[], $4::text[]) AS n (sku_id, code)
      WHERE n.sku_id = c.sku_id AND n.code = c.code
  );

-- name: keep_codes
-- Keeps the codes of SKUs that have none; those that have theirs already are left alone.
INSERT INTO sku_codes (merchant_id, sku_id, code)
SELECT $1, n.sku_id, n.code FROM unnest($2::text[], $3::text[]) AS n (sku_id, code)
ON CONFLICT DO NOTHING;

-- name: find_skus
-- The SKUs that have these codes.
SELECT code, sku_id FROM sku_codes WHERE merchant_id = $1 AND code = ANY ($2::text[]);

-- name: find_since
-- What moved after the moments of counts, by anything but the ERP's own, and whether a later count,
-- of the ERP or of the shelf (kind 1), is known. The ledger is read backwards by its numbers, as
-- far as an hour before the count: clocks of processes differ by less.
SELECT k.store_id, k.sku_id, coalesce(m.moved, 0) AS moved,
       coalesce(m.counted, false) OR coalesce(e.counted_at > k.counted_at, false) AS outdated
FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS k (store_id, sku_id, counted_at)
LEFT JOIN erp_counted e
    ON e.merchant_id = $1 AND e.store_id = k.store_id AND e.sku_id = k.sku_id
CROSS JOIN LATERAL (
    SELECT sum(v.quantity)::bigint AS moved, bool_or(v.kind = 1) AS counted
    FROM movements v
    WHERE v.merchant_id = $1 AND v.store_id = k.store_id AND v.sku_id = k.sku_id
      AND v.number > coalesce((
          SELECT b.number FROM movements b
          WHERE b.merchant_id = $1 AND b.store_id = k.store_id AND b.sku_id = k.sku_id
            AND b.created_at <= k.counted_at - interval '1 hour'
          ORDER BY b.number DESC
          LIMIT 1
      ), 0)
      AND v.created_at > k.counted_at AND v.source NOT LIKE 'erp %'
) m;

-- name: keep_compared
-- Keeps counts that were not taken, forgets those of SKUs whose count was, and keeps the moments of
-- both; one that is still to come is kept as now.
WITH agreed AS (
    SELECT * FROM unnest($9::text[], $10::text[], $11::text[], $12::timestamptz[])
        AS a (store_id, erp_code, sku_id, counted_at)
), differing AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
                         $7::timestamptz[], $8::timestamptz[])
        AS n (store_id, sku_id, erp_code, on_hand, erp_quantity, counted_at, compared_at)
), gone AS (
    DELETE FROM erp_drifts d USING agreed a
    WHERE d.merchant_id = $1 AND d.store_id = a.store_id AND d.erp_code = a.erp_code
), counted AS (
    INSERT INTO erp_counted (merchant_id, store_id, sku_id, counted_at)
    SELECT $1, c.store_id, c.sku_id, least(c.counted_at, $13::timestamptz)
    FROM (SELECT store_id, sku_id, counted_at FROM agreed
          UNION ALL
          SELECT store_id, sku_id, counted_at FROM differing WHERE sku_id <> '') c
    ON CONFLICT (merchant_id, store_id, sku_id) DO UPDATE SET
        counted_at = greatest(erp_counted.counted_at, excluded.counted_at)
)
INSERT INTO erp_drifts
    (merchant_id, store_id, sku_id, erp_code, on_hand, erp_quantity, counted_at, compared_at)
SELECT $1, n.store_id, n.sku_id, n.erp_code, n.on_hand, n.erp_quantity, n.counted_at,
       n.compared_at
FROM differing n
ON CONFLICT (merchant_id, store_id, erp_code) DO UPDATE SET
    sku_id = excluded.sku_id, on_hand = excluded.on_hand, erp_quantity = excluded.erp_quantity,
    counted_at = excluded.counted_at, compared_at = excluded.compared_at
WHERE least(erp_drifts.counted_at, erp_drifts.compared_at) <= excluded.counted_at;

-- name: list_drifts
-- Counts that were not taken, by store and code; perhaps of one store.
SELECT store_id, sku_id, erp_code, on_hand, erp_quantity, counted_at, compared_at
FROM erp_drifts
WHERE merchant_id = $1 AND ($2 = '' OR store_id = $2) AND (store_id, erp_code) > ($3, $4)
ORDER BY store_id, erp_code
LIMIT $5;

-- name: find_unknown
-- Counts that were not taken because nobody knew these codes, by store and code.
SELECT store_id, erp_code AS code, erp_quantity AS quantity, counted_at FROM erp_drifts
WHERE merchant_id = $1 AND sku_id = '' AND erp_code = ANY ($2::text[])
  AND (store_id, erp_code) > ($3, $4)
ORDER BY store_id, erp_code
LIMIT $5;

-- name: list_waiting
-- The oldest entries of the ledger that the ERP of these chains has not taken.
SELECT m.number, m.merchant_id, m.store_id, m.sku_id, m.kind, m.quantity, m.source, m.note,
       m.actor, m.created_at, coalesce(c.code, '') AS sku_code
FROM (
    SELECT o.merchant_id, o.store_id, o.number
    FROM unnest($1::text[]) AS chain (merchant_id)
    CROSS JOIN LATERAL (
        SELECT e.merchant_id, e.store_id, e.number FROM erp_waiting e
        WHERE e.merchant_id = chain.merchant_id
        ORDER BY e.number
        LIMIT $2
    ) o
    ORDER BY o.number
    LIMIT $2
) w
JOIN movements m USING (merchant_id, store_id, number)
LEFT JOIN sku_codes c ON c.merchant_id = m.merchant_id AND c.sku_id = m.sku_id
ORDER BY w.number;

-- name: count_waiting
-- How many entries of the ledger the ERP of a chain has not taken.
SELECT count(*) FROM erp_waiting WHERE merchant_id = $1;

-- name: drop_waiting
-- Forgets entries that the ERP has taken, or that are letters.
DELETE FROM erp_waiting w
USING unnest($1::text[], $2::text[], $3::bigint[]) AS n (merchant_id, store_id, number)
WHERE (w.merchant_id, w.store_id, w.number) = (n.merchant_id, n.store_id, n.number);
