-- name: begin_placements
-- Gives each placement its order id once; takes the lease over when it has run out.
INSERT INTO placements AS p
    (merchant_id, person_id, request_id, body_hash, order_id, store_id, leased_to)
SELECT n.merchant_id, n.person_id, n.request_id, n.body_hash, n.order_id, n.store_id, $8
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[])
     AS n (merchant_id, person_id, request_id, body_hash, order_id, store_id)
ON CONFLICT (merchant_id, person_id, request_id)
    DO UPDATE SET leased_to = excluded.leased_to
    WHERE p.leased_to < $7 AND p.body_hash = excluded.body_hash
RETURNING merchant_id, person_id, request_id, order_id;

-- name: find_placements
-- The placements of these keys, with the order id each got first.
SELECT p.merchant_id, p.person_id, p.request_id, p.body_hash, p.order_id, p.leased_to
FROM unnest($1::text[], $2::text[], $3::text[]) AS n (merchant_id, person_id, request_id)
JOIN placements p USING (merchant_id, person_id, request_id);

-- name: end_lease
-- Lets the customer try again at once after a placement was refused.
UPDATE placements SET leased_to = to_timestamp(0)
WHERE merchant_id = $1 AND person_id = $2 AND request_id = $3 AND order_id = $4;

-- name: create_orders
-- Writes new orders with lines, discounts and events, skipping those that are there already and
-- those of persons who are others now.
WITH head AS (
    INSERT INTO orders
        (store_id, order_id, merchant_id, channel, channel_order_number, service_type, route,
         person_id, business_date, currency, lines_amount, packaging_fee, delivery_fee,
         discount_amount, total, paid_by_channel, payment_deadline, content_hash, wishes,
         created_at, status, daily_number, paid, placed_at, updated_at, delivered_by,
         prepare_from, waits, pos_plugin, pos_store_code, goods_left)
    SELECT n.*
    FROM unnest(
        $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[],
        $7::smallint[], $8::text[], $9::date[], $10::text[], $11::bigint[], $12::bigint[],
        $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::timestamptz[],
        $18::bytea[], $19::jsonb[], $20::timestamptz[], $21::smallint[], $22::integer[],
        $23::bigint[], $24::timestamptz[], $25::timestamptz[], $26::smallint[],
        $27::timestamptz[], $28::boolean[], $29::text[], $30::text[], $31::bigint[])
        AS n (store_id, order_id, merchant_id, channel, channel_order_number, service_type, route,
              person_id)
    WHERE NOT EXISTS (
        SELECT FROM person_merges AS m
        WHERE m.merchant_id = n.merchant_id AND m.from_person_id = n.person_id AND NOT m.undone)
    ON CONFLICT DO NOTHING
    RETURNING store_id, order_id
), line AS (
    INSERT INTO order_lines
        (store_id, order_id, position, line_id, sku_id, product_id, name, sku_name, quantity,
         unit_price, amount, discount, detail)
    SELECT head.store_id, l.*
    FROM unnest(
        $32::text[], $33::smallint[], $34::text[], $35::text[], $36::text[], $37::text[],
        $38::text[], $39::integer[], $40::bigint[], $41::bigint[], $42::bigint[], $43::jsonb[])
        AS l (order_id, position, line_id, sku_id, product_id, name, sku_name, quantity,
              unit_price, amount, discount, detail)
    JOIN head USING (order_id)
), discount AS (
    INSERT INTO order_discounts
        (store_id, order_id, position, promotion_id, coupon_id, name, amount, paid_by,
         allocations)
    SELECT head.store_id, d.*
    FROM unnest(
        $44::text[], $45::smallint[], $46::text[], $47::text[], $48::text[], $49::bigint[],
        $50::smallint[], $51::jsonb[])
        AS d (order_id, position, promotion_id, coupon_id, name, amount, paid_by, allocations)
    JOIN head USING (order_id)
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT e.merchant_id, e.store_id, e.order_id, e.kind, e.payload, e.trace_id, e.occurred_at
    FROM unnest(
        $52::text[], $53::text[], $54::text[], $55::text[], $56::bytea[], $57::text[],
        $58::timestamptz[])
        AS e (merchant_id, store_id, order_id, kind, payload, trace_id, occurred_at)
    JOIN head USING (order_id)
)
SELECT order_id FROM head;

