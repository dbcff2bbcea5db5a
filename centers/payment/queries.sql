-- name: start_payments
-- Gives each request its payment: the one it got before, the open one, or a new one. A row
-- that gets none and is not refused has a duplicate that is being written: look again.
WITH wanted AS (
    SELECT n.merchant_id, n.caller, n.request_id, n.body_hash, n.payment_id, n.store_id,
           n.order_id, n.person_id, n.provider, n.amount, n.currency, n.subject,
           n.payer_subject, n.created_at, n.expires_at, n.first_check_at, n.place,
           -- Of duplicates in one batch only the first may make a payment.
           min(n.place) OVER (PARTITION BY n.merchant_id, n.order_id, n.provider) = n.place
           AND min(n.place) OVER (PARTITION BY n.merchant_id, n.caller, n.request_id) = n.place
               AS is_first
    FROM unnest(
        $1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[],
        $14::timestamptz[], $15::timestamptz[], $16::timestamptz[])
        WITH ORDINALITY AS n
            (merchant_id, caller, request_id, body_hash, payment_id, store_id, order_id,
             person_id, provider, amount, currency, subject, payer_subject, created_at,
             expires_at, first_check_at, place)
), known AS (
    SELECT w.place, r.body_hash, r.payment_id
    FROM wanted w JOIN payment_requests r USING (merchant_id, caller, request_id)
), payable AS (
    -- Writes even what is there: that locks the row and shows its newest version.
    INSERT INTO payables AS p (merchant_id, order_id, store_id)
    SELECT merchant_id, order_id, min(store_id) FROM wanted
    GROUP BY merchant_id, order_id
    ORDER BY merchant_id, order_id
    ON CONFLICT (merchant_id, order_id) DO UPDATE SET started_again = true
    RETURNING merchant_id, order_id, store_id, kept_payment_id, closed
), going AS (
    SELECT w.place, p.payment_id, p.amount, p.currency
    FROM wanted w
    JOIN payments p USING (merchant_id, order_id, provider)
    WHERE p.status IN (1, 2)
), fresh AS (
    INSERT INTO payments
        (payment_id, merchant_id, store_id, order_id, person_id, provider, amount, currency,
         subject, payer_subject, created_at, expires_at, status, next_check_at)
    SELECT w.payment_id, w.merchant_id, w.store_id, w.order_id, w.person_id, w.provider,
           w.amount, w.currency, w.subject, w.payer_subject, w.created_at, w.expires_at, 1,
           w.first_check_at
    FROM wanted w
    JOIN payable USING (merchant_id, order_id)
    WHERE w.is_first AND payable.kept_payment_id = '' AND NOT payable.closed
      AND NOT EXISTS (SELECT 1 FROM known WHERE known.place = w.place)
      AND NOT EXISTS (SELECT 1 FROM going WHERE going.place = w.place)
    ON CONFLICT DO NOTHING
    RETURNING payment_id
), got AS (
    SELECT w.place, fresh.payment_id FROM wanted w JOIN fresh USING (payment_id)
    UNION ALL
    SELECT w.place, going.payment_id
    FROM wanted w
    JOIN going USING (place)
    JOIN payable USING (merchant_id, order_id)
    WHERE w.amount = going.amount AND w.currency = going.currency
      AND payable.kept_payment_id = '' AND NOT payable.closed
), claim AS (
    INSERT INTO payment_requests (merchant_id, caller, request_id, body_hash, payment_id)
    SELECT DISTINCT ON (w.merchant_id, w.caller, w.request_id)
           w.merchant_id, w.caller, w.request_id, w.body_hash, got.payment_id
    FROM wanted w
    JOIN got USING (place)
    WHERE NOT EXISTS (SELECT 1 FROM known WHERE known.place = w.place)
    ORDER BY w.merchant_id, w.caller, w.request_id, w.place
    RETURNING merchant_id, caller, request_id, body_hash, payment_id
)
SELECT payable.merchant_id, payable.order_id, payable.store_id, payable.kept_payment_id,
       payable.closed, fresh.payment_id IS NOT NULL AS is_fresh,
       coalesce(known.payment_id, claim.payment_id) AS payment_id,
       coalesce(known.body_hash, claim.body_hash) AS body_hash,
       going.payment_id AS going_payment_id, going.amount AS going_amount,
       going.currency AS going_currency
