-- Completed orders whose points were refused for good, so that an audit knows that they were asked for.
CREATE TABLE unearned_orders (
    merchant_id text        NOT NULL,
    order_id    text        NOT NULL,
    -- The first refusal: MEMBER_CLOSED, CURRENCY_MISMATCH.
    reason      text        NOT NULL,
    refused_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, order_id)
);