-- name: find_content_hashes
-- What orders of these ids consist of.
SELECT order_id, content_hash FROM orders
WHERE store_id = ANY ($1::text[]) AND order_id = ANY ($2::text[]);

-- name: find_by_channel_number
-- Orders that have one of these channel numbers.
SELECT o.store_id, o.channel, o.channel_order_number, o.order_id, o.content_hash,
       o.daily_number
FROM unnest($1::text[], $2::text[], $3::text[]) AS n (store_id, channel, channel_order_number)
JOIN orders o USING (store_id, channel, channel_order_number)
WHERE o.channel_order_number <> '';

-- name: lock_daily_numbers
-- Takes part in the numbering of these days; holds the rows until the transaction ends.
INSERT INTO daily_numbers AS d (store_id, business_date, last_number)
SELECT n.store_id, n.business_date, 0
FROM unnest($1::text[], $2::date[]) AS n (store_id, business_date)
ORDER BY n.store_id, n.business_date
ON CONFLICT (store_id, business_date) DO UPDATE SET last_number = d.last_number
RETURNING store_id, business_date, last_number;

-- name: take_daily_numbers
-- Gives out so many numbers of each day; answers with the last one given.
INSERT INTO daily_numbers AS d (store_id, business_date, last_number)
SELECT n.store_id, n.business_date, n.count
FROM unnest($1::text[], $2::date[], $3::integer[]) AS n (store_id, business_date, count)
ORDER BY n.store_id, n.business_date
ON CONFLICT (store_id, business_date)
    DO UPDATE SET last_number = d.last_number + excluded.last_number
RETURNING store_id, business_date, last_number;

-- name: set_daily_numbers
-- Says the last number given, for days that are locked.
UPDATE daily_numbers d SET last_number = n.last_number
FROM unnest($1::text[], $2::date[], $3::integer[]) AS n (store_id, business_date, last_number)
WHERE d.store_id = n.store_id AND d.business_date = n.business_date;

-- name: take_orders_for_change
-- The heads of these orders, locked in a fixed order until the transaction ends.
SELECT store_id, order_id, merchant_id, channel, channel_order_number, service_type, route, person_id,
       business_date, currency, lines_amount, packaging_fee, delivery_fee, discount_amount,
       total, paid_by_channel, payment_deadline, content_hash, created_at, status,
       daily_number, pickup_code, sub_status, payment_id, paid, refunded, cancel_reason,
       cancel_note, shortfall, placed_at, accepted_at, prepared_at, ready_at, delivered_at,
       fulfilled_at, completed_at, cancelled_at, updated_at, version, delivered_by, prepare_from,
       waits, delivery, came_finished, earns_points, pos_plugin,
       pos_store_code, goods_left
FROM orders o
WHERE o.store_id = ANY ($1::text[]) AND o.order_id = ANY ($2::text[])
ORDER BY o.store_id, o.order_id
FOR UPDATE;

-- name: find_applied_messages
-- Which of these messages took effect already.
SELECT a.order_id, a.key, a.body_hash
FROM unnest($1::text[], $2::text[], $3::text[]) AS n (store_id, order_id, key)
JOIN applied_messages a USING (store_id, order_id, key);

