-- part: checkout
-- The columns of a checkout.
merchant_id, checkout_id, person_id, request_id, body_hash, cart_id, line_ids, quantities,
order_request, order_id, started_at

-- name: find_checkout
-- What became of a request to place an order of a cart.
SELECT {checkout} FROM checkouts
WHERE merchant_id = $1 AND person_id = $2 AND request_id = $3;

-- name: begin_checkout
-- Keeps that an order is being placed of a cart, whose row is locked; not while one of its lines is
-- in another that is open. Tells whether it did.
INSERT INTO checkouts
    (merchant_id, checkout_id, person_id, request_id, body_hash, cart_id, line_ids, quantities,
     order_request, started_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
WHERE NOT EXISTS (
    SELECT FROM checkouts AS o
    WHERE o.merchant_id = $1 AND o.cart_id = $6 AND o.order_id = '' AND o.line_ids && $7)
RETURNING checkout_id;

-- name: end_checkout
-- Keeps which order it became; once.
UPDATE checkouts SET order_id = $3, order_request = ''
WHERE merchant_id = $1 AND checkout_id = $2 AND order_id = ''
RETURNING {checkout};

-- name: end_forgotten_checkout
-- Keeps which order one became that was forgotten while it was being placed; once.
INSERT INTO checkouts
    (merchant_id, checkout_id, person_id, request_id, body_hash, cart_id, line_ids, quantities,
     order_request, started_at, order_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING
RETURNING {checkout};

-- name: drop_checkout
-- Forgets one that became no order.
DELETE FROM checkouts WHERE merchant_id = $1 AND checkout_id = $2 AND order_id = '';

-- name: list_open_checkouts
-- Orders of which it is not known whether they were placed, the oldest first.
SELECT {checkout} FROM checkouts
WHERE order_id = '' AND started_at < $1 AND (started_at, checkout_id) > ($2, $3)
ORDER BY started_at, checkout_id LIMIT $4;
