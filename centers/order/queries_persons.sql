-- name: wait_for_new_orders
-- Waits for whoever is writing new orders.
LOCK TABLE orders IN SHARE MODE;

-- name: move_orders
-- Gives a person's orders to another, and keeps which; tells how many.
WITH moved AS (
    UPDATE orders SET person_id = $4, version = version + 1
    WHERE merchant_id = $1 AND person_id = $3
    RETURNING store_id, order_id
), kept AS (
    INSERT INTO person_moves (merchant_id, merge_id, kind, key)
    SELECT $1, $2, 'order', ARRAY[store_id, order_id] FROM moved
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM moved;

-- name: move_placements
-- Gives a person's placements to another, so that a request sent again finds its order; one whose
-- request_id the other has used, too, stays.
WITH moved AS (
    UPDATE placements AS p SET person_id = $4
    WHERE merchant_id = $1 AND person_id = $3 AND NOT EXISTS (
        SELECT FROM placements AS o
        WHERE o.merchant_id = $1 AND o.person_id = $4 AND o.request_id = p.request_id)
    RETURNING request_id
)
INSERT INTO person_moves (merchant_id, merge_id, kind, key)
SELECT $1, $2, 'placement', ARRAY[request_id] FROM moved
ON CONFLICT DO NOTHING;

-- name: move_orders_back
-- Gives back the orders that a merge moved; tells how many.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'order'
    RETURNING key
), moved AS (
    UPDATE orders AS o SET person_id = $3, version = version + 1
    FROM mine
    WHERE o.store_id = mine.key[1] AND o.order_id = mine.key[2] AND o.person_id = $4
    RETURNING 1
)
SELECT count(*) FROM moved;

-- name: move_placements_back
-- Gives back the placements that a merge moved, unless the other has used their request_id since.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'placement'
    RETURNING key
)
UPDATE placements AS p SET person_id = $3
FROM mine
WHERE p.merchant_id = $1 AND p.person_id = $4 AND p.request_id = mine.key[1]
  AND NOT EXISTS (
    SELECT FROM placements AS o
    WHERE o.merchant_id = $1 AND o.person_id = $3 AND o.request_id = p.request_id);