-- name: keep_changes
-- Writes changed heads, the messages that changed them, and what happened.
WITH head AS (
    UPDATE orders o SET
        status = c.status, daily_number = c.daily_number, pickup_code = c.pickup_code,
        sub_status = c.sub_status, payment_id = c.payment_id, paid = c.paid,
        refunded = c.refunded, cancel_reason = c.cancel_reason, cancel_note = c.cancel_note,
        shortfall = c.shortfall, placed_at = c.placed_at, accepted_at = c.accepted_at,
        prepared_at = c.prepared_at, ready_at = c.ready_at, delivered_at = c.delivered_at,
        fulfilled_at = c.fulfilled_at, completed_at = c.completed_at,
        cancelled_at = c.cancelled_at, updated_at = c.updated_at, version = c.version,
        waits = c.waits, delivery = c.delivery, pos_plugin = c.pos_plugin,
        pos_store_code = c.pos_store_code, goods_left = c.goods_left
    FROM unnest(
        $1::text[], $2::text[], $3::smallint[], $4::integer[], $5::text[], $6::text[],
        $7::text[], $8::bigint[], $9::bigint[], $10::smallint[], $11::text[], $12::boolean[],
        $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[],
        $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::timestamptz[],
        $21::timestamptz[], $22::bigint[], $23::boolean[], $24::jsonb[], $25::text[],
        $26::text[], $27::bigint[])
        AS c (store_id, order_id, status, daily_number, pickup_code, sub_status, payment_id,
              paid, refunded, cancel_reason, cancel_note, shortfall, placed_at, accepted_at,
              prepared_at, ready_at, delivered_at, fulfilled_at, completed_at, cancelled_at,
              updated_at, version, waits, delivery, pos_plugin, pos_store_code, goods_left)
    WHERE o.store_id = c.store_id AND o.order_id = c.order_id
), message AS (
    INSERT INTO applied_messages (store_id, order_id, key, body_hash)
    SELECT * FROM unnest($28::text[], $29::text[], $30::text[], $31::bytea[])
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT * FROM unnest(
        $32::text[], $33::text[], $34::text[], $35::text[], $36::bytea[], $37::text[],
        $38::timestamptz[])
)
SELECT 1;

-- name: get_orders
-- Whole orders by id.
SELECT store_id, order_id, merchant_id, channel, channel_order_number, service_type, route, person_id,
       business_date, currency, lines_amount, packaging_fee, delivery_fee, discount_amount,
       total, paid_by_channel, payment_deadline, content_hash, created_at, status,
       daily_number, pickup_code, sub_status, payment_id, paid, refunded, cancel_reason,
       cancel_note, shortfall, placed_at, accepted_at, prepared_at, ready_at, delivered_at,
       fulfilled_at, completed_at, cancelled_at, updated_at, version, delivered_by, prepare_from,
       waits, delivery, came_finished, earns_points, pos_plugin,
       pos_store_code, goods_left,
       wishes,
       (SELECT jsonb_agg(to_jsonb(l) - 'store_id' - 'order_id' ORDER BY l.position)
        FROM order_lines l
        WHERE l.store_id = o.store_id AND l.order_id = o.order_id) AS lines,
       (SELECT jsonb_agg(to_jsonb(d) - 'store_id' - 'order_id' ORDER BY d.position)
        FROM order_discounts d
        WHERE d.store_id = o.store_id AND d.order_id = o.order_id) AS discounts
FROM orders o
WHERE o.merchant_id = $1 AND o.store_id = ANY ($2::text[]) AND o.order_id = ANY ($3::text[]);

-- name: list_orders
-- A page of orders, newest first; each filter is off when it is empty or null.
SELECT store_id, order_id, merchant_id, channel, channel_order_number, service_type, route, person_id,
       business_date, currency, lines_amount, packaging_fee, delivery_fee, discount_amount,
       total, paid_by_channel, payment_deadline, content_hash, created_at, status,
       daily_number, pickup_code, sub_status, payment_id, paid, refunded, cancel_reason,
       cancel_note, shortfall, placed_at, accepted_at, prepared_at, ready_at, delivered_at,
       fulfilled_at, completed_at, cancelled_at, updated_at, version, delivered_by, prepare_from,
       waits, delivery, came_finished, earns_points, pos_plugin,
       pos_store_code, goods_left
FROM orders o
WHERE o.merchant_id = $1
  AND ($2::text = '' OR o.store_id = $2)
  AND ($3::text = '' OR o.person_id = $3)
  AND ($4::smallint[] IS NULL OR o.status = ANY ($4))
  AND ($5::text = '' OR o.channel = $5)
  AND ($6::timestamptz IS NULL OR o.created_at >= $6)
  AND ($7::timestamptz IS NULL OR o.created_at < $7)
  AND ($8::timestamptz IS NULL OR (o.status = 1 AND o.payment_deadline < $8))
  AND ($9::text = '' OR o.channel_order_number = $9)
  AND ($10::text = '' OR o.order_id < $10)
ORDER BY o.order_id DESC
LIMIT $11;

-- name: list_overdue_orders
-- Unpaid orders past their deadline, the longest overdue first.
SELECT merchant_id, order_id FROM orders
WHERE status = 1 AND payment_deadline < $1
ORDER BY payment_deadline
LIMIT $2;

