-- Every order goes to the tills of one POS plug-in: the one its store names, else the chain's.
ALTER TABLE orders
    ADD COLUMN pos_plugin     text NOT NULL DEFAULT '',
    -- What those tills call the store.
    ADD COLUMN pos_store_code text NOT NULL DEFAULT '';
UPDATE orders o SET pos_plugin = substr(m.key, length('handed:') + 1)
FROM applied_messages m
WHERE m.store_id = o.store_id AND m.order_id = o.order_id AND m.key LIKE 'handed:%';

CREATE INDEX orders_without_till ON orders (merchant_id)
    WHERE pos_plugin = '' AND route = 1 AND status IN (1, 2);

-- What each store named last; empty for the chain's.
CREATE TABLE store_tills (
    merchant_id text NOT NULL,
    store_id    text NOT NULL,
    plugin      text NOT NULL,
    PRIMARY KEY (merchant_id, store_id)
);
