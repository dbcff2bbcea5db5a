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

-- name: set_daily_numbers
-- Says the last number given, for days that are locked.
UPDATE daily_numbers d SET last_number = n.last_number
FROM unnest($1::text[], $2::date[], $3::integer[]) AS n (store_id, business_date, last_number)
WHERE d.store_id = n.store_id AND d.business_date = n.business_date;

-- name: keep_unmapped
-- Counts dishes that no SKU has the code of, by store, channel and code.
INSERT INTO unmapped_items AS u
    (store_id, channel, item_code, merchant_id, name, orders, pieces, first_at, last_at,
     last_order_id)
SELECT n.store_id, n.channel, n.item_code, n.merchant_id, n.name, n.orders, n.pieces,
       n.at, n.at, n.order_id
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
            $7::timestamptz[], $8::text[], $9::text[])
    AS n (store_id, channel, item_code, name, orders, pieces, at, order_id, merchant_id)
ON CONFLICT (store_id, channel, item_code) DO UPDATE SET
    name = excluded.name, orders = u.orders + excluded.orders,
    pieces = u.pieces + excluded.pieces, last_at = excluded.last_at,
    last_order_id = excluded.last_order_id;

-- name: list_unmapped
-- A page of them, by store, channel and code; each filter is off when it is empty.
SELECT store_id, channel, item_code, name, orders, pieces, first_at, last_at, last_order_id
FROM unmapped_items
WHERE merchant_id = $1
  AND ($2::text = '' OR store_id = $2)
  AND ($3::text = '' OR channel = $3)
  AND (store_id, channel, item_code) > ($4::text, $5::text, $6::text)
ORDER BY store_id, channel, item_code
LIMIT $7;
