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
