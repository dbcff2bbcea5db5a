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

-- name: find_kept_payment
-- The payment that pays an order.
SELECT kept_payment_id FROM payables WHERE merchant_id = $1 AND order_id = $2;

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

-- name: get_refund
-- One refund of a merchant.
SELECT refund_id, payment_id, merchant_id, order_id, provider, status, amount, currency,
       reason, origin, created_at, provider_refund_id, failure_reason, attempts, finished_at,
       after_sale_id, after_sale_attempt
FROM refunds WHERE merchant_id = $1 AND refund_id = $2;

-- name: list_refunds
-- A page of refunds, newest first; each filter is off when it is empty or null.
SELECT r.refund_id, r.payment_id, r.merchant_id, r.order_id, r.provider, r.status, r.amount,
       r.currency, r.reason, r.origin, r.created_at, r.provider_refund_id, r.failure_reason,
       r.attempts, r.finished_at, r.after_sale_id, r.after_sale_attempt
FROM refunds r
WHERE r.merchant_id = $1
  AND ($2::text = '' OR r.order_id = $2)
  AND ($3::text = '' OR r.payment_id = $3)
  AND ($4::smallint IS NULL OR r.status = $4)
  AND ($5::text = '' OR EXISTS (
      SELECT 1 FROM payments p WHERE p.payment_id = r.payment_id AND p.person_id = $5))
  AND ($6::text = '' OR r.refund_id < $6)
  AND ($8::text = '' OR r.after_sale_id = $8)
ORDER BY r.refund_id DESC
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

-- name: list_entries
-- A page of the ledger, newest first; each filter is off when it is empty.
SELECT entry_id, merchant_id, order_id, payment_id, refund_id, provider, kind, debit, credit,
       amount, currency, created_at FROM ledger_entries
WHERE merchant_id = $1
  AND ($2::text = '' OR order_id = $2)
  AND ($3::text = '' OR payment_id = $3)
  AND ($4::text = '' OR entry_id < $4)
ORDER BY entry_id DESC
LIMIT $5;

-- name: list_balances
-- What each account holds: debits less credits, after the given place in the order.
SELECT provider, account, currency, sum(amount)::bigint AS amount
FROM (
    SELECT provider, debit AS account, currency, amount FROM ledger_entries
    WHERE merchant_id = $1
    UNION ALL
    SELECT provider, credit, currency, -amount FROM ledger_entries WHERE merchant_id = $1
) AS postings
WHERE ($2::text = '' OR provider = $2)
  AND ($3::text IS NULL OR (provider, account, currency) > ($3, $4::smallint, $5::text))
GROUP BY provider, account, currency
ORDER BY provider, account, currency
LIMIT $6;

-- name: list_differences
-- A page of differences, newest first; each filter is off when it is empty or null.
SELECT difference_id, merchant_id, natural_key, kind, status, provider, payment_id, order_id,
       provider_trade_id, note, created_at, expected, expected_currency, actual,
       actual_currency, reconciliation_id, resolved_at FROM differences
WHERE merchant_id IN ($1, '')
  AND ($2::smallint IS NULL OR status = $2)
  AND ($3::smallint IS NULL OR kind = $3)
  AND ($4::text = '' OR reconciliation_id = $4)
  AND ($5::text = '' OR difference_id < $5)
ORDER BY difference_id DESC
LIMIT $6;

-- name: resolve_difference
-- Settles an open difference with the operator's words; a settled one stays as it is.
UPDATE differences SET
    status = 2,
    note = CASE WHEN status = 1 THEN $3 ELSE note END,
    resolved_at = CASE WHEN status = 1 THEN $4 ELSE resolved_at END
WHERE merchant_id IN ($1, '') AND difference_id = $2
RETURNING *;
