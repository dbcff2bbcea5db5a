-- name: wait_for_new_deliveries
-- Waits for whoever is writing new deliveries.
LOCK TABLE deliveries IN SHARE MODE;

-- name: move_deliveries
-- Gives a person's deliveries to another, and keeps which; returns how many.
WITH moved AS (
    UPDATE deliveries SET person_id = $4 WHERE merchant_id = $1 AND person_id = $3
    RETURNING delivery_id
), kept AS (
    INSERT INTO person_moves (merchant_id, merge_id, kind, key)
    SELECT $1, $2, 'delivery', ARRAY[delivery_id] FROM moved
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM moved;

-- name: move_deliveries_back
-- Gives back the deliveries that a merge moved; returns how many.
WITH mine AS (
    DELETE FROM person_moves
    WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'delivery'
    RETURNING key[1] AS delivery_id
), moved AS (
    UPDATE deliveries AS d SET person_id = $3
    FROM mine
    WHERE d.merchant_id = $1 AND d.delivery_id = mine.delivery_id AND d.person_id = $4
    RETURNING 1
)
SELECT count(*) FROM moved;
