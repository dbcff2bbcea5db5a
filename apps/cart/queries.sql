-- name: touch_cart
-- Makes a cart or raises its version, and locks it; not of a person who was merged, unless $8.
INSERT INTO carts AS c
    (merchant_id, cart_id, person_id, guest_id, store_id, channel, version, updated_at)
SELECT $1, $2, $3, $4, $5, $6, 1, $7
WHERE $8 OR NOT EXISTS (
    SELECT FROM person_merges AS m
    WHERE m.merchant_id = $1 AND m.from_person_id = $3 AND NOT m.undone)
ON CONFLICT (merchant_id, person_id, guest_id, store_id, channel) DO UPDATE
SET version = c.version + 1, updated_at = excluded.updated_at
RETURNING cart_id, version;

-- name: take_cart
-- A cart's id and version, locked until the transaction ends.
SELECT cart_id, version FROM carts
WHERE merchant_id = $1 AND person_id = $2 AND guest_id = $3 AND store_id = $4 AND channel = $5
FOR UPDATE;

-- name: take_carts_of
-- All carts of an owner, locked until the transaction ends.
SELECT cart_id, store_id, channel FROM carts
WHERE merchant_id = $1 AND person_id = $2 AND guest_id = $3
ORDER BY store_id, channel FOR UPDATE;

-- name: raise_version
-- Keeps that a cart's lines were changed.
UPDATE carts SET version = version + 1, updated_at = $3
WHERE merchant_id = $1 AND cart_id = $2
RETURNING version;

-- name: find_cart
-- A cart with its lines, in the order in which these were put in; one row of an empty one.
SELECT c.cart_id, c.person_id, c.guest_id, c.store_id, c.channel, c.version, c.updated_at,
       l.line_id, l.wanted, l.quantity, l.seen_name, l.seen_sku_name, l.seen_amount,
       l.seen_currency, l.seen_language
FROM carts AS c
LEFT JOIN cart_lines AS l USING (merchant_id, cart_id)
WHERE c.merchant_id = $1 AND c.person_id = $2 AND c.guest_id = $3 AND c.store_id = $4
  AND c.channel = $5
ORDER BY l.number;

-- name: list_carts
-- An owner's carts on a channel that have lines, the latest changed first.
SELECT c.cart_id, c.store_id, c.version, c.updated_at, count(*) AS line_count,
       sum(l.quantity) AS piece_count
FROM carts AS c
JOIN cart_lines AS l USING (merchant_id, cart_id)
WHERE c.merchant_id = $1 AND c.person_id = $2 AND c.guest_id = $3 AND c.channel = $4
GROUP BY c.merchant_id, c.cart_id
ORDER BY c.updated_at DESC, c.cart_id DESC;

-- name: add_line
-- Puts a line in, or adds to its pieces; nothing when these would be more than $7.
INSERT INTO cart_lines AS l (merchant_id, cart_id, line_id, wanted, choices, quantity)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (merchant_id, cart_id, line_id) DO UPDATE SET quantity = l.quantity + excluded.quantity
WHERE l.quantity + excluded.quantity <= $7
RETURNING quantity;

-- name: measure_cart
-- How many lines and choices a cart has.
SELECT count(*) AS lines, coalesce(sum(choices), 0) AS choices FROM cart_lines
WHERE merchant_id = $1 AND cart_id = $2;

-- name: set_quantity
-- Says how many pieces of a line are wanted.
UPDATE cart_lines SET quantity = $4
WHERE merchant_id = $1 AND cart_id = $2 AND line_id = $3
RETURNING line_id;

-- name: remove_line
-- Takes a line out.
DELETE FROM cart_lines WHERE merchant_id = $1 AND cart_id = $2 AND line_id = $3
RETURNING line_id;

-- name: remove_lines
-- Takes all lines out.
DELETE FROM cart_lines WHERE merchant_id = $1 AND cart_id = $2;

-- name: see_lines
-- Keeps what the customer has seen of lines; with $8 only of those of which nothing was seen yet.
UPDATE cart_lines AS l
SET seen_name = n.name, seen_sku_name = n.sku_name, seen_amount = n.amount,
    seen_currency = n.currency, seen_language = $9
FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
     AS n (line_id, name, sku_name, amount, currency)
WHERE l.merchant_id = $1 AND l.cart_id = $2 AND l.line_id = n.line_id
  AND (NOT $8 OR l.seen_name IS NULL);

-- name: drop_oldest_carts
-- Forgets the carts of an owner but the $4 latest changed.
DELETE FROM carts AS c
USING (
    SELECT cart_id FROM carts
    WHERE merchant_id = $1 AND person_id = $2 AND guest_id = $3
    ORDER BY updated_at DESC, cart_id DESC OFFSET $4
) AS old
WHERE c.merchant_id = $1 AND c.cart_id = old.cart_id;

-- name: join_lines
-- Gives the lines of a cart to another: the same choice adds up to at most $4 pieces, and of the
-- others come as many as fit into $5 lines, the first put in first. Tells which, with their pieces.
WITH coming AS (
    SELECT l.line_id, k.line_id IS NOT NULL AS known,
           count(*) FILTER (WHERE k.line_id IS NULL) OVER (ORDER BY l.number) AS place
    FROM cart_lines AS l
    LEFT JOIN cart_lines AS k
        ON k.merchant_id = $1 AND k.cart_id = $3 AND k.line_id = l.line_id
    WHERE l.merchant_id = $1 AND l.cart_id = $2
), fitting AS (
    SELECT line_id FROM coming
    WHERE known OR place <= $5 - (
        SELECT count(*) FROM cart_lines WHERE merchant_id = $1 AND cart_id = $3)
), given AS (
    SELECT l.line_id, l.quantity, l.number, l.wanted, l.choices, l.seen_name, l.seen_sku_name,
           l.seen_amount, l.seen_currency, l.seen_language
    FROM cart_lines AS l
    JOIN fitting USING (line_id)
    WHERE l.merchant_id = $1 AND l.cart_id = $2
), joined AS (
    INSERT INTO cart_lines AS l
        (merchant_id, cart_id, line_id, wanted, choices, quantity, seen_name, seen_sku_name,
         seen_amount, seen_currency, seen_language)
    SELECT $1, $3, line_id, wanted, choices, quantity, seen_name, seen_sku_name, seen_amount,
           seen_currency, seen_language
    FROM given ORDER BY number
    ON CONFLICT (merchant_id, cart_id, line_id) DO UPDATE
    SET quantity = least($4, l.quantity + excluded.quantity)
)
SELECT line_id, quantity FROM given;

-- name: keep_cart_of_checkouts
-- Lets orders that are being placed of a cart be taken out of another.
UPDATE checkouts SET cart_id = $3
WHERE merchant_id = $1 AND cart_id = $2 AND order_id = '';

-- name: drop_cart
-- Forgets a cart with its lines.
DELETE FROM carts WHERE merchant_id = $1 AND cart_id = $2;

-- name: take_lines_out
-- Takes pieces of lines out of a cart; a line of which no more is left goes.
WITH taken AS (
    SELECT line_id, quantity FROM unnest($3::text[], $4::integer[]) AS t (line_id, quantity)
), fewer AS (
    UPDATE cart_lines AS l SET quantity = l.quantity - taken.quantity
    FROM taken
    WHERE l.merchant_id = $1 AND l.cart_id = $2 AND l.line_id = taken.line_id
      AND l.quantity > taken.quantity
)
DELETE FROM cart_lines AS l
USING taken
WHERE l.merchant_id = $1 AND l.cart_id = $2 AND l.line_id = taken.line_id
  AND l.quantity <= taken.quantity;
