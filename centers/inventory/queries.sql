-- name: find_concerned
-- Which of these orders ask a SKU that is tracked, or have a reservation already.
SELECT n.item
FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[])
     AS n (item, merchant_id, store_id, sku_id)
JOIN stock s USING (merchant_id, store_id, sku_id)
WHERE s.tracked
UNION
SELECT n.item
FROM unnest($5::integer[], $6::text[], $7::text[], $8::text[])
     AS n (item, merchant_id, store_id, order_id)
JOIN reservations r USING (merchant_id, store_id, order_id);

-- name: list_tracked
-- The SKUs of a store that are tracked.
SELECT sku_id FROM stock WHERE merchant_id = $1 AND store_id = $2 AND tracked;

-- name: make_stock
-- Makes rows for SKUs that have none yet, untracked and empty, so that they can be locked.
INSERT INTO stock (merchant_id, store_id, sku_id)
SELECT k.merchant_id, k.store_id, k.sku_id
FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, sku_id)
ON CONFLICT DO NOTHING;

-- name: lock_stock
-- The stock of these SKUs, locked in a fixed order until the transaction ends.
SELECT s.merchant_id, s.store_id, s.sku_id, s.tracked, s.on_hand, s.reserved, s.sold, s.version,
       s.updated_at
FROM stock s
JOIN (SELECT DISTINCT k.merchant_id, k.store_id, k.sku_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, sku_id)) AS k
    USING (merchant_id, store_id, sku_id)
ORDER BY s.merchant_id, s.store_id, s.sku_id
FOR UPDATE OF s;

-- name: lock_stock_of_orders
-- The stock that these orders have reservations of, locked in the same order.
SELECT s.merchant_id, s.store_id, s.sku_id, s.tracked, s.on_hand, s.reserved, s.sold, s.version,
       s.updated_at
FROM stock s
JOIN (SELECT DISTINCT l.merchant_id, l.store_id, l.sku_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS o (merchant_id, store_id, order_id)
      JOIN reservation_lines l USING (merchant_id, store_id, order_id)) AS k
    USING (merchant_id, store_id, sku_id)
ORDER BY s.merchant_id, s.store_id, s.sku_id
FOR UPDATE OF s;

-- name: lock_reservations
-- The reservations of these orders, locked in a fixed order, after their stock.
SELECT r.merchant_id, r.store_id, r.order_id, r.state, r.digest, r.expires_at, r.created_at,
       r.updated_at, r.version
FROM reservations r
JOIN (SELECT DISTINCT k.merchant_id, k.store_id, k.order_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, order_id)) AS k
    USING (merchant_id, store_id, order_id)
ORDER BY r.merchant_id, r.store_id, r.order_id
FOR UPDATE OF r;

-- name: find_reservations
-- The reservations of these orders.
SELECT r.merchant_id, r.store_id, r.order_id, r.state, r.digest, r.expires_at, r.created_at,
       r.updated_at, r.version
FROM reservations r
JOIN (SELECT DISTINCT k.merchant_id, k.store_id, k.order_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, order_id)) AS k
    USING (merchant_id, store_id, order_id);

-- name: find_lines
-- The lines of reservations, by SKU.
SELECT l.merchant_id, l.store_id, l.order_id, l.sku_id, l.quantity, l.taken, l.returned
FROM reservation_lines l
JOIN (SELECT DISTINCT k.merchant_id, k.store_id, k.order_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, order_id)) AS k
    USING (merchant_id, store_id, order_id)
ORDER BY l.sku_id;

-- name: find_sales
-- The till sales of these numbers with their lines, if any SKU was tracked. Their stock is
-- locked, so they stay so.
SELECT t.merchant_id, t.store_id, t.till_id, t.till_order_id, t.digest, t.sold_at,
       l.sku_id, l.quantity, l.taken
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     AS k (merchant_id, store_id, till_id, till_order_id)
JOIN till_sales t USING (merchant_id, store_id, till_id, till_order_id)
LEFT JOIN till_sale_lines l USING (merchant_id, store_id, till_id, till_order_id)
ORDER BY l.sku_id;

