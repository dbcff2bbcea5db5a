-- name: wait_for_takers
-- Waits for whoever is taking places.
LOCK TABLE takers IN SHARE MODE;

-- name: move_places
-- Gives the places of a person to another, and keeps which by the merge.
WITH moved AS (
    UPDATE places SET person_id = $4 WHERE merchant_id = $1 AND person_id = $3
    RETURNING place_id
), kept AS (
    INSERT INTO person_moves (merchant_id, merge_id, kind, key)
    SELECT $1, $2, 'place', ARRAY[place_id] FROM moved
)
SELECT count(*) FROM moved;

-- name: move_places_back
-- Gives the places that a merge moved back.
WITH back AS (
    DELETE FROM person_moves WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'place'
    RETURNING key[1] AS place_id
), moved AS (
    UPDATE places AS p SET person_id = $3 FROM back
    WHERE p.merchant_id = $1 AND p.place_id = back.place_id
    RETURNING p.place_id
)
SELECT count(*) FROM moved;
