-- part: head
-- The columns of an order's head.
store_id, order_id, merchant_id, channel, channel_order_number, service_type, route, person_id,
business_date, currency, lines_amount, packaging_fee, delivery_fee, discount_amount,
total, paid_by_channel, payment_deadline, content_hash, created_at, status,
daily_number, pickup_code, sub_status, payment_id, paid, refunded, cancel_reason,
cancel_note, shortfall, placed_at, accepted_at, prepared_at, ready_at, delivered_at,
fulfilled_at, completed_at, cancelled_at, updated_at, version, delivered_by, prepare_from,
waits, delivery, came_finished, earns_points, pos_plugin,
pos_store_code, goods_left, nothing_reserved, nothing_held, wait_for, released_at, oms,
pos_plugin_chosen, accept_by

-- part: whole
-- What a whole order has beside its head.
wishes AS details,
(SELECT jsonb_agg(to_jsonb(l) - 'store_id' - 'order_id' ORDER BY l.position)
 FROM order_lines l
 WHERE l.store_id = o.store_id AND l.order_id = o.order_id) AS lines,
(SELECT jsonb_agg(to_jsonb(d) - 'store_id' - 'order_id' ORDER BY d.position)
 FROM order_discounts d
 WHERE d.store_id = o.store_id AND d.order_id = o.order_id) AS discounts

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
SELECT p.merchant_id, p.person_id, p.request_id, p.body_hash, p.order_id
FROM unnest($1::text[], $2::text[], $3::text[]) AS n (merchant_id, person_id, request_id)
JOIN placements p USING (merchant_id, person_id, request_id);

-- name: end_lease
-- Lets the customer try again at once after a placement was refused.
UPDATE placements SET leased_to = to_timestamp(0)
WHERE merchant_id = $1 AND person_id = $2 AND request_id = $3 AND order_id = $4;

-- name: create_orders
-- Writes new orders with lines, discounts and events, skipping those that are there already and
-- those of persons who are others now. Those that were not begun are begun here: of an order whose
-- request has been used before, nothing is written. Each has one event; answers with its number.
WITH begun AS (
    INSERT INTO placements
        (merchant_id, person_id, request_id, body_hash, order_id, store_id, leased_to)
    SELECT b.merchant_id, b.person_id, b.request_id, b.body_hash, b.order_id, b.store_id,
           to_timestamp(0)
    FROM unnest($76::text[], $77::text[], $78::text[], $79::bytea[], $80::text[], $81::text[])
         AS b (merchant_id, person_id, request_id, body_hash, order_id, store_id)
    WHERE NOT EXISTS (
        SELECT FROM person_merges AS m
        WHERE m.merchant_id = b.merchant_id AND m.from_person_id = b.person_id AND NOT m.undone)
    ON CONFLICT (merchant_id, person_id, request_id) DO NOTHING
    RETURNING order_id
), head AS (
    INSERT INTO orders
        (store_id, order_id, merchant_id, channel, channel_order_number, service_type, route,
         person_id, business_date, currency, lines_amount, packaging_fee, delivery_fee,
         discount_amount, total, paid_by_channel, payment_deadline, content_hash, wishes,
         created_at, status, daily_number, paid, placed_at, updated_at, delivered_by,
         prepare_from, waits, pos_plugin, pos_store_code, goods_left, nothing_reserved,
         nothing_held, wait_for, pos_plugin_chosen, accept_by, came_finished, refunded,
         cancel_reason, cancel_note, accepted_at, prepared_at, ready_at, delivered_at,
         fulfilled_at, completed_at, cancelled_at, earns_points)
    SELECT n.*
    FROM unnest(
        $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[],
        $7::smallint[], $8::text[], $9::date[], $10::text[], $11::bigint[], $12::bigint[],
        $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::timestamptz[],
        $18::bytea[], $19::jsonb[], $20::timestamptz[], $21::smallint[], $22::integer[],
        $23::bigint[], $24::timestamptz[], $25::timestamptz[], $26::smallint[],
        $27::timestamptz[], $28::boolean[], $29::text[], $30::text[], $31::bigint[], $32::boolean[],
        $33::boolean[], $34::text[], $35::boolean[], $36::text[], $37::boolean[], $38::bigint[],
        $39::smallint[], $40::text[], $41::timestamptz[], $42::timestamptz[], $43::timestamptz[],
        $44::timestamptz[], $45::timestamptz[], $46::timestamptz[], $47::timestamptz[],
        $48::boolean[])
        AS n (store_id, order_id, merchant_id, channel, channel_order_number, service_type, route,
              person_id)
    WHERE NOT EXISTS (
        SELECT FROM person_merges AS m
        WHERE m.merchant_id = n.merchant_id AND m.from_person_id = n.person_id AND NOT m.undone)
      AND (n.order_id <> ALL ($80) OR n.order_id IN (SELECT order_id FROM begun))
    ON CONFLICT DO NOTHING
    RETURNING store_id, order_id
), line AS (
    INSERT INTO order_lines
        (store_id, order_id, position, line_id, sku_id, product_id, name, sku_name, quantity,
         unit_price, amount, discount, detail)
    SELECT head.store_id, l.*
    FROM unnest(
        $49::text[], $50::smallint[], $51::text[], $52::text[], $53::text[], $54::text[],
        $55::text[], $56::integer[], $57::bigint[], $58::bigint[], $59::bigint[], $60::jsonb[])
        AS l (order_id, position, line_id, sku_id, product_id, name, sku_name, quantity,
              unit_price, amount, discount, detail)
    JOIN head USING (order_id)
), discount AS (
    INSERT INTO order_discounts
        (store_id, order_id, position, promotion_id, coupon_id, name, amount, paid_by,
         allocations)
    SELECT head.store_id, d.*
    FROM unnest(
        $61::text[], $62::smallint[], $63::text[], $64::text[], $65::text[], $66::bigint[],
        $67::smallint[], $68::jsonb[])
        AS d (order_id, position, promotion_id, coupon_id, name, amount, paid_by, allocations)
    JOIN head USING (order_id)
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT e.merchant_id, e.store_id, e.order_id, e.kind, e.payload, e.trace_id, $75::timestamptz
    FROM unnest(
        $69::text[], $70::text[], $71::text[], $72::text[], $73::bytea[], $74::text[])
        AS e (merchant_id, store_id, order_id, kind, payload, trace_id)
    JOIN head USING (order_id)
    RETURNING subject_id AS order_id, seq
)
SELECT order_id, seq FROM event;

