-- Stock per store and SKU, what orders have set aside of it, and the ledger of every change.
-- Every table carries the store in its key, so that it can be distributed by store.
-- Locks are taken in one order everywhere: stock by key, then reservations by key.

CREATE TABLE stock (
    merchant_id text        NOT NULL,
    store_id    text        NOT NULL,
    sku_id      text        NOT NULL,
    tracked     boolean     NOT NULL DEFAULT false,
    on_hand     bigint      NOT NULL DEFAULT 0,
    reserved    bigint      NOT NULL DEFAULT 0,
    sold        bigint      NOT NULL DEFAULT 0,
    -- 0 only inside the transaction that makes the row.
    version     bigint      NOT NULL DEFAULT 0,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, store_id, sku_id),
    -- The last guard: whatever a program does, no piece is promised twice.
    CONSTRAINT never_oversold CHECK (reserved >= 0 AND reserved <= on_hand),
    CONSTRAINT never_unsold CHECK (sold >= 0)
) WITH (fillfactor = 50);

CREATE TABLE reservations (
    merchant_id text        NOT NULL,
    store_id    text        NOT NULL,
    order_id    text        NOT NULL,
    state       smallint    NOT NULL,
    digest      bytea       NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint      NOT NULL,
    PRIMARY KEY (merchant_id, store_id, order_id)
) WITH (fillfactor = 70);

CREATE INDEX reservations_that_lapse ON reservations (expires_at) WHERE state = 1;
CREATE INDEX reservations_not_covered ON reservations (merchant_id, store_id, order_id)
    WHERE state = 5;

CREATE TABLE reservation_lines (
    merchant_id text   NOT NULL,
    store_id    text   NOT NULL,
    order_id    text   NOT NULL,
    sku_id      text   NOT NULL,
    quantity    bigint NOT NULL CHECK (quantity > 0),
    taken       bigint NOT NULL,
    returned    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, store_id, order_id, sku_id),
    CONSTRAINT all_or_nothing CHECK (taken IN (0, quantity)),
    CONSTRAINT returned_within_sold CHECK (returned BETWEEN 0 AND taken)
) WITH (fillfactor = 70);

-- Written once, never changed.
CREATE TABLE movements (
    number      bigint      GENERATED ALWAYS AS IDENTITY,
    merchant_id text        NOT NULL,
    store_id    text        NOT NULL,
    sku_id      text        NOT NULL,
    kind        smallint    NOT NULL,
    quantity    bigint      NOT NULL CHECK (quantity <> 0),
    source      text        NOT NULL,
    note        text        NOT NULL,
    actor       text        NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, store_id, number)
);

CREATE INDEX movements_of_sku ON movements (merchant_id, store_id, sku_id, number);
CREATE INDEX movements_of_source ON movements (merchant_id, store_id, source);

CREATE TABLE till_sales (
    merchant_id   text        NOT NULL,
    store_id      text        NOT NULL,
    till_id       text        NOT NULL,
    till_order_id text        NOT NULL,
    digest        bytea       NOT NULL,
    sold_at       timestamptz NOT NULL,
    booked_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, store_id, till_id, till_order_id)
);

CREATE TABLE till_sale_lines (
    merchant_id   text   NOT NULL,
    store_id      text   NOT NULL,
    till_id       text   NOT NULL,
    till_order_id text   NOT NULL,
    sku_id        text   NOT NULL,
    quantity      bigint NOT NULL CHECK (quantity > 0),
    taken         bigint NOT NULL,
    PRIMARY KEY (merchant_id, store_id, till_id, till_order_id, sku_id),
    CONSTRAINT taken_within_sale CHECK (taken BETWEEN 0 AND quantity)
);
