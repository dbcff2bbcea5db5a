-- name: audit_order_amounts_add_up
-- Lines, fees and discounts of every order make its total; what is left of its goods is part of
-- what is not given back.
SELECT order_id,
       lines_amount + packaging_fee + delivery_fee - discount_amount = total
       AND refunded BETWEEN 0 AND paid
       AND goods_left BETWEEN 0 AND total - refunded AS ok
FROM orders WHERE merchant_id = $1;

-- name: audit_lines_add_up
-- The lines of every order make its lines amount, their shares its discounts; their packaging
-- is within that of the order.
WITH line AS (
    SELECT l.store_id, l.order_id, sum(l.amount) AS amount,
           sum((l.detail ->> 'packaging_fee')::bigint) AS packaging
    FROM order_lines l JOIN orders o USING (store_id, order_id)
    WHERE o.merchant_id = $1 GROUP BY 1, 2
), discount AS (
    SELECT d.store_id, d.order_id, sum(d.amount) AS amount
    FROM order_discounts d JOIN orders o USING (store_id, order_id)
    WHERE o.merchant_id = $1 GROUP BY 1, 2
), each AS (
    SELECT o.order_id,
           coalesce(line.amount, 0) = o.lines_amount
           AND coalesce(line.packaging, 0) <= o.packaging_fee
           AND coalesce(discount.amount, 0) = o.discount_amount AS ok
    FROM orders o
    LEFT JOIN line USING (store_id, order_id)
    LEFT JOIN discount USING (store_id, order_id)
    WHERE o.merchant_id = $1
)
SELECT order_id, ok FROM each;

-- name: audit_one_order_per_channel_number
-- No channel number has two orders.
SELECT channel || ' ' || channel_order_number AS name, count(*) = 1 AS ok
FROM orders WHERE merchant_id = $1 AND channel_order_number <> ''
GROUP BY store_id, channel, channel_order_number;

-- name: audit_daily_numbers_unique
-- No two orders of a store and day have the same daily number.
SELECT store_id || ' ' || business_date || ' ' || daily_number AS name, count(*) = 1 AS ok
FROM orders WHERE merchant_id = $1 AND placed_at IS NOT NULL
GROUP BY store_id, business_date, daily_number;

-- name: audit_placed_orders_are_paid
-- Every order that was placed is paid in full.
SELECT order_id, paid = total AS ok FROM orders
WHERE merchant_id = $1 AND placed_at IS NOT NULL;

-- name: audit_cancelled_orders_refunded
-- Whatever was paid for a cancelled order is given back; what the channel holds, by the channel.
SELECT order_id, refunded >= paid - paid_by_channel AS ok FROM orders
WHERE merchant_id = $1 AND status = 9;

-- name: audit_orders_have_their_event
-- Every order has its event of creation in the feed.
SELECT o.order_id, e.subject_id IS NOT NULL AS ok
FROM orders o
LEFT JOIN events e
    ON e.store_id = o.store_id AND e.subject_id = o.order_id AND e.kind = 'CREATED'
WHERE o.merchant_id = $1;

-- name: audit_merged_persons_have_nothing
-- Orders of merged persons are with the person that stays.
SELECT m.from_person_id AS name,
       NOT EXISTS (
           SELECT FROM orders AS o
           WHERE o.merchant_id = $1 AND o.person_id = m.from_person_id) AS ok
FROM person_merges AS m
WHERE m.merchant_id = $1 AND NOT m.undone AND m.moved_at IS NOT NULL;

-- name: audit_totals
-- Sums that other services' books must match.
SELECT count(*) AS orders,
       coalesce((SELECT count(*) FROM order_lines l JOIN orders o2 USING (store_id, order_id)
                 WHERE o2.merchant_id = $1), 0) AS lines,
       coalesce(sum(total), 0) AS total_minor_units,
       coalesce(sum(paid), 0) AS paid_minor_units,
       coalesce(sum(refunded), 0) AS refunded_minor_units,
       coalesce(sum(paid_by_channel), 0) AS paid_by_channel_minor_units,
       count(*) FILTER (WHERE status = 9) AS cancelled_orders,
       count(*) FILTER (WHERE status = 1) AS unpaid_orders,
       count(*) FILTER (WHERE status BETWEEN 2 AND 6) AS orders_under_way,
       count(*) FILTER (WHERE shortfall) AS shortfall_orders,
       -- Sales at the counter that stock must know of: not those that are put aside.
       (SELECT count(*) FROM till_sales s
        WHERE s.merchant_id = $1 AND s.sells AND NOT EXISTS (
            SELECT FROM letters l
            WHERE l.reader = 'order_control.till_sales' AND l.merchant_id = $1
              AND l.subject_id = s.store_id || '/' || s.till_id || '/' || s.till_sale_id
        )) AS till_sales,
       (SELECT count(*) FROM person_merges m
        WHERE m.merchant_id = $1 AND NOT m.undone AND m.moved_at IS NOT NULL) AS standing_merges