FROM wanted w
JOIN payable USING (merchant_id, order_id)
LEFT JOIN known USING (place)
LEFT JOIN going USING (place)
LEFT JOIN fresh ON fresh.payment_id = w.payment_id
LEFT JOIN claim
    ON claim.merchant_id = w.merchant_id AND claim.caller = w.caller
    AND claim.request_id = w.request_id
ORDER BY w.place;

-- name: mark_pending
-- The provider knows these payments; those that have moved on meanwhile stay as they are. Locked
-- order by order, as everywhere.
WITH due AS (
    SELECT payment_id FROM payments
    WHERE payment_id = ANY ($1::text[]) AND status = 1
    ORDER BY merchant_id, order_id, payment_id
    FOR UPDATE
)
UPDATE payments p SET
    status = 2, provider_trade_id = n.trade_id, client_parameters = n.parameters,
    pay_url = n.pay_url
FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[])
    AS n (payment_id, trade_id, parameters, pay_url)
JOIN due USING (payment_id)
WHERE p.payment_id = n.payment_id;

-- name: lock_payments
-- Payments with their orders, locked order by order until the transaction ends.
SELECT p.payment_id, p.merchant_id, p.store_id, p.order_id, p.person_id, p.provider, p.status,
       p.amount, p.currency, p.subject, p.payer_subject, p.created_at, p.expires_at, p.use,
       p.captured, p.captured_currency, p.refunded, p.refunding, p.client_parameters,
       p.pay_url, p.provider_trade_id, p.failure_reason, p.closing, p.captured_at, p.closed_at,
       o.kept_payment_id, o.closed
FROM payables o
JOIN payments p USING (merchant_id, order_id)
WHERE p.payment_id = ANY ($1::text[])
ORDER BY merchant_id, order_id, p.payment_id
FOR UPDATE;

-- name: lock_refunds
-- Refunds of payments that are locked already.
SELECT refund_id, payment_id, merchant_id, order_id, provider, status, amount, currency,
       reason, origin, created_at, provider_refund_id, failure_reason, attempts, finished_at,
       after_sale_id, after_sale_attempt
FROM refunds WHERE refund_id = ANY ($1::text[]) ORDER BY refund_id FOR UPDATE;

-- name: find_refund_of_attempt
-- The refund of one attempt of an after-sale request; its payment is locked.
SELECT refund_id, payment_id, merchant_id, order_id, provider, status, amount, currency,
       reason, origin, created_at, provider_refund_id, failure_reason, attempts, finished_at,
       after_sale_id, after_sale_attempt
FROM refunds
WHERE merchant_id = $1 AND order_id = $2 AND after_sale_id = $3 AND after_sale_attempt = $4;

-- name: close_payables
-- Marks orders as taking no money any more; makes and locks their rows, order by order.
INSERT INTO payables AS p (merchant_id, order_id, store_id, closed)
SELECT $1, n.order_id, n.store_id, true
FROM unnest($2::text[], $3::text[]) AS n (order_id, store_id)
ORDER BY n.order_id
ON CONFLICT (merchant_id, order_id) DO UPDATE SET closed = true
RETURNING merchant_id, order_id, store_id, kept_payment_id, closed;

-- name: lock_payments_of_orders
-- All payments of orders that are locked already.
SELECT payment_id, merchant_id, store_id, order_id, person_id, provider, status, amount,
       currency, subject, payer_subject, created_at, expires_at, use, captured,
       captured_currency, refunded, refunding, client_parameters, pay_url, provider_trade_id,
       failure_reason, closing, captured_at, closed_at FROM payments
WHERE merchant_id = $1 AND order_id = ANY ($2::text[])
ORDER BY order_id, payment_id
FOR UPDATE;

