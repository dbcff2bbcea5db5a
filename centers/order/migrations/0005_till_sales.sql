-- Sales at the counter as tills told them, each once: they are no orders, but take stock.
CREATE TABLE till_sales (
    merchant_id  text        NOT NULL,
    store_id     text        NOT NULL,
    till_id      text        NOT NULL,
    till_sale_id text        NOT NULL,
    -- Of its lines: a number that is used for another sale is noticed.
    digest       bytea       NOT NULL,
    -- Whether anything was sold: a mere return takes nothing from stock.
    sells        boolean     NOT NULL,
    sold_at      timestamptz NOT NULL,
    kept_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, store_id, till_id, till_sale_id)
);

-- Up to where the sales of each POS plug-in have been read.
CREATE TABLE till_sale_cursors (
    plugin   text        PRIMARY KEY,
    cursor   text        NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now()
);

-- There is no sale in the feed yet: the reader of them begins where the one of stock stands.
INSERT INTO feed_cursors (merchant_id, reader, seq)
SELECT merchant_id, 'order_control.till_sales', seq
FROM feed_cursors WHERE reader = 'order_control.stock'
ON CONFLICT (merchant_id, reader) DO NOTHING;