-- name: find_content_hashes
-- What orders of these ids consist of.
SELECT order_id, content_hash FROM orders
WHERE store_id = ANY ($1::text[]) AND order_id = ANY ($2::text[]);

-- name: find_heads
-- The heads of these orders, to be decided on by their versions.
SELECT {head}
FROM orders o
WHERE o.store_id = ANY ($1::text[]) AND o.order_id = ANY ($2::text[]);

-- name: take_orders_for_change
-- The heads of these orders, locked in a fixed order until the transaction ends.
SELECT {head}
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
-- Writes changed heads, the messages that changed them, and what happened; gives those that became
-- placed their numbers of the day, in the order of their ids. An order whose version is another
-- than the one decided on is left alone, with all that is about it: answers with the others and the
-- numbers of their events, in order.
WITH ours AS (
    SELECT o.store_id, o.order_id, t.numbered_on
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::date[])
         AS t (store_id, order_id, version, numbered_on)
    JOIN orders o USING (store_id, order_id)
    WHERE o.version = t.version
    ORDER BY o.store_id, o.order_id
    FOR NO KEY UPDATE OF o
), day AS (
    INSERT INTO daily_numbers AS d (store_id, business_date, last_number)
    SELECT store_id, numbered_on, count(*) FROM ours
    WHERE numbered_on IS NOT NULL
    GROUP BY store_id, numbered_on
    ORDER BY store_id, numbered_on
    ON CONFLICT (store_id, business_date)
        DO UPDATE SET last_number = d.last_number + excluded.last_number
    RETURNING store_id, business_date, last_number
), number AS (
    SELECT ours.store_id, ours.order_id, day.last_number + 1 - row_number() OVER (
        PARTITION BY ours.store_id, ours.numbered_on ORDER BY ours.order_id DESC) AS daily_number
    FROM ours
    JOIN day ON day.store_id = ours.store_id AND day.business_date = ours.numbered_on
), head AS (
    UPDATE orders o SET
        status = c.status, daily_number = coalesce(number.daily_number, o.daily_number),
        pickup_code = c.pickup_code,
        sub_status = c.sub_status, payment_id = c.payment_id, paid = c.paid,
        refunded = c.refunded, cancel_reason = c.cancel_reason, cancel_note = c.cancel_note,
        shortfall = c.shortfall, placed_at = c.placed_at, accepted_at = c.accepted_at,
        prepared_at = c.prepared_at, ready_at = c.ready_at, delivered_at = c.delivered_at,
        fulfilled_at = c.fulfilled_at, completed_at = c.completed_at,
        cancelled_at = c.cancelled_at, updated_at = c.updated_at, version = c.version,
        waits = c.waits, delivery = c.delivery, pos_plugin = c.pos_plugin,
        pos_store_code = c.pos_store_code, goods_left = c.goods_left,
        released_at = c.released_at, oms = c.oms
    FROM unnest(
        $5::text[], $6::text[], $7::smallint[], $8::text[], $9::text[],
        $10::text[], $11::bigint[], $12::bigint[], $13::smallint[], $14::text[], $15::boolean[],
        $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::timestamptz[],
        $20::timestamptz[], $21::timestamptz[], $22::timestamptz[], $23::timestamptz[],
        $24::timestamptz[], $25::bigint[], $26::boolean[], $27::jsonb[], $28::text[],
        $29::text[], $30::bigint[], $31::timestamptz[], $32::jsonb[])
        AS c (store_id, order_id, status, pickup_code, sub_status, payment_id,
              paid, refunded, cancel_reason, cancel_note, shortfall, placed_at, accepted_at,
              prepared_at, ready_at, delivered_at, fulfilled_at, completed_at, cancelled_at,
              updated_at, version, waits, delivery, pos_plugin, pos_store_code, goods_left,
              released_at, oms)
    JOIN ours USING (store_id, order_id)
    LEFT JOIN number USING (store_id, order_id)
    WHERE o.store_id = c.store_id AND o.order_id = c.order_id
), message AS (
    INSERT INTO applied_messages (store_id, order_id, key, body_hash)
    SELECT store_id, order_id, m.key, m.body_hash
    FROM unnest($33::text[], $34::text[], $35::text[], $36::bytea[])
         AS m (store_id, order_id, key, body_hash)
    JOIN ours USING (store_id, order_id)
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT e.merchant_id, store_id, order_id, e.kind, e.payload, e.trace_id, $43::timestamptz
    FROM unnest($37::text[], $38::text[], $39::text[], $40::text[], $41::bytea[], $42::text[])
         WITH ORDINALITY AS e (merchant_id, store_id, order_id, kind, payload, trace_id, place)
    JOIN ours USING (store_id, order_id)
    ORDER BY e.place
    RETURNING subject_id AS order_id, seq
), told AS (
    SELECT order_id, array_agg(seq ORDER BY seq) AS seqs FROM event GROUP BY order_id
)
SELECT ours.order_id, number.daily_number, told.seqs
FROM ours LEFT JOIN number USING (store_id, order_id) LEFT JOIN told USING (order_id);

