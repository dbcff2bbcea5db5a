-- Promotions with their budgets, coupons with their templates, and what orders hold of both.
-- Locks are taken in one order everywhere: budgets by key, coupons by key, holds by key.

CREATE TABLE promotions (
    merchant_id  text        NOT NULL,
    promotion_id text        NOT NULL,
    code         text        NOT NULL,
    state        smallint    NOT NULL,
    -- The contract's own message: what its owner decided, never searched.
    spec         bytea       NOT NULL,
    version      bigint      NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, promotion_id)
);
CREATE UNIQUE INDEX promotions_by_code ON promotions (merchant_id, code) WHERE code <> '';

-- Grows with each change of a chain's promotions; processes keep them in memory by it.
CREATE TABLE chain_versions (
    merchant_id text   PRIMARY KEY,
    version     bigint NOT NULL
);

-- One row per promotion. NULL is no limit.
CREATE TABLE budgets (
    merchant_id     text    NOT NULL,
    promotion_id    text    NOT NULL,
    currency        text    NOT NULL,
    total_amount    bigint,
    total_uses      bigint,
    per_person      integer,
    per_person_day  integer,
    held_uses       bigint  NOT NULL DEFAULT 0,
    redeemed_uses   bigint  NOT NULL DEFAULT 0,
    held_amount     bigint  NOT NULL DEFAULT 0,
    redeemed_amount bigint  NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, promotion_id),
    -- The last guard: whatever a program does, no budget is overspent.
    CONSTRAINT never_overspent CHECK (
        held_amount + redeemed_amount <= coalesce(total_amount, held_amount + redeemed_amount)
        AND held_uses + redeemed_uses <= coalesce(total_uses, held_uses + redeemed_uses)),
    CONSTRAINT never_negative CHECK (
        least(held_uses, redeemed_uses, held_amount, redeemed_amount) >= 0)
) WITH (fillfactor = 50);

CREATE TABLE coupon_templates (
    merchant_id  text        NOT NULL,
    template_id  text        NOT NULL,
    code         text        NOT NULL,
    state        smallint    NOT NULL,
    spec         bytea       NOT NULL,
    issued_count bigint      NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, template_id)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX coupon_templates_by_code
    ON coupon_templates (merchant_id, code) WHERE code <> '';

CREATE TABLE coupons (
    merchant_id       text        NOT NULL,
    coupon_id         text        NOT NULL,
    template_id       text        NOT NULL,
    person_id         text        NOT NULL,
    state             smallint    NOT NULL,
    returns_on_refund boolean     NOT NULL,
    issued_at         timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    order_id          text        NOT NULL DEFAULT '',
    PRIMARY KEY (merchant_id, coupon_id),
    CONSTRAINT one_order_each CHECK ((order_id <> '') = (state IN (2, 3)))
) WITH (fillfactor = 70);
CREATE INDEX coupons_of_person ON coupons (merchant_id, person_id, expires_at, coupon_id);
CREATE INDEX coupons_of_template ON coupons (merchant_id, template_id, person_id);
CREATE INDEX coupons_that_expire ON coupons (expires_at) WHERE state = 1;

CREATE TABLE holds (
    merchant_id text        NOT NULL,
    store_id    text        NOT NULL,
    order_id    text        NOT NULL,
    person_id   text        NOT NULL,
    currency    text        NOT NULL,
    state       smallint    NOT NULL,
    digest      bytea       NOT NULL,
    day         date        NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint      NOT NULL,
    PRIMARY KEY (merchant_id, store_id, order_id)
) WITH (fillfactor = 70);
CREATE INDEX holds_newest ON holds (merchant_id, order_id);
CREATE INDEX holds_that_lapse ON holds (expires_at) WHERE state = 1;

CREATE TABLE hold_items (
    merchant_id  text    NOT NULL,
    store_id     text    NOT NULL,
    order_id     text    NOT NULL,
    promotion_id text    NOT NULL,
    -- Empty for a promotion; otherwise promotion_id is the coupon's template.
    coupon_id    text    NOT NULL,
    amount       bigint  NOT NULL CHECK (amount > 0),
    person_id    text    NOT NULL,
    day          date    NOT NULL,
    -- Whether it counts as a use: its hold is held or redeemed.
    counts       boolean NOT NULL,
    PRIMARY KEY (merchant_id, store_id, order_id, promotion_id, coupon_id)
) WITH (fillfactor = 70);
CREATE INDEX uses_of_person ON hold_items (merchant_id, promotion_id, person_id, day)
    WHERE counts AND coupon_id = '';
CREATE INDEX hold_items_of_coupon ON hold_items (merchant_id, coupon_id) WHERE coupon_id <> '';
