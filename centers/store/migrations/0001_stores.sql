-- Stores of a chain, their codes on channels, and their tills.

-- How often each chain's stores were changed. Whoever changes a store holds this row, so
-- that changes of one chain follow each other and readers can fetch what is new to them.
CREATE TABLE revisions (
    merchant_id text   PRIMARY KEY,
    revision    bigint NOT NULL
);

CREATE TABLE stores (
    merchant_id         text             NOT NULL,
    store_id            text             NOT NULL,
    external_code       text             NOT NULL,
    name                text             NOT NULL,
    latitude            double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude           double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    time_zone           text             NOT NULL,
    currency            text             NOT NULL,
    -- Hours, services, special days, delivery areas, address: always read together.
    detail              jsonb            NOT NULL,
    status              smallint         NOT NULL,
    status_until        timestamptz,
    busy_extra_minutes  integer          NOT NULL,
    revision            bigint           NOT NULL,
    created_at          timestamptz      NOT NULL,
    updated_at          timestamptz      NOT NULL,
    PRIMARY KEY (merchant_id, store_id)
);
CREATE UNIQUE INDEX stores_by_external_code ON stores (merchant_id, external_code)
    WHERE external_code <> '';
CREATE INDEX stores_by_revision ON stores (merchant_id, revision);

CREATE TABLE channel_codes (
    merchant_id text    NOT NULL,
    channel     text    NOT NULL,
    code        text    NOT NULL,
    store_id    text    NOT NULL,
    paused      boolean NOT NULL,
    PRIMARY KEY (merchant_id, channel, code),
    UNIQUE (merchant_id, store_id, channel),
    FOREIGN KEY (merchant_id, store_id) REFERENCES stores
);

CREATE TABLE tills (
    merchant_id  text        NOT NULL,
    till_id      text        NOT NULL,
    store_id     text        NOT NULL,
    name         text        NOT NULL,
    salt         bytea       NOT NULL,
    secret_hash  bytea       NOT NULL,
    disabled     boolean     NOT NULL DEFAULT false,
    last_seen_at timestamptz,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, till_id),
    UNIQUE (merchant_id, store_id, name),
    FOREIGN KEY (merchant_id, store_id) REFERENCES stores
);
