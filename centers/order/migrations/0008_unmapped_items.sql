-- Dishes of imported orders whose codes no SKU had: what is to be mapped.
CREATE TABLE unmapped_items (
    store_id      text        NOT NULL,
    channel       text        NOT NULL,
    item_code     text        NOT NULL,
    merchant_id   text        NOT NULL,
    name          text        NOT NULL,
    orders        bigint      NOT NULL,
    pieces        bigint      NOT NULL,
    first_at      timestamptz NOT NULL,
    last_at       timestamptz NOT NULL,
    last_order_id text        NOT NULL,
    PRIMARY KEY (store_id, channel, item_code)
);
CREATE INDEX unmapped_items_of_merchant
    ON unmapped_items (merchant_id, store_id, channel, item_code);
