-- A payment that its order declined is entered once, and is no step of a refund.
DROP INDEX ledger_refund_step_once;
CREATE UNIQUE INDEX ledger_refund_step_once
    ON ledger_entries (refund_id, (kind = 3)) WHERE kind IN (3, 4, 5);
CREATE UNIQUE INDEX ledger_decline_once ON ledger_entries (payment_id) WHERE kind = 6;
