-- name: audit_external_codes_unique
-- No two stores of the chain have the same external code.
SELECT external_code || ': ' || times || ' stores', times = 1 AS ok
FROM (
    SELECT external_code, count(*) AS times
    FROM stores WHERE merchant_id = $1 AND external_code <> '' GROUP BY 1
) AS each;

-- name: audit_delivering_stores_have_areas
-- Every store that delivers has an area to deliver to.
SELECT store_id, jsonb_array_length(detail -> 'delivery_areas') > 0 AS ok
FROM stores
WHERE merchant_id = $1 AND detail -> 'services' @> '[{"service_type": 3}]';

-- name: audit_delivery_prices_not_negative
-- No delivery area has a negative fee or minimum.
SELECT store_id || ' ' || (area ->> 'area_id') AS place,
       (area ->> 'fee')::bigint >= 0 AND (area ->> 'minimum_order')::bigint >= 0 AS ok
FROM stores, jsonb_array_elements(detail -> 'delivery_areas') AS area
WHERE merchant_id = $1;

-- name: audit_periods_end_after_they_begin
-- Every period of opening is longer than none, at most a day.
SELECT store_id || ' weekday ' || (period ->> 'weekday') AS place,
       (period ->> 'opens')::int BETWEEN 0 AND 1439
       AND (period ->> 'closes')::int > (period ->> 'opens')::int
       AND (period ->> 'closes')::int <= (period ->> 'opens')::int + 1440 AS ok
FROM stores, jsonb_array_elements(detail -> 'hours' -> 'periods') AS period
WHERE merchant_id = $1;

-- name: audit_revisions_not_ahead
-- No store has a revision that readers would not come to.
SELECT s.store_id, s.revision <= coalesce(r.revision, 0) AS ok
FROM stores s LEFT JOIN revisions r USING (merchant_id)
WHERE s.merchant_id = $1;

-- name: audit_stores_have_their_event
-- Every store has its event of creation in the feed.
SELECT s.store_id, e.subject_id IS NOT NULL AS ok
FROM stores s
LEFT JOIN (
    SELECT DISTINCT subject_id FROM events WHERE merchant_id = $1 AND kind = 'CREATED'
) AS e ON e.subject_id = s.store_id
WHERE s.merchant_id = $1;

-- name: audit_totals
-- Counts of what there is.
SELECT (SELECT count(*) FROM stores WHERE merchant_id = $1) AS stores,
       (SELECT count(*) FROM stores WHERE merchant_id = $1 AND status = 4) AS retired_stores,
       (SELECT count(*) FROM tills WHERE merchant_id = $1) AS tills;

-- name: list_merchants
-- Every merchant that has a store; only $1 unless it is empty.
SELECT DISTINCT merchant_id FROM stores WHERE $1 IN ('', merchant_id);
