-- Sessions of flash sales, and who is let into them.

CREATE TABLE sessions (
    merchant_id       text        NOT NULL,
    session_id        text        NOT NULL,
    name              text        NOT NULL,
    sku_id            text        NOT NULL,
    -- Empty for the whole chain.
    store_ids         text[]      NOT NULL,
    amount            bigint      NOT NULL,
    currency          text        NOT NULL,
    pieces            bigint      NOT NULL,
    pieces_per_person integer     NOT NULL,
    begins_at         timestamptz NOT NULL,
    ends_at           timestamptz NOT NULL,
    admission_seconds integer     NOT NULL,
    -- The promotion that gives the price, and whether it does: see PriceState.
    promotion_id      text        NOT NULL,
    price_state       smallint    NOT NULL,
    cancelled_at      timestamptz,
    -- Counts of its admissions. Who changes one of these has locked this row before.
    taken             bigint      NOT NULL DEFAULT 0,
    sold              bigint      NOT NULL DEFAULT 0,
    waiting           bigint      NOT NULL DEFAULT 0,
    queued            bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, session_id),
    CONSTRAINT no_piece_twice CHECK (sold BETWEEN 0 AND taken AND taken <= pieces),
    CONSTRAINT a_line CHECK (waiting BETWEEN 0 AND queued)
) WITH (fillfactor = 50);
CREATE INDEX sessions_with_a_line ON sessions (merchant_id, session_id) WHERE waiting > 0;
CREATE INDEX sessions_with_a_price ON sessions (ends_at) WHERE price_state <> 3;

-- On which lists a session stands: 'all', and 'chain' or 'store:' with the id of each of its stores.
CREATE TABLE session_lists (
    merchant_id text        NOT NULL,
    list        text        NOT NULL,
    begins_at   timestamptz NOT NULL,
    session_id  text        NOT NULL,
    PRIMARY KEY (merchant_id, list, begins_at, session_id),
    FOREIGN KEY (merchant_id, session_id) REFERENCES sessions
);

CREATE TABLE admissions (
    merchant_id text        NOT NULL,
    token       text        NOT NULL,
    session_id  text        NOT NULL,
    person_id   text        NOT NULL,
    store_id    text        NOT NULL,
    -- Pieces that were asked for, and those set aside, or that were to the end.
    wanted      integer     NOT NULL,
    pieces      integer     NOT NULL,
    state       smallint    NOT NULL,
    -- The person's number in line; 0 for who never waited.
    number      bigint      NOT NULL,
    -- NULL until the person is let in.
    expires_at  timestamptz,
    order_id    text        NOT NULL,
    moved_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, token),
    FOREIGN KEY (merchant_id, session_id) REFERENCES sessions
);
CREATE INDEX admissions_of_person ON admissions (merchant_id, person_id, session_id);
-- A person waits once, or has one admission without an order.
CREATE UNIQUE INDEX one_open_admission ON admissions (merchant_id, session_id, person_id)
    WHERE state IN (1, 2);
-- Whether a session has any that an order may use yet, or uses.
CREATE INDEX admissions_not_over ON admissions (merchant_id, session_id) WHERE state IN (1, 2, 3);
CREATE INDEX admissions_in_line ON admissions (merchant_id, session_id, number) WHERE state = 1;
CREATE INDEX admissions_unused ON admissions (expires_at) WHERE state = 2;
CREATE INDEX admissions_of_session_unused ON admissions (merchant_id, session_id, expires_at)
    WHERE state = 2;
CREATE INDEX admissions_ordered ON admissions (moved_at) WHERE state = 3;
CREATE INDEX admissions_of_order ON admissions (merchant_id, order_id) WHERE order_id <> '';
CREATE INDEX admissions_over ON admissions (moved_at) WHERE state IN (5, 6);

-- What a person's request to be let in has led to: repeated, it leads to the same.
CREATE TABLE asks (
    merchant_id text        NOT NULL,
    person_id   text        NOT NULL,
    request_id  text        NOT NULL,
    body_hash   bytea       NOT NULL,
    token       text        NOT NULL,
    asked_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, person_id, request_id)
);
CREATE INDEX asks_stale ON asks (asked_at);