-- name: keep_changes
-- Writes what decisions made of the books: all of it or nothing.
WITH payment AS (
    UPDATE payments p SET
        status = n.status, use = n.use, captured = n.captured,
        captured_currency = n.captured_currency, refunded = n.refunded,
        refunding = n.refunding, client_parameters = n.client_parameters,
        pay_url = n.pay_url, provider_trade_id = n.provider_trade_id,
        failure_reason = n.failure_reason, closing = n.closing,
        captured_at = n.captured_at, closed_at = n.closed_at,
        -- Who wants it closed does not want to wait for the next look.
        next_check_at = CASE WHEN n.closing THEN $1 ELSE p.next_check_at END
    FROM jsonb_populate_recordset(NULL::payments, $2) AS n
    WHERE p.payment_id = n.payment_id
), payable AS (
    UPDATE payables p SET kept_payment_id = n.kept_payment_id, closed = n.closed
    FROM jsonb_populate_recordset(NULL::payables, $3) AS n
    WHERE p.merchant_id = n.merchant_id AND p.order_id = n.order_id
), sibling AS (
    -- The order has its money: its other open payments are to be closed.
    UPDATE payments p SET closing = true, next_check_at = $1
    FROM jsonb_populate_recordset(NULL::payables, $3) AS n
    WHERE n.kept_payment_id <> ''
      AND p.merchant_id = n.merchant_id AND p.order_id = n.order_id AND p.status IN (1, 2)
      AND p.payment_id NOT IN (
          SELECT payment_id FROM jsonb_populate_recordset(NULL::payments, $2))
), refund AS (
    INSERT INTO refunds AS r
        (refund_id, payment_id, merchant_id, order_id, provider, amount, currency, reason,
         origin, created_at, status, provider_refund_id, failure_reason, attempts,
         finished_at, after_sale_id, after_sale_attempt, next_attempt_at)
    SELECT refund_id, payment_id, merchant_id, order_id, provider, amount, currency, reason,
           origin, created_at, status, provider_refund_id, failure_reason, attempts,
           finished_at, after_sale_id, after_sale_attempt, $1
    FROM jsonb_populate_recordset(NULL::refunds, $4)
    ON CONFLICT (refund_id) DO UPDATE SET
        status = excluded.status, provider_refund_id = excluded.provider_refund_id,
        failure_reason = excluded.failure_reason, finished_at = excluded.finished_at
), entry AS (
    INSERT INTO ledger_entries
        (entry_id, merchant_id, order_id, payment_id, refund_id, provider, kind, debit, credit,
         amount, currency, created_at)
    SELECT entry_id, merchant_id, order_id, payment_id, refund_id, provider, kind, debit,
           credit, amount, currency, created_at
    FROM jsonb_populate_recordset(NULL::ledger_entries, $5)
), difference AS (
    INSERT INTO differences
        (difference_id, merchant_id, natural_key, kind, status, provider, payment_id, order_id,
         provider_trade_id, note, created_at, expected, expected_currency, actual,
         actual_currency, reconciliation_id, resolved_at)
    SELECT difference_id, merchant_id, natural_key, kind, status, provider, payment_id,
           order_id, provider_trade_id, note, created_at, expected, expected_currency, actual,
           actual_currency, reconciliation_id, resolved_at
    FROM jsonb_populate_recordset(NULL::differences, $6)
    ON CONFLICT (natural_key) DO NOTHING
), notice AS (
    INSERT INTO notices
        (provider, event_id, merchant_id, payment_id, trade_id, outcome, amount, currency,
         received_at)
    SELECT provider, event_id, merchant_id, payment_id, trade_id, outcome, amount, currency,
           received_at
    FROM jsonb_populate_recordset(NULL::notices, $7)
    ON CONFLICT (provider, event_id) DO NOTHING
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT n.merchant_id, n.store_id, n.subject_id, n.kind, n.payload, n.trace_id, $1
    FROM unnest(
        $8::text[], $9::text[], $10::text[], $11::text[], $12::bytea[], $13::text[])
        AS n (merchant_id, store_id, subject_id, kind, payload, trace_id)
    RETURNING seq
)
SELECT array_agg(seq ORDER BY seq) FROM event;

