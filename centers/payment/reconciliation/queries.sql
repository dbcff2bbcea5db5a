-- name: start_reconciliations
-- Begins comparisons of different days; of one that is being worked on already, it is the answer.
INSERT INTO reconciliations AS r
    (reconciliation_id, merchant_id, provider, bill_date, created_at, status, next_attempt_at)
SELECT reconciliation_id, merchant_id, provider, bill_date, created_at, 1, created_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::timestamptz[])
    AS n (reconciliation_id, merchant_id, provider, bill_date, created_at)
ON CONFLICT (merchant_id, provider, bill_date) WHERE status = 1
    DO UPDATE SET next_attempt_at = r.next_attempt_at
RETURNING reconciliation_id, merchant_id, provider, bill_date, created_at, status, matched_count,
          difference_count, failure_reason, finished_at, attempts;

-- name: get_reconciliation
-- One comparison of a chain.
SELECT reconciliation_id, merchant_id, provider, bill_date, created_at, status, matched_count,
       difference_count, failure_reason, finished_at, attempts
FROM reconciliations WHERE merchant_id = $1 AND reconciliation_id = $2;

-- name: list_reconciliations
-- A page of comparisons, newest first; the filter is off when it is empty.
SELECT reconciliation_id, merchant_id, provider, bill_date, created_at, status, matched_count,
       difference_count, failure_reason, finished_at, attempts
FROM reconciliations
WHERE merchant_id = $1
  AND ($2::text = '' OR provider = $2)
  AND ($3::text = '' OR reconciliation_id < $3)
ORDER BY reconciliation_id DESC
LIMIT $4;

-- name: find_days_to_compare
-- Days on which chains booked something with a provider, and that nobody has compared.
WITH RECURSIVE chain (merchant_id) AS (
    SELECT min(merchant_id) FROM ledger_entries
    UNION ALL
    SELECT (SELECT min(e.merchant_id) FROM ledger_entries AS e
            WHERE e.merchant_id > chain.merchant_id)
    FROM chain WHERE chain.merchant_id IS NOT NULL
)
SELECT chain.merchant_id, p.provider, d.bill_date
FROM chain, unnest($1::text[]) AS p (provider),
     unnest($2::date[], $3::text[], $4::text[]) AS d (bill_date, first_id, behind_id)
WHERE EXISTS (
    SELECT FROM ledger_entries AS e
    WHERE e.merchant_id = chain.merchant_id AND e.entry_id >= d.first_id
      AND e.entry_id < d.behind_id AND e.provider = p.provider AND e.kind IN (1, 2, 4))
  AND NOT EXISTS (
    SELECT FROM reconciliations AS r
    WHERE r.merchant_id = chain.merchant_id AND r.provider = p.provider
      AND r.bill_date = d.bill_date);

-- name: take_reconciliations
-- Leases comparisons that are due; what somebody else takes at this moment is left to them.
UPDATE reconciliations SET attempts = attempts + 1, next_attempt_at = $2
WHERE reconciliation_id IN (
    SELECT reconciliation_id FROM reconciliations
    WHERE status = 1 AND next_attempt_at <= $1
    ORDER BY next_attempt_at
    LIMIT $3
    FOR UPDATE SKIP LOCKED)
RETURNING reconciliation_id, merchant_id, provider, bill_date, created_at, status, matched_count,
          difference_count, failure_reason, finished_at, attempts;

-- name: put_off_reconciliation
-- Sets when a comparison may be worked on next, if it is still leased to who asks.
UPDATE reconciliations SET next_attempt_at = $3
WHERE reconciliation_id = $1 AND attempts = $2 AND status = 1
RETURNING true;

-- name: end_reconciliation
-- Keeps what came of a comparison, if it is still leased to who asks.
UPDATE reconciliations SET
    status = $3, matched_count = $4, difference_count = $5, failure_reason = $6, finished_at = $7
WHERE reconciliation_id = $1 AND attempts = $2 AND status = 1;

-- name: find_booked
-- What the books hold of payments and refunds that a bill names.
SELECT payment_id, '' AS refund_id, captured AS amount, captured_currency AS currency, order_id,
       captured > 0 AS is_settled, false AS is_failed
FROM payments WHERE payment_id = ANY($3::text[]) AND merchant_id = $1 AND provider = $2
UNION ALL
SELECT payment_id, refund_id, amount, currency, order_id, status = 3, status = 4
FROM refunds WHERE refund_id = ANY($4::text[]) AND merchant_id = $1 AND provider = $2;

-- name: list_booked_of_day
-- Money that came or went back on a provider's day, in the order in which it was booked: between
-- two ids, since what is late is booked after its day.
SELECT e.entry_id, e.payment_id, e.refund_id, e.amount, e.currency, e.order_id,
       true AS is_settled, false AS is_failed
FROM ledger_entries AS e
LEFT JOIN payments AS p ON e.kind IN (1, 2) AND p.payment_id = e.payment_id
LEFT JOIN refunds AS r ON e.kind = 4 AND r.refund_id = e.refund_id
WHERE e.merchant_id = $1 AND e.provider = $2 AND e.kind IN (1, 2, 4)
  AND e.entry_id > $3 AND e.entry_id < $4
  AND coalesce(p.captured_at, r.finished_at) >= $5
  AND coalesce(p.captured_at, r.finished_at) < $6
ORDER BY e.entry_id
LIMIT $7;

-- name: keep_bill_differences
-- Lists differences; one that is open from an earlier comparison is now of this one.
INSERT INTO differences AS d
    (difference_id, merchant_id, natural_key, kind, status, provider, payment_id, order_id,
     provider_trade_id, note, created_at, expected, expected_currency, actual, actual_currency,
     reconciliation_id, resolved_at)
SELECT difference_id, merchant_id, natural_key, kind, status, provider, payment_id, order_id,
       provider_trade_id, note, created_at, expected, expected_currency, actual, actual_currency,
       reconciliation_id, resolved_at
FROM jsonb_populate_recordset(NULL::differences, $1)
ON CONFLICT (natural_key) DO UPDATE SET
    reconciliation_id = excluded.reconciliation_id, note = excluded.note,
    expected = excluded.expected, expected_currency = excluded.expected_currency,
    actual = excluded.actual, actual_currency = excluded.actual_currency
WHERE d.status = 1;
