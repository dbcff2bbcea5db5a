-- name: wait_for_new_holds
-- Waits for whoever is writing new coupons or holds.
LOCK TABLE coupons, holds IN SHARE MODE;

-- name: move_first_order
-- Lets a person's first order be another's, unless that one has a first order; these rows are
-- locked before.
WITH moved AS (
    SELECT order_id FROM first_orders
    WHERE merchant_id = $1 AND person_id = $3 AND order_id <> ''
), emptied AS (
    UPDATE first_orders AS f SET order_id = ''
    FROM moved WHERE f.merchant_id = $1 AND f.person_id = $3
), kept AS (
    INSERT INTO person_moves (merchant_id, merge_id, kind, key)
    SELECT $1, $2, 'first_order', ARRAY[order_id] FROM moved
    ON CONFLICT DO NOTHING
)
INSERT INTO first_orders AS f (merchant_id, person_id, order_id)
SELECT $1, $4, order_id FROM moved
ON CONFLICT (merchant_id, person_id) DO UPDATE SET order_id = excluded.order_id
WHERE f.order_id = '';

-- name: move_coupons
-- Gives a person's coupons to another, and keeps which; returns how many.
WITH mine AS (
    SELECT coupon_id FROM coupons WHERE merchant_id = $1 AND person_id = $3
    ORDER BY coupon_id FOR UPDATE
), moved AS (
    UPDATE coupons AS c SET person_id = $4
    FROM mine WHERE c.merchant_id = $1 AND c.coupon_id = mine.coupon_id
    RETURNING c.coupon_id
), kept AS (
    INSERT INTO person_moves (merchant_id, merge_id, kind, key)
    SELECT $1, $2, 'coupon', ARRAY[coupon_id] FROM moved
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM moved;

-- name: move_holds
-- Gives a person's holds to another, and keeps which; returns how many.
WITH mine AS (
    SELECT store_id, order_id FROM holds WHERE merchant_id = $1 AND person_id = $3
    ORDER BY store_id, order_id FOR UPDATE
), moved AS (
    UPDATE holds AS h SET person_id = $4
    FROM mine
    WHERE h.merchant_id = $1 AND (h.store_id, h.order_id) = (mine.store_id, mine.order_id)
    RETURNING h.store_id, h.order_id
), kept AS (
    INSERT INTO person_moves (merchant_id, merge_id, kind, key)
    SELECT $1, $2, 'hold', ARRAY[store_id, order_id] FROM moved
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM moved;

-- name: move_hold_items
-- Counts the uses in the holds that a merge moved as the other person's.
UPDATE hold_items AS i SET person_id = $4
FROM person_moves AS m
WHERE m.merchant_id = $1 AND m.merge_id = $2 AND m.kind = 'hold'
  AND i.merchant_id = $1 AND i.store_id = m.key[1] AND i.order_id = m.key[2]
  AND i.person_id = $3;

-- name: move_first_order_back
-- Lets the first order that a merge moved be the person's again, if it holds such a discount still;
-- the rows are locked before.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'first_order'
    RETURNING key[1] AS order_id
), emptied AS (
    UPDATE first_orders AS f SET order_id = ''
    FROM mine
    WHERE f.merchant_id = $1 AND f.person_id = $4 AND f.order_id = mine.order_id
)
INSERT INTO first_orders AS f (merchant_id, person_id, order_id)
SELECT $1, $3, mine.order_id
FROM mine
WHERE EXISTS (
    SELECT FROM hold_items AS i
    WHERE i.merchant_id = $1 AND i.order_id = mine.order_id AND i.person_id = $4
      AND i.counts AND i.first_order)
ON CONFLICT (merchant_id, person_id) DO UPDATE SET order_id = excluded.order_id;

-- name: move_coupons_back
-- Gives back the coupons that a merge moved, but for those that orders of the other hold or have
-- used; returns how many. Before the holds.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'coupon'
    RETURNING key[1] AS coupon_id
), free AS (
    SELECT c.coupon_id FROM coupons AS c JOIN mine USING (coupon_id)
    WHERE c.merchant_id = $1 AND c.person_id = $4
    ORDER BY c.coupon_id FOR UPDATE OF c
), moved AS (
    UPDATE coupons AS c SET person_id = $3
    FROM free
    WHERE c.merchant_id = $1 AND c.coupon_id = free.coupon_id
      AND (c.order_id = '' OR EXISTS (
          SELECT FROM person_moves AS m
          WHERE m.merchant_id = $1 AND m.merge_id = $2 AND m.kind = 'hold'
            AND m.key[2] = c.order_id))
    RETURNING 1
)
SELECT count(*) FROM moved;

-- name: move_holds_back
-- Gives back the holds that a merge moved, with the uses in them; returns how many.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'hold'
    RETURNING key[1] AS store_id, key[2] AS order_id
), locked AS (
    SELECT h.store_id, h.order_id FROM holds AS h JOIN mine USING (store_id, order_id)
    WHERE h.merchant_id = $1 AND h.person_id = $4
    ORDER BY h.store_id, h.order_id FOR UPDATE OF h
), moved AS (
    UPDATE holds AS h SET person_id = $3
    FROM locked AS l
    WHERE h.merchant_id = $1 AND (h.store_id, h.order_id) = (l.store_id, l.order_id)
    RETURNING h.store_id, h.order_id
), item AS (
    UPDATE hold_items AS i SET person_id = $3
    FROM moved
    WHERE i.merchant_id = $1 AND (i.store_id, i.order_id) = (moved.store_id, moved.order_id)
)
SELECT count(*) FROM moved;