-- name: keep_captures
-- Books money that came for open payments of orders which wait for it, one payment per order; a
-- payment of which that is not so any more is left alone, with all that is about it. Answers with
-- the others, and whether their orders, as they are locked, were started again.
WITH told AS (
    SELECT payment_id, merchant_id, order_id, status, use, captured, captured_currency,
           client_parameters, pay_url, provider_trade_id, closing, captured_at
    FROM jsonb_populate_recordset(NULL::payments, $2)
), ours AS (
    SELECT p.payment_id, o.merchant_id, o.order_id, o.started_again
    FROM told
    JOIN payables o USING (merchant_id, order_id)
    JOIN payments p ON p.payment_id = told.payment_id
    WHERE p.status IN (1, 2) AND o.kept_payment_id = '' AND NOT o.closed
    ORDER BY o.merchant_id, o.order_id
    FOR UPDATE OF o, p
), payment AS (
    UPDATE payments p SET
        status = told.status, use = told.use, captured = told.captured,
        captured_currency = told.captured_currency, client_parameters = told.client_parameters,
        pay_url = told.pay_url, provider_trade_id = told.provider_trade_id,
        closing = told.closing, captured_at = told.captured_at
    FROM told JOIN ours USING (payment_id)
    WHERE p.payment_id = told.payment_id
), payable AS (
    UPDATE payables p SET kept_payment_id = ours.payment_id
    FROM ours
    WHERE p.merchant_id = ours.merchant_id AND p.order_id = ours.order_id
), sibling AS (
    -- The order has its money: its other open payments are to be closed.
    UPDATE payments p SET closing = true, next_check_at = $1
    FROM ours
    WHERE p.merchant_id = ours.merchant_id AND p.order_id = ours.order_id
      AND p.status IN (1, 2) AND p.payment_id <> ours.payment_id
), entry AS (
    INSERT INTO ledger_entries
        (entry_id, merchant_id, order_id, payment_id, refund_id, provider, kind, debit, credit,
         amount, currency, created_at)
    SELECT n.entry_id, n.merchant_id, n.order_id, payment_id, n.refund_id, n.provider, n.kind,
           n.debit, n.credit, n.amount, n.currency, n.created_at
    FROM jsonb_populate_recordset(NULL::ledger_entries, $3) AS n JOIN ours USING (payment_id)
), notice AS (
    INSERT INTO notices
        (provider, event_id, merchant_id, payment_id, trade_id, outcome, amount, currency,
         received_at)
    SELECT n.provider, n.event_id, n.merchant_id, payment_id, n.trade_id, n.outcome, n.amount,
           n.currency, n.received_at
    FROM jsonb_populate_recordset(NULL::notices, $4) AS n JOIN ours USING (payment_id)
    ON CONFLICT (provider, event_id) DO NOTHING
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT n.merchant_id, n.store_id, n.subject_id, n.kind, n.payload, n.trace_id, $1
    FROM unnest(
        $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[])
        AS n (merchant_id, store_id, subject_id, kind, payload, trace_id)
    JOIN ours ON ours.merchant_id = n.merchant_id AND ours.order_id = n.subject_id
    RETURNING subject_id, seq
)
SELECT ours.payment_id, ours.order_id, ours.started_again, event.seq
FROM ours JOIN event ON event.subject_id = ours.order_id;

-- name: close_others
-- Has the open payments closed that paid orders have beside the payment that paid. A payment that
-- was started while another was captured is seen only by a later statement than that.
WITH other AS (
    SELECT p.payment_id
    FROM payables o
    JOIN payments k ON k.payment_id = o.kept_payment_id
    JOIN payments p ON p.merchant_id = o.merchant_id AND p.order_id = o.order_id
    WHERE k.payment_id = ANY ($2::text[]) AND o.merchant_id = k.merchant_id
      AND o.order_id = k.order_id AND p.status IN (1, 2) AND NOT p.closing
    ORDER BY o.merchant_id, o.order_id, p.payment_id
    FOR UPDATE OF o, p
)
UPDATE payments SET closing = true, next_check_at = $1
FROM other WHERE payments.payment_id = other.payment_id;