FROM orders WHERE merchant_id = $1;

-- name: list_merchants
-- Every merchant that has an order; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM orders ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM orders t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));

-- name: list_audit_orders
-- Every order, and every placement under way whose order is not there yet.
WITH agreed AS (
    SELECT store_id, order_id, sum(amount) AS amount
    FROM after_sales WHERE merchant_id = $1 AND status = 2 AND NOT held_by_channel
    GROUP BY store_id, order_id
), known AS (
    SELECT o.order_id, o.store_id, o.currency AS currency_code, 0 AS being_placed, o.status, o.paid,
           o.paid_by_channel, o.refunded, coalesce(agreed.amount, 0) AS agreed,
           o.shortfall::integer AS shortfall,
           (o.person_id <> '' AND o.earns_points)::integer AS earns,
           extract(epoch FROM o.updated_at)::bigint AS moved_at,
           coalesce(extract(epoch FROM (o.wishes ->> 'expected_at')::timestamptz), 0)::bigint
               AS wanted_at,
           (o.wait_for <> '' AND o.released_at IS NULL)::integer AS withheld
    FROM orders o
    LEFT JOIN agreed USING (store_id, order_id)
    WHERE o.merchant_id = $1
    UNION ALL
    SELECT p.order_id, p.store_id, '', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM placements p
    LEFT JOIN orders o USING (store_id, order_id)
    WHERE p.merchant_id = $1 AND p.leased_to > now() AND o.order_id IS NULL
)
SELECT order_id, store_id, currency_code, being_placed, status, paid, paid_by_channel, refunded,
       agreed, shortfall, earns, moved_at, wanted_at, withheld
FROM known
ORDER BY order_id COLLATE "C";

-- name: audit_placed_orders_reach_their_till
-- Every order for a till that was to be made ten minutes ago was handed to it, or has moved on.
SELECT o.order_id || ' of store ' || o.store_id AS name,
       greatest(o.placed_at, o.prepare_from, o.released_at) > now() - interval '10 minutes'
       OR EXISTS (
           SELECT FROM events e
           WHERE e.store_id = o.store_id AND e.subject_id = o.order_id
             AND e.kind = 'HANDED_TO_TILL') AS ok
FROM orders o
WHERE o.merchant_id = $1 AND o.status = 2 AND o.route = 1 AND NOT o.waits;

-- name: audit_waiting_orders_are_shown_in_time
-- No order that is wanted for later still waits ten minutes after its store was to begin.
SELECT order_id || ' to be begun at ' || coalesce(prepare_from::text, 'no time') AS name,
       status IN (8, 9) OR (wait_for <> '' AND released_at IS NULL)
       OR coalesce(greatest(prepare_from, released_at) > now() - interval '10 minutes', false)
           AS ok
FROM orders WHERE merchant_id = $1 AND waits;

-- name: audit_wanted_times_are_near
-- No order is wanted a day before it was placed or a month after.
SELECT order_id || ' wanted ' || (wishes ->> 'expected_at') AS name,
       (wishes ->> 'expected_at')::timestamptz
           BETWEEN least(placed_at, created_at) - interval '1 day'
               AND greatest(placed_at, created_at) + interval '31 days' AS ok
FROM orders
WHERE merchant_id = $1 AND wishes ->> 'expected_at' IS NOT NULL;

-- name: audit_business_dates_are_near
-- Every order counts for a day near the one on which it is wanted, or was placed.
SELECT order_id || ' counts for ' || business_date AS name,
       business_date
           - coalesce((wishes ->> 'expected_at')::timestamptz, placed_at, created_at)::date
           BETWEEN -2 AND 2 AS ok
FROM orders WHERE merchant_id = $1;

