-- What the ERP of a chain is told of the ledger, and how its counts compare.

-- The chain's own codes of SKUs, by which its ERP knows them.
CREATE TABLE sku_codes (
    merchant_id text NOT NULL,
    sku_id      text NOT NULL,
    code        text NOT NULL,
    PRIMARY KEY (merchant_id, sku_id)
);
CREATE UNIQUE INDEX sku_of_code ON sku_codes (merchant_id, code);

-- Entries of the ledger that the ERP of their chain has not taken yet.
CREATE TABLE erp_waiting (
    merchant_id text   NOT NULL,
    store_id    text   NOT NULL,
    number      bigint NOT NULL,
    -- In the order in which they are sent.
    PRIMARY KEY (merchant_id, number, store_id)
);

-- The moment of the last count of an ERP that was looked at: an older one changes nothing.
CREATE TABLE erp_counted (
    merchant_id text        NOT NULL,
    store_id    text        NOT NULL,
    sku_id      text        NOT NULL,
    counted_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, store_id, sku_id)
);

-- Counts of an ERP that could not be taken; gone with the next one that can.
CREATE TABLE erp_drifts (
    merchant_id  text        NOT NULL,
    store_id     text        NOT NULL,
    erp_code     text        NOT NULL,
    sku_id       text        NOT NULL,
    on_hand      bigint      NOT NULL,
    erp_quantity bigint      NOT NULL,
    -- The moment that the count holds for.
    counted_at   timestamptz NOT NULL,
    compared_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, store_id, erp_code)
);