-- name: get_orders
-- Whole orders by id.
SELECT {head}, {whole}
FROM orders o
WHERE o.merchant_id = $1 AND o.store_id = ANY ($2::text[]) AND o.order_id = ANY ($3::text[]);

-- name: list_orders_created
-- Whole orders of a chain that were created before a moment ($4), the oldest first, after one.
SELECT {head}, {whole}
FROM orders o
WHERE o.merchant_id = $1 AND (o.created_at, o.order_id) > ($2, $3) AND o.created_at < $4
ORDER BY o.created_at, o.order_id
LIMIT $5;

-- name: list_orders
-- A page of orders, newest first; each filter is off when it is empty or null.
SELECT {head}
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
  AND ($10::text = '' OR strpos(lower(o.pickup_code), $10) > 0
       OR right(split_part(lower(o.order_id), '-', 1), length($10)) = $10
       -- An aggregate, since EXISTS may be planned as one look through the lines of all orders.
       OR (SELECT bool_or(strpos(lower(l.name || ' ' || l.sku_name), $10) > 0) FROM order_lines l
           WHERE l.store_id = o.store_id AND l.order_id = o.order_id))
  AND ($11::text = '' OR o.order_id < $11)
ORDER BY o.order_id DESC
LIMIT $12;

-- name: list_overdue_orders
-- Unpaid orders past their deadline, the longest overdue first.
SELECT merchant_id, order_id FROM orders
WHERE status = 1 AND payment_deadline < $1
ORDER BY payment_deadline
LIMIT $2;

-- name: list_orders_to_begin
-- Orders that waited for nothing but their time, which has come; the longest overdue first.
SELECT merchant_id, order_id FROM orders
WHERE waits AND prepare_from <= $1 AND (wait_for = '' OR released_at IS NOT NULL)
ORDER BY prepare_from
LIMIT $2;

-- name: list_orders_to_complete
-- Fulfilled orders whose after-sale window has passed, and of which no voucher can be used any more.
SELECT merchant_id, order_id FROM orders
WHERE status = 7 AND fulfilled_at < $1 AND (oms IS NULL OR NOT (oms ->> 'is_open')::boolean)
ORDER BY fulfilled_at
LIMIT $2;

-- name: list_orders_to_expire
-- Orders with vouchers that can be used no more since a moment, the longest first.
SELECT merchant_id, order_id FROM orders
WHERE (oms ->> 'next_end')::bigint BETWEEN 1 AND $1
ORDER BY (oms ->> 'next_end')::bigint
LIMIT $2;

-- name: find_next_due
-- When the first of the four comes: the end of an unpaid order, whose deadline is so long over ($1); the
-- completion of a fulfilled one, whose after-sale window is so long ($2); the time of one that
-- waited for nothing else; the end of a voucher.
SELECT least(
    (SELECT min(payment_deadline) + $1::interval FROM orders WHERE status = 1),
    (SELECT min(fulfilled_at) + $2::interval FROM orders
     WHERE status = 7 AND (oms IS NULL OR NOT (oms ->> 'is_open')::boolean)),
    (SELECT min(prepare_from) FROM orders
     WHERE waits AND (wait_for = '' OR released_at IS NOT NULL)),
    (SELECT to_timestamp(min((oms ->> 'next_end')::bigint)) FROM orders
     WHERE (oms ->> 'next_end')::bigint >= 1));

-- name: list_order_events
-- A page of one order's history, oldest first.
SELECT seq, payload FROM events
WHERE store_id = $1 AND subject_id = $2 AND merchant_id = $3 AND seq > $4
ORDER BY seq
LIMIT $5;

