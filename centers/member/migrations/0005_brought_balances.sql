-- How many points of another system's accounts were brought here, by its own numbers.
CREATE TABLE brought_balances (
    merchant_id text        NOT NULL,
    account     text        NOT NULL,
    points      bigint      NOT NULL CHECK (points >= 0),
    brought_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, account)
);
