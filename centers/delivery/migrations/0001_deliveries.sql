-- Deliveries, what each carrier was asked, and how stores send out. Columns are named like
-- the fields of model.py.

CREATE TABLE deliveries (
    delivery_id            text        PRIMARY KEY,
    merchant_id            text        NOT NULL,
    store_id               text        NOT NULL,
    order_id               text        NOT NULL,
    attempt                integer     NOT NULL CHECK (attempt > 0),
    person_id              text        NOT NULL,
    -- Personal data lives in these two and in rider, and nowhere else in this schema.
    pickup                 jsonb       NOT NULL,
    dropoff                jsonb       NOT NULL,
    parcel                 jsonb       NOT NULL,
    -- The plan by which it is sent out, as the store's rule was when it was created.
    strategy               smallint    NOT NULL,
    carriers               text[]      NOT NULL,
    assign_timeout_seconds integer     NOT NULL,
    body_hash              bytea       NOT NULL,
    created_at             timestamptz NOT NULL,
    -- From here on: what can change.
    status                 smallint    NOT NULL,
    route                  smallint    NOT NULL,
    status_at              timestamptz NOT NULL,
    fee                    jsonb,
    rider                  jsonb,
    cancelling             boolean     NOT NULL DEFAULT false,
    reason                 text        NOT NULL DEFAULT '',
    -- When the dispatcher looks next; null when nothing is left to do.
    next_step_at           timestamptz
) WITH (fillfactor = 70);

-- The natural key: an attempt of an order is there once.
CREATE UNIQUE INDEX deliveries_of_order ON deliveries (merchant_id, order_id, attempt);
-- An order is brought by one delivery at a time.
CREATE UNIQUE INDEX deliveries_open ON deliveries (merchant_id, order_id) WHERE status < 6;
CREATE INDEX deliveries_newest ON deliveries (merchant_id, delivery_id);
CREATE INDEX deliveries_to_step ON deliveries (next_step_at) WHERE next_step_at IS NOT NULL;

CREATE TABLE bookings (
    -- Names the delivery at the carrier, so it is unique across merchants.
    booking_id          text        PRIMARY KEY,
    delivery_id         text        NOT NULL REFERENCES deliveries,
    carrier             text        NOT NULL,
    created_at          timestamptz NOT NULL,
    status              smallint    NOT NULL,
    carrier_delivery_no text        NOT NULL DEFAULT '',
    fee                 jsonb,
    cancel_fee          jsonb,
    reason              text        NOT NULL DEFAULT ''
) WITH (fillfactor = 70);

CREATE INDEX bookings_of_delivery ON bookings (delivery_id, booking_id);
-- At most one booking of a delivery wins, whatever the program does.
CREATE UNIQUE INDEX bookings_one_winner ON bookings (delivery_id) WHERE status = 3;

-- Each message of a carrier once, kept together with its effect.
CREATE TABLE carrier_updates (
    carrier     text        NOT NULL,
    update_id   text        NOT NULL,
    booking_id  text        NOT NULL,
    outcome     smallint    NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (carrier, update_id)
);

CREATE TABLE dispatch_rules (
    merchant_id            text     NOT NULL,
    -- The empty store has the rule of all stores.
    store_id               text     NOT NULL,
    strategy               smallint NOT NULL,
    carriers               text[]   NOT NULL,
    own_riders_first       boolean  NOT NULL,
    assign_timeout_seconds integer  NOT NULL,
    PRIMARY KEY (merchant_id, store_id)
);
