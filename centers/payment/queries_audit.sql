-- name: audit_captures_are_in_the_ledger
-- Captured money is in the ledger once, with its amount; what pays no order may be declined.
SELECT p.payment_id,
       count(e.entry_id) = (p.captured > 0)::integer
       AND coalesce(sum(e.amount), 0) = p.captured
       AND coalesce(bool_and(e.kind = 1 OR p.use = 2), true) AS ok
FROM payments p
LEFT JOIN ledger_entries e ON e.payment_id = p.payment_id AND e.kind IN (1, 2)
WHERE p.merchant_id = $1
GROUP BY p.payment_id;

-- name: audit_refunds_within_captured
-- Refunds never exceed what was captured, and add up.
SELECT p.payment_id,
       coalesce(sum(r.amount) FILTER (WHERE r.status = 3), 0) = p.refunded
       AND coalesce(sum(r.amount) FILTER (WHERE r.status IN (1, 2)), 0) = p.refunding
       AND p.refunded + p.refunding <= p.captured AS ok
FROM payments p
LEFT JOIN refunds r USING (payment_id)
WHERE p.merchant_id = $1
GROUP BY p.payment_id;

-- name: audit_refund_steps_are_in_the_ledger
-- Every refund is in the ledger, promised and ended once.
WITH each AS (
    SELECT r.refund_id,
           count(*) FILTER (WHERE e.kind = 3) = 1
           AND count(*) FILTER (WHERE e.kind = 4) = (r.status = 3)::integer
           AND count(*) FILTER (WHERE e.kind = 5) = (r.status = 4)::integer
           AND bool_and(e.amount = r.amount) AS ok
    FROM refunds r
    LEFT JOIN ledger_entries e USING (refund_id)
    WHERE r.merchant_id = $1
    GROUP BY r.refund_id
)
SELECT refund_id, coalesce(ok, false) AS ok FROM each;

-- name: audit_accounts_match_payments
-- Every account holds what its payments and refunds say.
WITH book AS (
    SELECT provider, currency, account, sum(amount) AS balance
    FROM (
        SELECT provider, currency, debit AS account, amount FROM ledger_entries
        WHERE merchant_id = $1
        UNION ALL
        SELECT provider, currency, credit, -amount FROM ledger_entries WHERE merchant_id = $1
    ) AS posting
    GROUP BY provider, currency, account
), held AS (
    SELECT provider, captured_currency AS currency, sum(captured - refunded) AS clearing,
           -coalesce(sum(captured - refunded - refunding) FILTER (WHERE use = 1), 0) AS revenue,
           -coalesce(sum(captured - refunded - refunding) FILTER (WHERE use = 2), 0) AS surplus,
           -sum(refunding) AS promised
    FROM payments WHERE merchant_id = $1 AND captured > 0
    GROUP BY provider, captured_currency
), each AS (
    SELECT held.provider || ' ' || held.currency || ' account ' || a.account AS name,
           coalesce(book.balance, 0) = a.expected AS ok
    FROM held
    CROSS JOIN LATERAL (
        VALUES (1, clearing), (2, revenue), (3, surplus), (4, promised)) AS a (account, expected)
    LEFT JOIN book
        ON book.provider = held.provider AND book.currency = held.currency
        AND book.account = a.account
)
SELECT name, ok FROM each;

-- name: audit_one_payment_kept_per_order
-- At most one payment pays an order, the one the order names.
SELECT o.order_id,
       count(p.payment_id) <= 1
       AND coalesce(min(p.payment_id), '') = o.kept_payment_id AS ok
FROM payables o
LEFT JOIN payments p
    ON p.merchant_id = o.merchant_id AND p.order_id = o.order_id AND p.use = 1
WHERE o.merchant_id = $1
GROUP BY o.order_id, o.kept_payment_id;

-- name: audit_surplus_goes_back
-- Money that pays no order is refunded, or promised, or a person knows.
SELECT p.payment_id,
       p.refunded + p.refunding = p.captured
       OR EXISTS (
           SELECT 1 FROM differences d
           WHERE d.payment_id = p.payment_id AND d.kind = 4) AS ok
FROM payments p
JOIN payables o USING (merchant_id, order_id)
WHERE p.merchant_id = $1 AND p.captured > 0 AND (p.use = 2 OR o.closed);

-- name: audit_statuses_match_amounts
-- Where a payment stands fits what was captured and refunded.
SELECT payment_id,
       CASE status
           WHEN 3 THEN captured > 0 AND refunded = 0
           WHEN 4 THEN refunded > 0 AND refunded < captured
           WHEN 5 THEN captured > 0 AND refunded = captured
           ELSE captured = 0 AND use = 0
       END AS ok
FROM payments WHERE merchant_id = $1;

-- name: audit_notices_applied_once
-- No payment was captured by two notices.
SELECT payment_id, count(*) <= 1 AS ok
FROM notices
WHERE merchant_id = $1 AND payment_id <> '' AND outcome IN (1, 3, 4)
GROUP BY payment_id;

-- name: audit_captures_have_their_event
-- Every captured payment has exactly one event in the feed.
WITH captures AS (
    SELECT subject_id AS order_id, count(*) AS events
    FROM events
    WHERE merchant_id = $1 AND kind IN ('PAYMENT_CAPTURED', 'SURPLUS_CAPTURED')
    GROUP BY subject_id
), each AS (
    SELECT p.order_id, count(*) = coalesce(min(captures.events), 0) AS ok
    FROM payments p
    LEFT JOIN captures USING (order_id)
    WHERE p.merchant_id = $1 AND p.captured > 0
    GROUP BY p.order_id
)
SELECT order_id, ok FROM each;

-- name: audit_totals
-- Sums that other services' books must match.
SELECT count(*) AS payments,
       coalesce(sum(captured), 0) AS captured,
       coalesce(sum(captured) FILTER (WHERE use = 1), 0) AS captured_for_orders,
       coalesce(sum(refunded), 0) AS refunded,
       coalesce(sum(refunded) FILTER (WHERE use = 1), 0) AS refunded_for_orders,
       coalesce(sum(refunding), 0) AS refunding,
       count(*) FILTER (WHERE status IN (1, 2)) AS open_payments,
       (SELECT count(*) FROM refunds
        WHERE merchant_id = $1 AND status IN (1, 2)) AS open_refunds,
       (SELECT count(*) FROM differences
        WHERE merchant_id IN ($1, '') AND status = 1) AS open_differences
FROM payments WHERE merchant_id = $1;

-- name: list_merchants
-- Every merchant that has an order that was to be paid; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM payables ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM payables t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));

-- name: list_audit_orders
-- The money of every order for which any has come.
SELECT order_id, min(store_id) AS store_id, min(captured_currency) AS currency_code,
       coalesce(sum(captured) FILTER (WHERE use = 1), 0) AS captured,
       coalesce(sum(refunded) FILTER (WHERE use = 1), 0) AS refunded,
       coalesce(sum(refunding) FILTER (WHERE use = 1), 0) AS refunding,
       coalesce(sum(captured) FILTER (WHERE use = 2), 0) AS surplus
FROM payments WHERE merchant_id = $1 AND captured > 0
GROUP BY order_id
ORDER BY order_id COLLATE "C";
