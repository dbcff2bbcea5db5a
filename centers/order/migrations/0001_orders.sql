-- The unified order: one model and one store for every channel. Every table of a store's
-- orders carries the store in its key, so that it can be distributed by store.

CREATE TABLE orders (
    store_id             text        NOT NULL,
    order_id             text        NOT NULL,
    merchant_id          text        NOT NULL,
    channel              text        NOT NULL,
    channel_order_number text        NOT NULL,
    service_type         smallint    NOT NULL,
    route                smallint    NOT NULL,
    person_id            text        NOT NULL,
    business_date        date        NOT NULL,
    currency             text        NOT NULL,
    lines_amount         bigint      NOT NULL,
    packaging_fee        bigint      NOT NULL,
    delivery_fee         bigint      NOT NULL,
    discount_amount      bigint      NOT NULL,
    total                bigint      NOT NULL CHECK (total >= 0),
    paid_by_channel      bigint      NOT NULL,
    payment_deadline     timestamptz,
    content_hash         bytea       NOT NULL,
    -- What the customer said; personal data lives here and nowhere else in this schema.
    wishes               jsonb       NOT NULL,
    created_at           timestamptz NOT NULL,
    -- From here on: what can change.
    status               smallint    NOT NULL,
    daily_number         integer     NOT NULL,
    pickup_code          text        NOT NULL DEFAULT '',
    sub_status           text        NOT NULL DEFAULT '',
    payment_id           text        NOT NULL DEFAULT '',
    paid                 bigint      NOT NULL,
    refunded             bigint      NOT NULL DEFAULT 0,
    cancel_reason        smallint    NOT NULL DEFAULT 0,
    cancel_note          text        NOT NULL DEFAULT '',
    shortfall            boolean     NOT NULL DEFAULT false,
    placed_at            timestamptz,
    accepted_at          timestamptz,
    prepared_at          timestamptz,
    ready_at             timestamptz,
    delivered_at         timestamptz,
    fulfilled_at         timestamptz,
    completed_at         timestamptz,
    cancelled_at         timestamptz,
    updated_at           timestamptz NOT NULL,
    version              bigint      NOT NULL DEFAULT 1,
    PRIMARY KEY (store_id, order_id),
    CONSTRAINT amounts_add_up
        CHECK (lines_amount + packaging_fee + delivery_fee - discount_amount = total),
    CONSTRAINT refund_within_paid CHECK (refunded BETWEEN 0 AND paid)
) WITH (fillfactor = 70);

-- A channel's number is taken once per store; our own channels have none.
CREATE UNIQUE INDEX orders_by_channel_number
    ON orders (store_id, channel, channel_order_number) WHERE channel_order_number <> '';
CREATE INDEX orders_of_person ON orders (merchant_id, person_id, order_id) WHERE person_id <> '';
CREATE INDEX orders_newest ON orders (merchant_id, order_id);
CREATE INDEX orders_unpaid ON orders (payment_deadline) WHERE status = 1;
CREATE INDEX orders_fulfilled ON orders (fulfilled_at) WHERE status = 7;

CREATE TABLE order_lines (
    store_id    text     NOT NULL,
    order_id    text     NOT NULL,
    position    smallint NOT NULL,
    line_id     text     NOT NULL,
    sku_id      text     NOT NULL,
    product_id  text     NOT NULL,
    name        text     NOT NULL,
    sku_name    text     NOT NULL,
    quantity    integer  NOT NULL CHECK (quantity > 0),
    unit_price  bigint   NOT NULL CHECK (unit_price >= 0),
    amount      bigint   NOT NULL CHECK (amount >= 0),
    discount    bigint   NOT NULL CHECK (discount BETWEEN 0 AND amount),
    -- Choices, stock components and remark: read with the line, never searched.
    detail      jsonb    NOT NULL,
    PRIMARY KEY (store_id, order_id, position)
);

CREATE TABLE order_discounts (
    store_id     text     NOT NULL,
    order_id     text     NOT NULL,
    position     smallint NOT NULL,
    promotion_id text     NOT NULL,
    coupon_id    text     NOT NULL,
    name         text     NOT NULL,
    amount       bigint   NOT NULL CHECK (amount >= 0),
    paid_by      smallint NOT NULL,
    allocations  jsonb    NOT NULL,
    PRIMARY KEY (store_id, order_id, position)
);

-- Messages that took effect, by their own key: a repetition is recognised here.
CREATE TABLE applied_messages (
    store_id  text  NOT NULL,
    order_id  text  NOT NULL,
    key       text  NOT NULL,
    body_hash bytea NOT NULL,
    PRIMARY KEY (store_id, order_id, key)
);

CREATE TABLE daily_numbers (
    store_id      text    NOT NULL,
    business_date date    NOT NULL,
    last_number   integer NOT NULL,
    PRIMARY KEY (store_id, business_date)
) WITH (fillfactor = 50);

-- Which order id a placement got. The lease says that a twin is being placed right now.
CREATE TABLE placements (
    merchant_id text        NOT NULL,
    person_id   text        NOT NULL,
    request_id  text        NOT NULL,
    body_hash   bytea       NOT NULL,
    order_id    text        NOT NULL,
    store_id    text        NOT NULL,
    leased_to   timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, person_id, request_id)
);

CREATE TABLE after_sales (
    store_id      text        NOT NULL,
    order_id      text        NOT NULL,
    after_sale_id text        NOT NULL,
    merchant_id   text        NOT NULL,
    status        smallint    NOT NULL,
    amount        bigint      NOT NULL CHECK (amount > 0),
    currency      text        NOT NULL,
    lines         jsonb       NOT NULL,
    reason        text        NOT NULL,
    answer        text        NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (store_id, order_id, after_sale_id)
);
CREATE INDEX after_sales_newest ON after_sales (merchant_id, after_sale_id);

CREATE INDEX events_of_order ON events (store_id, subject_id, seq);
