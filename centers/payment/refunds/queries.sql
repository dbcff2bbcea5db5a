-- name: take_refunds_to_attempt
-- Refunds that the provider is to be asked for, leased to the asker; all or only these.
UPDATE refunds r SET attempts = r.attempts + 1, next_attempt_at = $2
FROM (
    SELECT refund_id FROM refunds
    WHERE status IN (1, 2) AND next_attempt_at <= $1
      AND ($4::text[] IS NULL OR refund_id = ANY ($4))
    ORDER BY next_attempt_at
    LIMIT $3
    FOR UPDATE SKIP LOCKED
) AS due
WHERE r.refund_id = due.refund_id
RETURNING r.*;

-- name: mark_submitted
-- The provider has taken the refund, or says nothing yet; when to ask it again. One whose end was
-- told meanwhile only gets the provider's number, unless it is known.
UPDATE refunds SET
    status = CASE WHEN $2 AND status = 1 THEN 2 ELSE status END,
    provider_refund_id = CASE WHEN $3 = '' THEN provider_refund_id ELSE $3 END,
    next_attempt_at = $4
WHERE refund_id = $1 AND (status IN (1, 2) OR provider_refund_id = '');

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

-- name: find_kept_payment
-- The payment that pays an order.
SELECT kept_payment_id FROM payables WHERE merchant_id = $1 AND order_id = $2;

-- name: find_refund_of_request
-- The refund that a request for money of a payment, which is locked, has led to.
SELECT q.body_hash, r.refund_id, r.payment_id, r.merchant_id, r.order_id, r.provider, r.status,
       r.amount, r.currency, r.reason, r.origin, r.created_at, r.provider_refund_id,
       r.failure_reason, r.attempts, r.finished_at, r.after_sale_id, r.after_sale_attempt
FROM refund_requests q JOIN refunds r USING (refund_id)
WHERE q.merchant_id = $1 AND q.payment_id = $2 AND q.request_id = $3;

-- name: keep_refund_request
-- Writes which refund a request has led to.
INSERT INTO refund_requests (merchant_id, payment_id, request_id, body_hash, refund_id)
VALUES ($1, $2, $3, $4, $5);
