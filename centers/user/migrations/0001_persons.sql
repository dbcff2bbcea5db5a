-- Persons, the channel accounts they are known by, their logins and addresses. Everything
-- is the merchant's own, so the merchant leads every key.

CREATE TABLE persons (
    merchant_id    text        NOT NULL,
    person_id      text        NOT NULL,
    display_name   text        NOT NULL,
    avatar_url     text        NOT NULL DEFAULT '',
    -- E.164 or empty. Personal data.
    phone          text        NOT NULL DEFAULT '',
    phone_verified boolean     NOT NULL DEFAULT false,
    language       text        NOT NULL DEFAULT '',
    status         smallint    NOT NULL,
    merged_into    text        NOT NULL DEFAULT '',
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, person_id),
    CONSTRAINT merged_says_into_whom CHECK ((status = 2) = (merged_into <> '')),
    CONSTRAINT only_a_phone_is_verified CHECK (phone <> '' OR NOT phone_verified)
);
CREATE INDEX persons_by_phone ON persons (merchant_id, phone, person_id) WHERE phone <> '';

CREATE TABLE identities (
    merchant_id   text        NOT NULL,
    identity_id   text        NOT NULL,
    person_id     text        NOT NULL,
    channel       text        NOT NULL,
    subject       text        NOT NULL,
    app_id        text        NOT NULL DEFAULT '',
    union_subject text        NOT NULL DEFAULT '',
    bound_at      timestamptz NOT NULL,
    last_login_at timestamptz,
    PRIMARY KEY (merchant_id, identity_id),
    FOREIGN KEY (merchant_id, person_id) REFERENCES persons,
    CONSTRAINT one_person_per_account UNIQUE (merchant_id, channel, subject)
);
CREATE INDEX identities_of_person ON identities (merchant_id, person_id, identity_id);
CREATE INDEX identities_by_union
    ON identities (merchant_id, union_subject) WHERE union_subject <> '';

-- A login is a family of refresh tokens: each is used once and followed by the next.
CREATE TABLE logins (
    merchant_id text        NOT NULL,
    login_id    text        NOT NULL,
    person_id   text        NOT NULL,
    identity_id text        NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    end_reason  smallint,
    PRIMARY KEY (merchant_id, login_id),
    CONSTRAINT an_end_has_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX logins_stale ON logins (started_at);
CREATE INDEX logins_open ON logins (merchant_id, person_id) WHERE ended_at IS NULL;

-- Only hashes: whoever reads this table can log in as nobody.
CREATE TABLE refresh_tokens (
    merchant_id     text        NOT NULL,
    token_hash      bytea       NOT NULL,
    login_id        text        NOT NULL,
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    used_request_id text        NOT NULL DEFAULT '',
    salt            bytea,
    successor_hash  bytea,
    PRIMARY KEY (merchant_id, token_hash),
    FOREIGN KEY (merchant_id, login_id) REFERENCES logins ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_of_login ON refresh_tokens (merchant_id, login_id);
CREATE INDEX refresh_tokens_stale ON refresh_tokens (expires_at);

-- What a login's request_id led to, for the few minutes in which it may be repeated. Not in
-- the table of all requests, because that one keeps answers and these hold secrets.
CREATE TABLE login_requests (
    merchant_id text        NOT NULL,
    request_id  text        NOT NULL,
    body_hash   bytea       NOT NULL,
    login_id    text        NOT NULL,
    identity_id text        NOT NULL,
    registered  boolean     NOT NULL,
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, request_id)
);
CREATE INDEX login_requests_stale ON login_requests (made_at);

CREATE TABLE addresses (
    merchant_id   text             NOT NULL,
    person_id     text             NOT NULL,
    address_id    text             NOT NULL,
    label         text             NOT NULL,
    -- Personal data from here to the coordinates.
    contact_name  text             NOT NULL,
    contact_phone text             NOT NULL,
    street        text             NOT NULL,
    detail        text             NOT NULL,
    city          text             NOT NULL,
    country_code  text             NOT NULL,
    postal_code   text             NOT NULL,
    latitude      double precision,
    longitude     double precision,
    is_default    boolean          NOT NULL,
    created_at    timestamptz      NOT NULL,
    updated_at    timestamptz      NOT NULL,
    PRIMARY KEY (merchant_id, person_id, address_id),
    FOREIGN KEY (merchant_id, person_id) REFERENCES persons
);
CREATE UNIQUE INDEX one_default_address ON addresses (merchant_id, person_id) WHERE is_default;

CREATE TABLE merges (
    merchant_id        text        NOT NULL,
    merge_id           text        NOT NULL,
    from_person_id     text        NOT NULL,
    into_person_id     text        NOT NULL,
    moved_identity_ids text[]      NOT NULL,
    moved_address_ids  text[]      NOT NULL,
    reason             text        NOT NULL,
    merged_at          timestamptz NOT NULL,
    undone_at          timestamptz,
    PRIMARY KEY (merchant_id, merge_id)
);
