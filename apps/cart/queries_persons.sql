-- name: wait_for_carts
-- Waits for whoever is changing carts.
LOCK TABLE carts IN SHARE MODE;

-- name: keep_moved_lines
-- Keeps which pieces a merge moved from one cart to another. It may move the same line again, of
-- a person who is merged later: how much was moved before tells the rows apart.
INSERT INTO person_moves (merchant_id, merge_id, kind, key)
SELECT $1, $2, 'cart_line', ARRAY[$3, $4, n.line_id, n.quantity::text, before.moves::text]
FROM unnest($5::text[], $6::integer[]) AS n (line_id, quantity), (
    SELECT count(*) AS moves FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'cart_line') AS before;

-- name: take_moved_lines
-- Which pieces a merge moved, and that they go back.
DELETE FROM person_moves WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'cart_line'
RETURNING key[1] AS store_id, key[2] AS channel, key[3] AS line_id, key[4]::integer AS quantity;

-- name: move_checkouts
-- Gives the orders that are being placed of a person's carts to another.
UPDATE checkouts AS c SET person_id = $3
WHERE c.merchant_id = $1 AND c.person_id = $2 AND NOT EXISTS (
    SELECT FROM checkouts AS o
    WHERE o.merchant_id = $1 AND o.person_id = $3 AND o.request_id = c.request_id);

-- name: give_lines
-- Puts pieces of lines from one cart into another, as many as are there still.
INSERT INTO cart_lines AS l
    (merchant_id, cart_id, line_id, wanted, choices, quantity, seen_name, seen_sku_name,
     seen_amount, seen_currency, seen_language)
SELECT h.merchant_id, $3, h.line_id, h.wanted, h.choices, least(h.quantity, n.quantity),
       h.seen_name, h.seen_sku_name, h.seen_amount, h.seen_currency, h.seen_language
FROM unnest($4::text[], $5::integer[]) AS n (line_id, quantity)
JOIN cart_lines AS h ON h.merchant_id = $1 AND h.cart_id = $2 AND h.line_id = n.line_id
ORDER BY h.number
ON CONFLICT (merchant_id, cart_id, line_id) DO UPDATE
SET quantity = least($6, l.quantity + excluded.quantity);