-- name: audit_pieces_asked_within_bought
-- No more of a line is asked back, agreed or given back than was bought: pieces, money for
-- them, and money for their packaging.
WITH asked AS (
    SELECT a.store_id, a.order_id, piece ->> 'line_id' AS line_id,
           sum((piece ->> 'quantity')::bigint) AS pieces,
           sum(coalesce((piece ->> 'price')::bigint, 0)) AS price,
           sum(coalesce((piece ->> 'packaging')::bigint, 0)) AS packaging
    FROM after_sales a, jsonb_array_elements(a.lines) AS piece
    WHERE a.merchant_id = $1 AND a.status IN (1, 2, 4, 5)
    GROUP BY a.store_id, a.order_id, piece ->> 'line_id'
), compared AS (
    SELECT order_id, line_id, pieces, price, packaging, coalesce(l.quantity, 0) AS bought,
           coalesce(l.amount - l.discount, 0) AS goods,
           coalesce((l.detail ->> 'packaging_fee')::bigint, 0) AS packed
    FROM asked LEFT JOIN order_lines l USING (store_id, order_id, line_id)
), each AS (
    SELECT format('%s line %s: %s of %s pieces, %s of %s, packaging %s of %s', order_id, line_id,
                  pieces, bought, price - packaging, goods, packaging, packed) AS name,
           pieces <= bought AND price - packaging <= goods AND packaging <= packed AS ok
    FROM compared
)
SELECT name, ok FROM each;

-- name: audit_money_asked_within_paid
-- What is given back of an order, asked back or agreed is together at most what was paid.
WITH asked AS (
    SELECT store_id, order_id,
           coalesce(sum(amount) FILTER (WHERE status IN (1, 2, 4)), 0) AS open,
           sum(refunded) AS refunded
    FROM after_sales WHERE merchant_id = $1
    GROUP BY store_id, order_id
), each AS (
    SELECT format('%s: %s given back and %s asked of %s', order_id, o.refunded, asked.open, o.paid)
               AS name,
           o.refunded + asked.open <= o.paid AND asked.refunded <= o.refunded AS ok
    FROM asked JOIN orders o USING (store_id, order_id)
)
SELECT name, ok FROM each;

-- name: audit_cancelled_orders_wait_for_no_answer
-- No after-sale of a cancelled order waits for somebody's answer.
SELECT a.after_sale_id || ' of order ' || order_id AS name, o.status <> 9 AS ok
FROM after_sales a JOIN orders o USING (store_id, order_id)
WHERE a.merchant_id = $1 AND a.status IN (1, 4);

-- name: audit_platforms_answer_what_is_agreed
-- No platform that holds the money has been silent for a day about a refund that was agreed to.
SELECT a.after_sale_id || ' of order ' || order_id || ' at ' || o.channel AS name,
       a.updated_at > now() - interval '1 day' AS ok
FROM after_sales a JOIN orders o USING (store_id, order_id)
WHERE a.merchant_id = $1 AND a.status = 2 AND a.held_by_channel;

-- name: audit_paid_vouchers_have_their_codes
-- No paid order of vouchers waits ten minutes for its codes, and each piece of one that has them
-- has one.
SELECT format('%s at %s: %s of %s codes', order_id, coalesce(nullif(oms ->> 'plugin', ''), '-'),
              coalesce(jsonb_array_length(oms -> 'vouchers'), 0), pieces) AS name,
       CASE WHEN status = 2 THEN placed_at > now() - interval '10 minutes'
            ELSE jsonb_array_length(oms -> 'vouchers') = pieces END AS ok
FROM orders o, LATERAL (
    SELECT sum(l.quantity) AS pieces FROM order_lines l
    WHERE l.store_id = o.store_id AND l.order_id = o.order_id) AS bought
WHERE o.merchant_id = $1 AND o.route = 2
  AND (o.status = 2 AND NOT o.waits OR o.status IN (7, 8) AND o.oms IS NOT NULL);

-- name: audit_what_is_given_back_is_void
-- Of an order with vouchers no more pieces are agreed to, or given back, than are void; what the
-- desk gives back although it was used is used, or void without having been paid back.
SELECT format('%s: %s void, %s used, %s given back', o.order_id, void, used, pieces) AS name,
       pieces - although_used <= void AND pieces <= void + used AS ok
FROM orders o, LATERAL (
    SELECT count(*) FILTER (WHERE (voucher ->> 'state')::int = 4) AS void,
           count(*) FILTER (WHERE (voucher ->> 'state')::int = 2) AS used
    FROM jsonb_array_elements(o.oms -> 'vouchers') AS voucher) AS there, LATERAL (
    SELECT coalesce(sum((piece ->> 'quantity')::bigint), 0) AS pieces,
           coalesce(sum((piece ->> 'quantity')::bigint)
                    FILTER (WHERE a.attempt > 0 AND NOT a.unmade), 0) AS although_used
    FROM after_sales a, jsonb_array_elements(a.lines) AS piece
    WHERE a.store_id = o.store_id AND a.order_id = o.order_id AND a.status IN (2, 5)) AS back
WHERE o.merchant_id = $1 AND o.status IN (7, 8) AND o.oms IS NOT NULL;
