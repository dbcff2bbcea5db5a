-- Payments, refunds and the books. Columns are named like the fields of model.py.

-- What an order is to the cash desk. Its row lock makes everything that touches the money of
-- one order follow each other; it is always taken before the locks of the payments.
CREATE TABLE payables (
    merchant_id     text    NOT NULL,
    order_id        text    NOT NULL,
    store_id        text    NOT NULL,
    -- The payment whose money pays the order; empty while none does.
    kept_payment_id text    NOT NULL DEFAULT '',
    -- The order was cancelled: it takes no money any more.
    closed          boolean NOT NULL DEFAULT false,
    PRIMARY KEY (merchant_id, order_id)
) WITH (fillfactor = 70);

CREATE TABLE payments (
    -- Names the payment here and at the provider, so it is unique across merchants: a
    -- provider's notice names no merchant.
    payment_id        text        PRIMARY KEY,
    merchant_id       text        NOT NULL,
    store_id          text        NOT NULL,
    order_id          text        NOT NULL,
    person_id         text        NOT NULL,
    provider          text        NOT NULL,
    amount            bigint      NOT NULL CHECK (amount > 0),
    currency          text        NOT NULL,
    subject           text        NOT NULL,
    payer_subject     text        NOT NULL DEFAULT '',
    created_at        timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    -- From here on: what can change.
    status            smallint    NOT NULL,
    use               smallint    NOT NULL DEFAULT 0,
    captured          bigint      NOT NULL DEFAULT 0,
    captured_currency text        NOT NULL DEFAULT '',
    refunded          bigint      NOT NULL DEFAULT 0,
    refunding         bigint      NOT NULL DEFAULT 0,
    client_parameters jsonb       NOT NULL DEFAULT '{}',
    pay_url           text        NOT NULL DEFAULT '',
    provider_trade_id text        NOT NULL DEFAULT '',
    failure_reason    text        NOT NULL DEFAULT '',
    closing           boolean     NOT NULL DEFAULT false,
    captured_at       timestamptz,
    closed_at         timestamptz,
    -- When the sweeper asks the provider next, and how often it has asked.
    next_check_at     timestamptz NOT NULL,
    checks            integer     NOT NULL DEFAULT 0,
    CONSTRAINT refunds_within_captured
        CHECK (refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured)
) WITH (fillfactor = 60);

-- An order has at most one open payment per provider: twins meet here.
CREATE UNIQUE INDEX payments_open
    ON payments (merchant_id, order_id, provider) WHERE status IN (1, 2);
CREATE INDEX payments_of_order ON payments (merchant_id, order_id, payment_id);
CREATE INDEX payments_newest ON payments (merchant_id, payment_id);
CREATE INDEX payments_to_check ON payments (next_check_at) WHERE status IN (1, 2);

-- Which payment a request to start one got.
CREATE TABLE payment_requests (
    merchant_id text  NOT NULL,
    caller      text  NOT NULL,
    request_id  text  NOT NULL,
    body_hash   bytea NOT NULL,
    payment_id  text  NOT NULL,
    PRIMARY KEY (merchant_id, caller, request_id)
);

CREATE TABLE refunds (
    refund_id          text        PRIMARY KEY,
    payment_id         text        NOT NULL,
    merchant_id        text        NOT NULL,
    order_id           text        NOT NULL,
    provider           text        NOT NULL,
    amount             bigint      NOT NULL CHECK (amount > 0),
    currency           text        NOT NULL,
    reason             text        NOT NULL,
    origin             smallint    NOT NULL,
    created_at         timestamptz NOT NULL,
    -- From here on: what can change.
    status             smallint    NOT NULL,
    provider_refund_id text        NOT NULL DEFAULT '',
    failure_reason     text        NOT NULL DEFAULT '',
    attempts           integer     NOT NULL DEFAULT 0,
    finished_at        timestamptz,
    next_attempt_at    timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX refunds_of_payment ON refunds (payment_id);
CREATE INDEX refunds_of_order ON refunds (merchant_id, order_id, refund_id);
CREATE INDEX refunds_newest ON refunds (merchant_id, refund_id);
CREATE INDEX refunds_to_attempt ON refunds (next_attempt_at) WHERE status IN (1, 2);

-- The books: an entry moves one amount from the account it credits to the account it debits,
-- so each balances by its form. Nothing here is ever changed.
CREATE TABLE ledger_entries (
    entry_id    text        PRIMARY KEY,
    merchant_id text        NOT NULL,
    order_id    text        NOT NULL,
    payment_id  text        NOT NULL,
    refund_id   text        NOT NULL,
    provider    text        NOT NULL,
    kind        smallint    NOT NULL,
    debit       smallint    NOT NULL,
    credit      smallint    NOT NULL CHECK (credit <> debit),
    amount      bigint      NOT NULL CHECK (amount > 0),
    currency    text        NOT NULL,
    created_at  timestamptz NOT NULL
);

-- Money is entered once, and each step of a refund once, whatever the program does.
CREATE UNIQUE INDEX ledger_capture_once ON ledger_entries (payment_id) WHERE kind IN (1, 2);
CREATE UNIQUE INDEX ledger_refund_step_once
    ON ledger_entries (refund_id, (kind = 3)) WHERE kind > 2;
CREATE INDEX ledger_of_payment ON ledger_entries (payment_id);
CREATE INDEX ledger_of_order ON ledger_entries (merchant_id, order_id, entry_id);
CREATE INDEX ledger_newest ON ledger_entries (merchant_id, entry_id);

-- Each message of a provider once, kept together with its effect.
CREATE TABLE notices (
    provider    text        NOT NULL,
    event_id    text        NOT NULL,
    merchant_id text        NOT NULL,
    payment_id  text        NOT NULL,
    trade_id    text        NOT NULL,
    outcome     smallint    NOT NULL,
    amount      bigint,
    currency    text        NOT NULL,
    received_at timestamptz NOT NULL,
    number      bigint      GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX notices_newest ON notices (merchant_id, number);
CREATE INDEX notices_of_payment ON notices (payment_id, number);

-- What an operator must look at. The empty merchant has what no merchant is known for.
CREATE TABLE differences (
    difference_id     text        PRIMARY KEY,
    merchant_id       text        NOT NULL,
    -- Keeps one disagreement from being listed twice, however often it is reported.
    natural_key       text        NOT NULL UNIQUE,
    kind              smallint    NOT NULL,
    status            smallint    NOT NULL,
    provider          text        NOT NULL,
    payment_id        text        NOT NULL,
    order_id          text        NOT NULL,
    provider_trade_id text        NOT NULL,
    note              text        NOT NULL,
    created_at        timestamptz NOT NULL,
    expected          bigint,
    expected_currency text        NOT NULL,
    actual            bigint,
    actual_currency   text        NOT NULL,
    reconciliation_id text        NOT NULL,
    resolved_at       timestamptz
);
CREATE INDEX differences_newest ON differences (merchant_id, difference_id);