-- name: list_till_sales
-- The till sales of a store, or of one till, after the key of one, by key, with their lines.
WITH page AS (
    SELECT merchant_id, store_id, till_id, till_order_id, digest, sold_at
    FROM till_sales
    WHERE merchant_id = $1 AND store_id = $2 AND ($3 = '' OR till_id = $3)
      AND (till_id, till_order_id) > ($4, $5)
    ORDER BY till_id, till_order_id LIMIT $6
)
SELECT p.merchant_id, p.store_id, p.till_id, p.till_order_id, p.digest, p.sold_at,
       l.sku_id, l.quantity, l.taken
FROM page p LEFT JOIN till_sale_lines l USING (merchant_id, store_id, till_id, till_order_id)
ORDER BY p.till_id, p.till_order_id, l.sku_id;

-- name: keep_work
-- Writes everything a batch decided; tells how many reservations and till sales were written.
WITH stocked AS (
    UPDATE stock s SET
        tracked = c.tracked, on_hand = s.on_hand + c.on_hand, reserved = s.reserved + c.reserved,
        sold = s.sold + c.sold, version = s.version + 1, updated_at = $8
    FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::bigint[], $6::bigint[],
                $7::bigint[])
         AS c (merchant_id, store_id, sku_id, tracked, on_hand, reserved, sold)
    WHERE (s.merchant_id, s.store_id, s.sku_id) = (c.merchant_id, c.store_id, c.sku_id)
), reserved AS (
    -- A row that somebody else wrote meanwhile is left alone and missing in the count.
    INSERT INTO reservations AS r
        (merchant_id, store_id, order_id, state, digest, expires_at, created_at, updated_at,
         version)
    SELECT n.merchant_id, n.store_id, n.order_id, n.state, n.digest, n.expires_at, n.created_at,
           n.updated_at, n.version + 1
    FROM unnest($9::text[], $10::text[], $11::text[], $12::smallint[], $13::bytea[],
                $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::bigint[])
         AS n (merchant_id, store_id, order_id, state, digest, expires_at, created_at,
               updated_at, version)
    ON CONFLICT (merchant_id, store_id, order_id) DO UPDATE SET
        state = excluded.state, digest = excluded.digest, expires_at = excluded.expires_at,
        updated_at = excluded.updated_at, version = excluded.version
    WHERE r.version = excluded.version - 1
    RETURNING 1
), dropped AS (
    DELETE FROM reservation_lines l
    USING unnest($52::text[], $53::text[], $54::text[], $55::text[])
          AS n (merchant_id, store_id, order_id, sku_id)
    WHERE (l.merchant_id, l.store_id, l.order_id, l.sku_id)
        = (n.merchant_id, n.store_id, n.order_id, n.sku_id)
), line AS (
    INSERT INTO reservation_lines
        (merchant_id, store_id, order_id, sku_id, quantity, taken, returned)
    SELECT n.merchant_id, n.store_id, n.order_id, n.sku_id, n.quantity, n.taken, n.returned
    FROM unnest($18::text[], $19::text[], $20::text[], $21::text[], $22::bigint[],
                $23::bigint[], $24::bigint[])
         AS n (merchant_id, store_id, order_id, sku_id, quantity, taken, returned)
    ON CONFLICT (merchant_id, store_id, order_id, sku_id) DO UPDATE SET
        quantity = excluded.quantity, taken = excluded.taken, returned = excluded.returned
), movement AS (
    INSERT INTO movements
        (merchant_id, store_id, sku_id, kind, quantity, source, note, actor, created_at)
    SELECT n.merchant_id, n.store_id, n.sku_id, n.kind, n.quantity, n.source, n.note, $32::text, $8
    FROM unnest($25::text[], $26::text[], $27::text[], $28::smallint[], $29::bigint[],
                $30::text[], $31::text[])
         AS n (merchant_id, store_id, sku_id, kind, quantity, source, note)
    RETURNING merchant_id, store_id, number, source
), told AS (
    -- What the ERP of its chain is to be told; not what that ERP's own counts moved.
    INSERT INTO erp_waiting (merchant_id, store_id, number)
    SELECT merchant_id, store_id, number FROM movement
    WHERE merchant_id = ANY ($56::text[]) AND source NOT LIKE 'erp %'
), sale AS (
    INSERT INTO till_sales (merchant_id, store_id, till_id, till_order_id, digest, sold_at)
    SELECT n.merchant_id, n.store_id, n.till_id, n.till_order_id, n.digest, n.sold_at
    FROM unnest($33::text[], $34::text[], $35::text[], $36::text[], $37::bytea[],
                $38::timestamptz[])
         AS n (merchant_id, store_id, till_id, till_order_id, digest, sold_at)
    ON CONFLICT DO NOTHING
    RETURNING 1
), sale_line AS (
    INSERT INTO till_sale_lines
        (merchant_id, store_id, till_id, till_order_id, sku_id, quantity, taken)
    SELECT n.merchant_id, n.store_id, n.till_id, n.till_order_id, n.sku_id, n.quantity, n.taken
    FROM unnest($39::text[], $40::text[], $41::text[], $42::text[], $43::text[], $44::bigint[],
                $45::bigint[])
         AS n (merchant_id, store_id, till_id, till_order_id, sku_id, quantity, taken)
    ON CONFLICT DO NOTHING
), event AS (
    INSERT INTO events (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT n.merchant_id, n.store_id, n.sku_id, n.kind, n.payload, n.trace_id, $8
    FROM unnest($46::text[], $47::text[], $48::text[], $49::text[], $50::bytea[], $51::text[])
         AS n (merchant_id, store_id, sku_id, kind, payload, trace_id)
    RETURNING seq
)
SELECT
    (SELECT count(*) FROM reserved) AS reservations, (SELECT count(*) FROM sale) AS sales,
    (SELECT array_agg(seq ORDER BY seq) FROM event) AS seqs;

-- name: claim_return
-- Whether this return is a new one of its order, whose reservation is locked.
INSERT INTO returns (merchant_id, store_id, order_id, request_id, digest)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING true;

-- name: is_same_return
-- Whether a return that was booked before brought the same back.
SELECT digest = $5 FROM returns
WHERE merchant_id = $1 AND store_id = $2 AND order_id = $3 AND request_id = $4;

-- name: try_sweep
-- Whether this process may sweep now; the others need not wait for it.
SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' sweep', 0));

