-- name: audit_stock_equals_movements
-- Pieces on hand are the sum of the ledger.
WITH looked AS (
    SELECT s.store_id, s.sku_id, s.on_hand, coalesce(m.total, 0) AS expected
    FROM stock s
    LEFT JOIN (SELECT store_id, sku_id, sum(quantity) AS total FROM movements
               WHERE merchant_id = $1 GROUP BY store_id, sku_id) AS m USING (store_id, sku_id)
    WHERE s.merchant_id = $1
)
SELECT format('%s/%s: on hand %s, movements %s', store_id, sku_id, on_hand, expected),
       on_hand = expected AS ok
FROM looked;

-- name: audit_movements_have_stock
-- Every entry of the ledger belongs to a stock.
WITH looked AS (
    SELECT m.store_id, m.sku_id, s.sku_id IS NULL AS broken
    FROM (SELECT DISTINCT store_id, sku_id FROM movements WHERE merchant_id = $1) AS m
    LEFT JOIN stock s
        ON s.merchant_id = $1 AND s.store_id = m.store_id AND s.sku_id = m.sku_id
)
SELECT format('%s/%s', store_id, sku_id), NOT broken AS ok FROM looked;

-- name: audit_nothing_negative
-- No number is below zero, no more is promised than there is.
WITH looked AS (
    SELECT store_id, sku_id, on_hand, reserved, sold,
           on_hand < 0 OR reserved < 0 OR sold < 0 OR reserved > on_hand AS broken
    FROM stock WHERE merchant_id = $1
)
SELECT format('%s/%s: on hand %s, reserved %s, sold %s', store_id, sku_id, on_hand, reserved, sold),
       NOT broken AS ok
FROM looked;

-- name: audit_reserved_equals_held
-- Pieces reserved are what held reservations have taken.
WITH looked AS (
    SELECT store_id, sku_id, coalesce(s.reserved, 0) AS reserved, coalesce(r.taken, 0) AS expected
    FROM (SELECT store_id, sku_id, reserved FROM stock WHERE merchant_id = $1) AS s
    FULL JOIN (SELECT store_id, sku_id, sum(l.taken) AS taken
               FROM reservations r
               JOIN reservation_lines l USING (merchant_id, store_id, order_id)
               WHERE r.merchant_id = $1 AND r.state = 1 AND l.taken > 0
               GROUP BY store_id, sku_id) AS r USING (store_id, sku_id)
)
SELECT format('%s/%s: reserved %s, held %s', store_id, sku_id, reserved, expected),
       reserved = expected AS ok
FROM looked;

-- name: audit_sold_equals_sales
-- Pieces sold are what sales took and did not return.
WITH sales AS (
    SELECT l.store_id, l.sku_id, l.taken - l.returned AS pieces
    FROM reservations r
    JOIN reservation_lines l USING (merchant_id, store_id, order_id)
    WHERE r.merchant_id = $1 AND r.state = 2
    UNION ALL
    SELECT store_id, sku_id, taken FROM till_sale_lines WHERE merchant_id = $1
), looked AS (
    SELECT store_id, sku_id, coalesce(s.sold, 0) AS sold, coalesce(t.pieces, 0) AS expected
    FROM (SELECT store_id, sku_id, sold FROM stock WHERE merchant_id = $1) AS s
    FULL JOIN (SELECT store_id, sku_id, sum(pieces) AS pieces FROM sales
               GROUP BY store_id, sku_id HAVING sum(pieces) <> 0) AS t USING (store_id, sku_id)
)
SELECT format('%s/%s: sold %s, sales %s', store_id, sku_id, sold, expected), sold = expected AS ok
FROM looked;

-- name: audit_sold_once
-- Each sold line is in the ledger exactly once, with its pieces.
WITH looked AS (
    SELECT l.store_id, l.order_id, l.sku_id, l.taken, count(m.number) AS entries,
           coalesce(-sum(m.quantity), 0) AS moved
    FROM reservations r
    JOIN reservation_lines l USING (merchant_id, store_id, order_id)
    LEFT JOIN movements m
        ON (m.merchant_id, m.store_id, m.source) = (l.merchant_id, l.store_id, l.order_id)
        AND m.sku_id = l.sku_id AND m.kind = 7
    WHERE r.merchant_id = $1 AND r.state = 2 AND l.taken > 0
    GROUP BY l.store_id, l.order_id, l.sku_id, l.taken
)
SELECT format('%s %s: sold %s, ledger %s in %s entries', order_id, sku_id, taken, moved, entries),
       entries = 1 AND moved = taken AS ok
FROM looked;

-- name: audit_lapsed_hold_nothing
-- Released, expired and short reservations hold nothing.
WITH looked AS (
    SELECT r.order_id, l.sku_id, l.taken
    FROM reservations r
    JOIN reservation_lines l USING (merchant_id, store_id, order_id)
    WHERE r.merchant_id = $1 AND r.state IN (3, 4, 5)
)
SELECT format('%s %s: %s', order_id, sku_id, taken), taken <= 0 AS ok FROM looked;

-- name: audit_reservations_end
-- No reservation is held ten minutes beyond its time.
WITH looked AS (
    SELECT order_id, expires_at, expires_at < now() - interval '10 minutes' AS broken
    FROM reservations WHERE merchant_id = $1 AND state = 1
)
SELECT format('%s: %s', order_id, expires_at), NOT broken AS ok FROM looked;

-- name: audit_totals
-- Totals for comparing with other services.
SELECT *
FROM (
    SELECT count(*) AS skus, coalesce(sum(on_hand), 0) AS on_hand,
           coalesce(sum(reserved), 0) AS reserved, coalesce(sum(sold), 0) AS sold
    FROM stock WHERE merchant_id = $1
) AS stocked, (
    SELECT count(*) AS movements FROM movements WHERE merchant_id = $1
) AS moved, (
    SELECT count(*) AS till_sales FROM till_sales WHERE merchant_id = $1
) AS sold_at_tills, (
    SELECT count(*) FILTER (WHERE state = 1) AS reservations_held,
           count(*) FILTER (WHERE state = 2) AS reservations_committed,
           count(*) FILTER (WHERE state = 3) AS reservations_released,
           count(*) FILTER (WHERE state = 4) AS reservations_expired,
           count(*) FILTER (WHERE state = 5) AS reservations_short
    FROM reservations WHERE merchant_id = $1
) AS reserved_for_orders;

-- name: list_merchants
-- Every merchant that has stock; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM stock ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM stock t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));

-- name: list_audit_orders
-- Every order's reservation.
SELECT order_id, store_id, '' AS currency_code, state
FROM reservations WHERE merchant_id = $1
ORDER BY order_id COLLATE "C";