-- name: take_payments_to_check
-- Open payments that the provider is to be asked about, leased to the asker.
UPDATE payments p SET checks = p.checks + 1, next_check_at = $2
FROM (
    SELECT payment_id FROM payments
    WHERE status IN (1, 2) AND next_check_at <= $1
    ORDER BY next_check_at
    LIMIT $3
    FOR UPDATE SKIP LOCKED
) AS due
WHERE p.payment_id = due.payment_id
RETURNING p.*;

-- name: find_next_due
-- When the first payment is to be asked about, or the first refund asked for.
SELECT least(
    (SELECT min(next_check_at) FROM payments WHERE status IN (1, 2)),
    (SELECT min(next_attempt_at) FROM refunds WHERE status IN (1, 2)));

-- name: set_next_checks
-- When to ask next about payments that are still open. Those that somebody else is changing now
-- are left as they are leased: waiting for them, in whatever order, could be a dead-lock.
WITH asked AS (
    SELECT p.payment_id, n.at
    FROM unnest($1::text[], $2::timestamptz[]) AS n (payment_id, at)
    JOIN payments p ON p.payment_id = n.payment_id
    WHERE p.status IN (1, 2) AND NOT p.closing
    FOR UPDATE OF p SKIP LOCKED
)
UPDATE payments p SET next_check_at = asked.at
FROM asked WHERE p.payment_id = asked.payment_id;

-- name: list_refunds_of_orders
-- Every refund of these orders, oldest first.
SELECT refund_id, payment_id, merchant_id, order_id, provider, status, amount, currency,
       reason, origin, created_at, provider_refund_id, failure_reason, attempts, finished_at,
       after_sale_id, after_sale_attempt
FROM refunds
WHERE merchant_id = $1 AND order_id = ANY ($2::text[])
ORDER BY refund_id;

-- name: get_payment
-- One payment of a merchant.
SELECT payment_id, merchant_id, store_id, order_id, person_id, provider, status, amount,
       currency, subject, payer_subject, created_at, expires_at, use, captured,
       captured_currency, refunded, refunding, client_parameters, pay_url, provider_trade_id,
       failure_reason, closing, captured_at, closed_at FROM payments WHERE merchant_id = $1 AND payment_id = $2;

-- name: find_payment
-- The payment of that id at a provider, whoever the merchant is.
SELECT payment_id, merchant_id, store_id, order_id, person_id, provider, status, amount,
       currency, subject, payer_subject, created_at, expires_at, use, captured,
       captured_currency, refunded, refunding, client_parameters, pay_url, provider_trade_id,
       failure_reason, closing, captured_at, closed_at FROM payments WHERE payment_id = $1 AND provider = $2;

-- name: list_payments
-- A page of payments, newest first; each filter is off when it is empty or null.
SELECT payment_id, merchant_id, store_id, order_id, person_id, provider, status, amount,
       currency, subject, payer_subject, created_at, expires_at, use, captured,
       captured_currency, refunded, refunding, client_parameters, pay_url, provider_trade_id,
       failure_reason, closing, captured_at, closed_at FROM payments
WHERE merchant_id = $1
  AND ($2::text = '' OR order_id = $2)
  AND ($3::smallint IS NULL OR status = $3)
  AND ($4::text = '' OR provider = $4)
  AND ($5::text = '' OR person_id = $5)
  AND ($6::text = '' OR payment_id < $6)
ORDER BY payment_id DESC
LIMIT $7;

-- name: list_notices
-- A page of providers' messages, newest first; each filter is off when it is empty or null.
SELECT number, provider, event_id, merchant_id, payment_id, trade_id, outcome, amount,
       currency, received_at FROM notices
WHERE merchant_id IN ($1, '')
  AND ($2::text = '' OR payment_id = $2)
  AND ($3::smallint IS NULL OR outcome = $3)
  AND ($4::bigint IS NULL OR number < $4)
ORDER BY number DESC
LIMIT $5;
