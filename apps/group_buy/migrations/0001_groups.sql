-- What is offered to groups. Its price is a promotion's, of the campaign that has the offer's id.

CREATE TABLE offers (
    merchant_id       text        NOT NULL,
    offer_id          text        NOT NULL,
    caller            text        NOT NULL,
    request_id        text        NOT NULL,
    body_hash         bytea       NOT NULL,
    name              text        NOT NULL,
    sku_id            text        NOT NULL,
    price             bigint      NOT NULL,
    currency          text        NOT NULL,
    group_size        integer     NOT NULL,
    group_seconds     integer     NOT NULL,
    groups_per_person integer     NOT NULL,
    store_ids         text[]      NOT NULL,
    begins_at         timestamptz NOT NULL,
    ends_at           timestamptz NOT NULL,
    -- Empty until the promotion is there.
    promotion_id      text        NOT NULL DEFAULT '',
    -- No group of it will be open any more, and its promotion is over.
    closed            boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (merchant_id, offer_id),
    CONSTRAINT one_offer_per_request UNIQUE (merchant_id, caller, request_id)
);
CREATE INDEX offers_to_close ON offers (ends_at) WHERE NOT closed;

-- Whoever takes places of an offer for a person locks their row here: limits are looked at in turn.
CREATE TABLE takers (
    merchant_id text NOT NULL,
    offer_id    text NOT NULL,
    person_id   text NOT NULL,
    PRIMARY KEY (merchant_id, offer_id, person_id),
    FOREIGN KEY (merchant_id, offer_id) REFERENCES offers
);

CREATE TABLE groups (
    merchant_id text        NOT NULL,
    group_id    text        NOT NULL,
    offer_id    text        NOT NULL,
    size        integer     NOT NULL,
    -- 1 open, 2 succeeded, 3 failed.
    state       smallint    NOT NULL,
    created_at  timestamptz NOT NULL,
    deadline    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, group_id),
    FOREIGN KEY (merchant_id, offer_id) REFERENCES offers
);
CREATE INDEX groups_of_offer ON groups (merchant_id, offer_id, group_id);
CREATE INDEX groups_open ON groups (deadline) WHERE state = 1;

-- A place in a group. Its order waits for it: the order center knows it by the place's id.
CREATE TABLE places (
    merchant_id   text        NOT NULL,
    place_id      text        NOT NULL,
    group_id      text        NOT NULL,
    person_id     text        NOT NULL,
    -- Who asked for it with which request; stays when the person becomes another.
    asked_by      text        NOT NULL,
    request_id    text        NOT NULL,
    body_hash     bytea       NOT NULL,
    joined_at     timestamptz NOT NULL,
    -- A PlaceOrderRequest of the contract, with personal data; empty once the order is known.
    order_request bytea       NOT NULL,
    order_id      text        NOT NULL DEFAULT '',
    -- 1 taken, 2 paid, 3 given up.
    state         smallint    NOT NULL,
    -- What its order still has to be told: 0 nothing, 1 that it need wait no longer, 2 that it ends.
    to_do         smallint    NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, place_id),
    FOREIGN KEY (merchant_id, group_id) REFERENCES groups,
    CONSTRAINT one_place_per_request UNIQUE (merchant_id, asked_by, request_id)
);
CREATE INDEX places_of_group ON places (merchant_id, group_id);
CREATE INDEX places_of_person ON places (merchant_id, person_id, group_id);
CREATE INDEX places_to_do ON places (joined_at) WHERE to_do <> 0;
CREATE INDEX places_without_order ON places (joined_at) WHERE order_id = '' AND state = 1;
