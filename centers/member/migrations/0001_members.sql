-- Memberships, tiers and points. Everything is the merchant's own, so the merchant leads
-- every key.

CREATE TABLE programmes (
    merchant_id            text        NOT NULL PRIMARY KEY,
    currency               text        NOT NULL,
    minor_units_per_point  integer     NOT NULL CHECK (minor_units_per_point > 0),
    minor_units_per_growth integer     NOT NULL CHECK (minor_units_per_growth > 0),
    points_valid_days      integer     NOT NULL CHECK (points_valid_days >= 0),
    updated_at             timestamptz NOT NULL
);

CREATE TABLE tiers (
    merchant_id       text    NOT NULL,
    code              text    NOT NULL,
    name              text    NOT NULL,
    growth_required   bigint  NOT NULL,
    earn_rate_percent integer NOT NULL,
    PRIMARY KEY (merchant_id, code),
    CONSTRAINT one_tier_per_growth UNIQUE (merchant_id, growth_required)
);

CREATE TABLE benefits (
    merchant_id text        NOT NULL,
    code        text        NOT NULL,
    name        text        NOT NULL,
    description text        NOT NULL,
    kind        smallint    NOT NULL,
    tier_codes  text[]      NOT NULL,
    parameters  jsonb       NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, code)
);

CREATE TABLE members (
    merchant_id text        NOT NULL,
    person_id   text        NOT NULL,
    member_id   text        NOT NULL,
    status      smallint    NOT NULL,
    tier_code   text        NOT NULL,
    balance     bigint      NOT NULL DEFAULT 0,
    owed        bigint      NOT NULL DEFAULT 0,
    growth      bigint      NOT NULL DEFAULT 0,
    spent       bigint      NOT NULL DEFAULT 0,
    entry_count bigint      NOT NULL DEFAULT 0,
    enrolled_at timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, person_id),
    CONSTRAINT one_person_per_member UNIQUE (merchant_id, member_id),
    CONSTRAINT nothing_is_negative
        CHECK (balance >= 0 AND owed >= 0 AND growth >= 0 AND spent >= 0),
    CONSTRAINT a_debt_is_paid_from_the_balance_first CHECK (balance = 0 OR owed = 0)
) WITH (fillfactor = 70);

-- Where points came from: kind 1 an order (credit_id is its id), 2 a grant (the ledger line's).
CREATE TABLE credits (
    merchant_id     text        NOT NULL,
    kind            smallint    NOT NULL,
    credit_id       text        NOT NULL,
    person_id       text        NOT NULL,
    amount          bigint      NOT NULL CHECK (amount >= 0),
    currency        text        NOT NULL,
    points          bigint      NOT NULL CHECK (points >= 0),
    growth          bigint      NOT NULL CHECK (growth >= 0),
    earned_at       timestamptz NOT NULL,
    expires_at      timestamptz,
    refunded        bigint      NOT NULL DEFAULT 0,
    reversed_points bigint      NOT NULL DEFAULT 0,
    reversed_growth bigint      NOT NULL DEFAULT 0,
    expired         bigint      NOT NULL DEFAULT 0,
    -- Whether expiry has looked at it; then only points that come back can expire once more.
    lapsed          boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (merchant_id, kind, credit_id),
    CONSTRAINT no_more_goes_than_came CHECK (
        refunded BETWEEN 0 AND amount AND reversed_points >= 0 AND expired >= 0
        AND reversed_points + expired <= points AND reversed_growth BETWEEN 0 AND growth)
);
CREATE INDEX credits_to_lapse ON credits (expires_at) WHERE NOT lapsed;
CREATE INDEX credits_of_person ON credits (merchant_id, person_id, expires_at);

CREATE TABLE reversals (
    merchant_id text        NOT NULL,
    order_id    text        NOT NULL,
    refund_id   text        NOT NULL,
    amount      bigint      NOT NULL CHECK (amount > 0),
    points      bigint      NOT NULL CHECK (points >= 0),
    owed        bigint      NOT NULL CHECK (owed BETWEEN 0 AND points),
    growth      bigint      NOT NULL CHECK (growth >= 0),
    reversed_at timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, order_id, refund_id)
);

CREATE TABLE redemptions (
    merchant_id   text        NOT NULL,
    redemption_id text        NOT NULL,
    person_id     text        NOT NULL,
    points        bigint      NOT NULL CHECK (points > 0),
    order_id      text        NOT NULL,
    reason        text        NOT NULL,
    redeemed_at   timestamptz NOT NULL,
    unredeemed_at timestamptz,
    PRIMARY KEY (merchant_id, redemption_id)
);

-- Only ever added to.
CREATE TABLE ledger (
    merchant_id   text        NOT NULL,
    person_id     text        NOT NULL,
    position      bigint      NOT NULL,
    entry_id      text        NOT NULL,
    kind          smallint    NOT NULL,
    points        bigint      NOT NULL,
    balance_after bigint      NOT NULL CHECK (balance_after >= 0),
    growth        bigint      NOT NULL,
    order_id      text        NOT NULL,
    refund_id     text        NOT NULL,
    redemption_id text        NOT NULL,
    reason        text        NOT NULL,
    occurred_at   timestamptz NOT NULL,
    expires_at    timestamptz,
    PRIMARY KEY (merchant_id, person_id, position)
);
CREATE INDEX ledger_of_order ON ledger (merchant_id, order_id) WHERE order_id <> '';
