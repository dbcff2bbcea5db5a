-- Carts, one per owner, store and channel. An owner is a person, or a guest who is not logged in.

CREATE TABLE carts (
    merchant_id text        NOT NULL,
    cart_id     text        NOT NULL,
    person_id   text        NOT NULL,
    guest_id    text        NOT NULL,
    store_id    text        NOT NULL,
    channel     text        NOT NULL,
    version     bigint      NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, cart_id),
    CONSTRAINT one_owner CHECK ((person_id = '') <> (guest_id = '')),
    CONSTRAINT one_cart_per_place UNIQUE (merchant_id, person_id, guest_id, store_id, channel)
);
CREATE INDEX carts_stale ON carts (updated_at);

CREATE TABLE cart_lines (
    merchant_id   text     NOT NULL,
    cart_id       text     NOT NULL,
    -- What was chosen, hashed: the same choice is the same line.
    line_id       text     NOT NULL,
    -- In which order they were put in.
    number        bigint   GENERATED ALWAYS AS IDENTITY,
    -- A DraftLine of the contract without its quantity. May hold words to the kitchen.
    wanted        bytea    NOT NULL,
    choices       integer  NOT NULL,
    quantity      integer  NOT NULL,
    -- What the customer has seen of it; NULL, all of them, until it is priced for the first time.
    seen_name     text,
    seen_sku_name text,
    seen_amount   bigint,
    seen_currency text,
    seen_language text,
    PRIMARY KEY (merchant_id, cart_id, line_id),
    FOREIGN KEY (merchant_id, cart_id) REFERENCES carts ON DELETE CASCADE,
    CONSTRAINT some_pieces CHECK (quantity BETWEEN 1 AND 999)
);

-- An order that is being placed of a cart. Open until it is known what became of it.
CREATE TABLE checkouts (
    merchant_id   text        NOT NULL,
    checkout_id   text        NOT NULL,
    person_id     text        NOT NULL,
    request_id    text        NOT NULL,
    body_hash     bytea       NOT NULL,
    cart_id       text        NOT NULL,
    line_ids      text[]      NOT NULL,
    quantities    integer[]   NOT NULL,
    -- A PlaceOrderRequest of the contract, with personal data; empty once the order is placed.
    order_request bytea       NOT NULL,
    -- Empty while it is open.
    order_id      text        NOT NULL DEFAULT '',
    started_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, checkout_id),
    CONSTRAINT one_checkout_per_request UNIQUE (merchant_id, person_id, request_id)
);
CREATE INDEX checkouts_open ON checkouts (started_at) WHERE order_id = '';
CREATE INDEX checkouts_stale ON checkouts (started_at);
CREATE INDEX checkouts_of_cart ON checkouts (merchant_id, cart_id) WHERE order_id = '';