-- name: list_orders_to_begin
-- Orders that waited for their time, which has come; the longest overdue first.
SELECT merchant_id, order_id FROM orders
WHERE waits AND prepare_from <= $1
ORDER BY prepare_from
LIMIT $2;

-- name: list_orders_to_complete
-- Fulfilled orders whose after-sale window has passed.
SELECT merchant_id, order_id FROM orders
WHERE status = 7 AND fulfilled_at < $1
ORDER BY fulfilled_at
LIMIT $2;

-- name: keep_store_till
-- Keeps which POS plug-in a store names; empty for the chain's.
INSERT INTO store_tills (merchant_id, store_id, plugin) VALUES ($1, $2, $3)
ON CONFLICT (merchant_id, store_id) DO UPDATE SET plugin = excluded.plugin
WHERE store_tills.plugin <> excluded.plugin;

-- name: list_named_plugins
-- The POS plug-ins that stores name: how many of them, and one.
SELECT plugin, count(*), min(store_id) FROM store_tills WHERE plugin <> '' GROUP BY plugin;

-- name: list_orders_to_route
-- Open orders of a store that shall go to another POS plug-in and that no till has yet.
SELECT o.order_id FROM orders o
WHERE o.merchant_id = $1 AND o.store_id = $2 AND o.status IN (1, 2) AND o.route = 1
  AND (o.pos_plugin, o.pos_store_code) <> ($3, $4)
  AND NOT EXISTS (
      SELECT FROM applied_messages m
      WHERE m.store_id = o.store_id AND m.order_id = o.order_id
        AND m.key = 'handed:' || o.pos_plugin);

-- name: list_merchants_without_till
-- The merchants with open orders for which no POS plug-in is known, and how many.
SELECT merchant_id, count(*) FROM orders
WHERE pos_plugin = '' AND route = 1 AND status IN (1, 2)
GROUP BY merchant_id;

-- name: list_orders_without_till
-- Open orders of a merchant for which no POS plug-in is known.
SELECT order_id FROM orders
WHERE merchant_id = $1 AND pos_plugin = '' AND route = 1 AND status IN (1, 2)
LIMIT $2;

-- name: list_order_events
-- A page of one order's history, oldest first.
SELECT seq, payload FROM events
WHERE store_id = $1 AND subject_id = $2 AND merchant_id = $3 AND seq > $4
ORDER BY seq
LIMIT $5;

-- name: keep_till_sales
-- Keeps sales at the counter that are new, each with its event.
WITH told AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[],
                         $6::boolean[], $7::timestamptz[], $8::bytea[])
         AS n (merchant_id, store_id, till_id, till_sale_id, digest, sells, sold_at, payload)
), fresh AS (
    INSERT INTO till_sales
        (merchant_id, store_id, till_id, till_sale_id, digest, sells, sold_at)
    SELECT merchant_id, store_id, till_id, till_sale_id, digest, sells, sold_at FROM told
    ON CONFLICT DO NOTHING
    RETURNING merchant_id, store_id, till_id, till_sale_id
)
INSERT INTO events (merchant_id, store_id, subject_id, kind, payload, trace_id)
SELECT merchant_id, store_id, till_id || '/' || till_sale_id, 'TILL_SALE', payload, ''
FROM told JOIN fresh USING (merchant_id, store_id, till_id, till_sale_id);

-- name: find_till_sales
-- What the sales of these numbers consist of.
SELECT merchant_id, store_id, till_id, till_sale_id, digest
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     AS k (merchant_id, store_id, till_id, till_sale_id)
JOIN till_sales USING (merchant_id, store_id, till_id, till_sale_id);

-- name: get_till_sale_cursor
-- Up to where the sales of a POS plug-in have been read.
SELECT cursor FROM till_sale_cursors WHERE plugin = $1;

-- name: keep_till_sale_cursor
-- Keeps up to where the sales of a POS plug-in have been read.
INSERT INTO till_sale_cursors (plugin, cursor) VALUES ($1, $2)
ON CONFLICT (plugin) DO UPDATE SET cursor = excluded.cursor, moved_at = now();

-- name: forget_till_sale_cursor
-- Forgets the place in the sales of a POS plug-in that is gone.
DELETE FROM till_sale_cursors WHERE plugin = $1;
