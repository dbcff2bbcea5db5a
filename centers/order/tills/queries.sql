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
  AND (o.pos_plugin, o.pos_store_code) <> ($3, $4) AND NOT o.pos_plugin_chosen
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
FROM told JOIN fresh USING (merchant_id, store_id, till_id, till_sale_id)
RETURNING seq, merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at;

-- name: find_till_sales
-- What the sales of these numbers consist of.
SELECT merchant_id, store_id, till_id, till_sale_id, digest
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     AS k (merchant_id, store_id, till_id, till_sale_id)
JOIN till_sales USING (merchant_id, store_id, till_id, till_sale_id);
