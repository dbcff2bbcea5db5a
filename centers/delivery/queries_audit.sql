-- name: audit_one_winner_per_delivery
-- At most one booking brings a delivery; one that rides has it.
SELECT d.delivery_id,
       count(b.booking_id) FILTER (WHERE b.status = 3) <= 1
       AND (d.route <> 2 OR d.cancelling OR d.status NOT IN (2, 3, 4, 5)
            OR count(b.booking_id) FILTER (WHERE b.status = 3) = 1) AS ok
FROM deliveries d
LEFT JOIN bookings b USING (delivery_id)
WHERE d.merchant_id = $1
GROUP BY d.delivery_id;

-- name: audit_ended_deliveries_hold_no_rider
-- A delivery that has ended waits for no carrier.
SELECT d.delivery_id,
       count(b.booking_id) FILTER (WHERE b.status IN (1, 2)) = 0
       AND NOT d.cancelling AS ok
FROM deliveries d
LEFT JOIN bookings b USING (delivery_id)
WHERE d.merchant_id = $1 AND d.status IN (5, 6, 7)
GROUP BY d.delivery_id;

-- name: audit_one_open_delivery_per_order
-- An order is brought by one delivery at a time.
SELECT order_id, count(*) FILTER (WHERE status < 6) <= 1 AS ok
FROM deliveries WHERE merchant_id = $1
GROUP BY order_id;

-- name: audit_open_deliveries_are_followed
-- Every delivery that has not ended is looked after.
SELECT delivery_id, next_step_at IS NOT NULL AS ok
FROM deliveries WHERE merchant_id = $1 AND status < 5;

-- name: audit_deliveries_have_their_event
-- Every delivery has its event of creation in the feed.
SELECT d.delivery_id, count(e.seq) = 1 AS ok
FROM deliveries d
LEFT JOIN events e ON e.subject_id = d.delivery_id AND e.kind = 'CREATED'
WHERE d.merchant_id = $1
GROUP BY d.delivery_id;

-- name: audit_merged_persons_have_nothing
-- Deliveries of merged persons are with the person that stays.
SELECT m.from_person_id AS name,
       NOT EXISTS (
           SELECT FROM deliveries AS d
           WHERE d.merchant_id = $1 AND d.person_id = m.from_person_id) AS ok
FROM person_merges AS m
WHERE m.merchant_id = $1 AND NOT m.undone AND m.moved_at IS NOT NULL;

-- name: audit_totals
-- Counts for checks across centers.
SELECT count(*) AS deliveries,
       count(*) FILTER (WHERE status < 5) AS open_deliveries,
       count(*) FILTER (WHERE status = 5) AS delivered,
       (SELECT count(*) FROM bookings b JOIN deliveries d2 USING (delivery_id)
        WHERE d2.merchant_id = $1 AND b.status IN (1, 2)) AS open_bookings,
       (SELECT count(*) FROM bookings b JOIN deliveries d2 USING (delivery_id)
        WHERE d2.merchant_id = $1 AND b.status = 5) AS cancelling_bookings,
       (SELECT count(*) FROM person_merges m
        WHERE m.merchant_id = $1 AND NOT m.undone AND m.moved_at IS NOT NULL) AS standing_merges
FROM deliveries WHERE merchant_id = $1;

-- name: list_merchants
-- Every merchant that has a delivery; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM deliveries ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM deliveries t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));

-- name: list_audit_orders
-- Every order that has an open delivery, and how many of these nobody has fetched yet.
SELECT order_id, min(store_id) AS store_id, '' AS currency_code, count(*) AS open,
       count(*) FILTER (WHERE status < 4) AS not_fetched
FROM deliveries WHERE merchant_id = $1 AND status < 5
GROUP BY order_id
ORDER BY order_id COLLATE "C";
