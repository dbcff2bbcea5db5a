-- name: list_requests_of_orders
-- Every after-sale request of these orders, oldest first.
SELECT after_sale_id, order_id, status, amount, currency, lines, reason, answer, created_at,
       updated_at, origin, attempt, refunded, fees, by_merchant, by_platform, held_by_channel,
       failure, channel_refund_number, request_key, unmade
FROM after_sales
WHERE store_id = ANY ($1::text[]) AND order_id = ANY ($2::text[])
ORDER BY order_id, after_sale_id;

-- name: list_requests
-- A page of after-sale requests, newest first; each filter is off when it is empty or null.
SELECT a.after_sale_id, a.order_id, a.status, a.amount, a.currency, a.lines, a.reason,
       a.answer, a.created_at, a.updated_at, a.origin, a.attempt, a.refunded, a.fees,
       a.by_merchant, a.by_platform, a.held_by_channel, a.failure, a.channel_refund_number,
       a.request_key, a.unmade
FROM after_sales a
JOIN orders o USING (store_id, order_id)
WHERE a.merchant_id = $1
  AND ($2::text = '' OR a.order_id = $2)
  AND ($3::text = '' OR a.store_id = $3)
  AND ($4::smallint IS NULL OR a.status = $4)
  AND ($5::text = '' OR o.person_id = $5)
  AND ($6::text = '' OR a.after_sale_id < $6)
ORDER BY a.after_sale_id DESC
LIMIT $7;

-- name: keep_requests
-- Writes after-sale requests as they are now.
INSERT INTO after_sales
    (store_id, merchant_id, order_id, after_sale_id, status, amount, currency, lines, reason,
     answer, created_at, updated_at, origin, attempt, refunded, fees, by_merchant, by_platform,
     held_by_channel, failure, channel_refund_number, request_key, unmade)
SELECT *
FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::bigint[], $7::text[],
    $8::jsonb[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[],
    $13::smallint[], $14::integer[], $15::bigint[], $16::bigint[], $17::bigint[],
    $18::bigint[], $19::boolean[], $20::text[], $21::text[], $22::text[],
    $23::boolean[])
ON CONFLICT (store_id, order_id, after_sale_id) DO UPDATE SET
    status = excluded.status, amount = excluded.amount, lines = excluded.lines,
    reason = excluded.reason, answer = excluded.answer, updated_at = excluded.updated_at,
    attempt = excluded.attempt, refunded = excluded.refunded, fees = excluded.fees,
    by_merchant = excluded.by_merchant, by_platform = excluded.by_platform,
    failure = excluded.failure, channel_refund_number = excluded.channel_refund_number,
    unmade = excluded.unmade;
