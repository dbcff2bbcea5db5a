-- Comparisons of a day's books with a provider's bill.
CREATE TABLE reconciliations (
    reconciliation_id text        PRIMARY KEY,
    merchant_id       text        NOT NULL,
    provider          text        NOT NULL,
    bill_date         date        NOT NULL,
    created_at        timestamptz NOT NULL,
    -- From here on: what can change.
    status            smallint    NOT NULL,
    matched_count     bigint      NOT NULL DEFAULT 0,
    difference_count  bigint      NOT NULL DEFAULT 0,
    failure_reason    text        NOT NULL DEFAULT '',
    finished_at       timestamptz,
    -- When it may be worked on next: somebody's lease until then. `attempts` tells leases apart.
    next_attempt_at   timestamptz NOT NULL,
    attempts          integer     NOT NULL DEFAULT 0
);

-- A day is compared by one at a time.
CREATE UNIQUE INDEX reconciliations_running
    ON reconciliations (merchant_id, provider, bill_date) WHERE status = 1;
CREATE INDEX reconciliations_of_day ON reconciliations (merchant_id, provider, bill_date);
CREATE INDEX reconciliations_newest ON reconciliations (merchant_id, reconciliation_id);
CREATE INDEX reconciliations_due ON reconciliations (next_attempt_at) WHERE status = 1;
CREATE INDEX differences_of_reconciliation
    ON differences (reconciliation_id, difference_id) WHERE reconciliation_id <> '';
