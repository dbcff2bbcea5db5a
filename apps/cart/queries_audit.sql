-- name: audit_carts_are_bounded
-- No cart has more lines than an order may have.
SELECT c.cart_id || ' has ' || count(l.line_id) || ' lines' AS name,
       count(l.line_id) <= 100 AS ok
FROM carts AS c
LEFT JOIN cart_lines AS l USING (merchant_id, cart_id)
WHERE c.merchant_id = $1 GROUP BY c.cart_id;

-- name: audit_no_cart_of_a_merged_person
-- Nobody who was merged has a cart any more.
SELECT c.cart_id || ' of ' || c.person_id AS name,
       NOT EXISTS (
           SELECT FROM person_merges AS m
           WHERE m.merchant_id = $1 AND m.from_person_id = c.person_id AND NOT m.undone
             AND m.moved_at IS NOT NULL) AS ok
FROM carts AS c WHERE c.merchant_id = $1 AND c.person_id <> '';

-- name: audit_checkouts_end
-- What became of every order that was placed of a cart is known within an hour.
SELECT checkout_id || ' since ' || started_at AS name,
       order_id <> '' OR started_at > now() - interval '1 hour' AS ok
FROM checkouts WHERE merchant_id = $1;

-- name: audit_one_checkout_per_order
-- No order was taken out of carts twice, and what is placed keeps no address and no phone.
SELECT order_id AS name, count(*) = 1 AND bool_and(order_request = '') AS ok
FROM checkouts WHERE merchant_id = $1 AND order_id <> '' GROUP BY order_id;

-- name: audit_totals
-- How much there is of a merchant.
SELECT
    (SELECT count(*) FROM carts WHERE merchant_id = $1) AS carts,
    (SELECT count(*) FROM cart_lines WHERE merchant_id = $1) AS cart_lines,
    (SELECT count(*) FROM checkouts WHERE merchant_id = $1 AND order_id = '') AS open_checkouts,
    (SELECT count(*) FROM checkouts WHERE merchant_id = $1 AND order_id <> '') AS placed_checkouts,
    (SELECT count(*) FROM person_merges
     WHERE merchant_id = $1 AND NOT undone AND moved_at IS NOT NULL) AS standing_merges;

-- name: list_merchants
-- Every merchant that has a cart; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM carts ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM carts t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));