-- name: list_lapsed
-- Reservations whose time is over, the longest over first. Not locked: stock comes first.
SELECT merchant_id, store_id, order_id FROM reservations
WHERE state = 1 AND expires_at <= $1
ORDER BY expires_at
LIMIT $2;

-- name: find_next_due
-- When the first reservation lapses.
SELECT min(expires_at) FROM reservations WHERE state = 1;

-- name: find_stock
-- The stock of these SKUs of a store.
SELECT merchant_id, store_id, sku_id, tracked, on_hand, reserved, sold, version, updated_at
FROM stock
WHERE merchant_id = $1 AND store_id = $2 AND sku_id = ANY ($3::text[])
ORDER BY sku_id;

-- name: list_stock
-- A page of a store's stock by SKU; perhaps only what is sold out.
SELECT merchant_id, store_id, sku_id, tracked, on_hand, reserved, sold, version, updated_at
FROM stock
WHERE merchant_id = $1 AND store_id = $2 AND sku_id > $3
  AND (NOT $4 OR (tracked AND on_hand = reserved))
ORDER BY sku_id
LIMIT $5;

-- name: list_movements
-- A page of a store's ledger, oldest first; each filter is off when it is empty or null.
SELECT number, merchant_id, store_id, sku_id, kind, quantity, source, note, actor, created_at
FROM movements
WHERE merchant_id = $1 AND store_id = $2
  AND ($3::text = '' OR sku_id = $3)
  AND ($4::smallint IS NULL OR kind = $4)
  AND ($5::text = '' OR source = $5)
  AND number > $6
ORDER BY number
LIMIT $7;

-- name: list_reservations
-- A page of a store's reservations, newest first; null means every state.
SELECT merchant_id, store_id, order_id, state, digest, expires_at, created_at, updated_at, version
FROM reservations
WHERE merchant_id = $1 AND store_id = $2
  AND ($3::smallint IS NULL OR state = $3)
  AND ($4::text = '' OR order_id < $4)
ORDER BY order_id DESC
LIMIT $5;
