-- part: offer
-- The columns of an offer.
merchant_id, offer_id, body_hash, name, sku_id, price, currency, group_size, group_seconds,
groups_per_person, store_ids, begins_at, ends_at, promotion_id, closed, names

-- part: group
-- The columns of a group.
merchant_id, group_id, offer_id, size, state, created_at, deadline

-- part: place
-- The columns of a place.
place_id, group_id, person_id, asked_by, request_id, body_hash, joined_at, order_request, state,
order_id, to_do

-- name: keep_offer
-- Keeps an offer, once per request of its caller.
INSERT INTO offers
    (merchant_id, offer_id, caller, request_id, body_hash, name, sku_id, price, currency,
     group_size, group_seconds, groups_per_person, store_ids, begins_at, ends_at, names)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (merchant_id, caller, request_id) DO NOTHING;

-- name: find_offer_of_request
-- The offer that a request led to.
SELECT {offer} FROM offers WHERE merchant_id = $1 AND caller = $2 AND request_id = $3;

-- name: find_offer
-- An offer whose promotion is there.
SELECT {offer} FROM offers WHERE merchant_id = $1 AND offer_id = $2 AND promotion_id <> '';

-- name: keep_promotion
-- Keeps the promotion that gives an offer its price.
UPDATE offers SET promotion_id = $3 WHERE merchant_id = $1 AND offer_id = $2;

-- name: drop_offer
-- Forgets an offer that got no promotion.
DELETE FROM offers WHERE merchant_id = $1 AND offer_id = $2 AND promotion_id = '';

-- name: end_offer
-- No new group of an offer from now on.
UPDATE offers SET ends_at = least(ends_at, $3)
WHERE merchant_id = $1 AND offer_id = $2 AND promotion_id <> ''
RETURNING {offer};

-- name: list_offers
-- A page of offers, newest first; those of a store unless it is empty, and of now unless $3 is null.
SELECT {offer} FROM offers
WHERE merchant_id = $1 AND promotion_id <> ''
  AND ($2 = '' OR store_ids = '{{}}' OR $2 = ANY (store_ids))
  AND ($3::timestamptz IS NULL OR ends_at > $3)
  AND ($4 = '' OR offer_id < $4)
ORDER BY offer_id DESC LIMIT $5;

-- name: list_unfinished_offers
-- Offers, of all merchants, whose promotion is still to be made, or is not needed any more.
SELECT {offer} FROM offers AS o
WHERE NOT closed AND (o.merchant_id, o.offer_id) > ($2, $3)
  AND (promotion_id = '' OR (ends_at <= $1 AND NOT EXISTS (
      SELECT FROM groups AS g
      WHERE g.merchant_id = o.merchant_id AND g.offer_id = o.offer_id AND g.state = 1)))
ORDER BY o.merchant_id, o.offer_id LIMIT $4;

-- name: close_offer
-- Keeps that the promotion of an offer is over.
UPDATE offers SET closed = true WHERE merchant_id = $1 AND offer_id = $2;

-- name: take_turn
-- Lets those who take places of an offer for a person take turns; nothing for a merged person.
INSERT INTO takers AS t (merchant_id, offer_id, person_id)
SELECT $1, $2, $3
WHERE NOT EXISTS (
    SELECT FROM person_merges AS m
    WHERE m.merchant_id = $1 AND m.from_person_id = $3 AND NOT m.undone)
ON CONFLICT (merchant_id, offer_id, person_id) DO UPDATE SET person_id = excluded.person_id
RETURNING person_id;

-- name: find_place_of_request
-- The place that a request led to.
SELECT {place} FROM places WHERE merchant_id = $1 AND asked_by = $2 AND request_id = $3;

-- name: list_groups_of_places
-- In which groups places are.
SELECT place_id, group_id FROM places WHERE merchant_id = $1 AND place_id = ANY ($2::text[]);

-- name: count_groups_of_person
-- In how many groups of an offer, failed ones not counted, a person has a place.
SELECT count(DISTINCT g.group_id) FROM groups AS g
JOIN places AS p USING (merchant_id, group_id)
WHERE g.merchant_id = $1 AND g.offer_id = $2 AND g.state IN (1, 2)
  AND p.person_id = $3 AND p.state IN (1, 2);

-- name: keep_group
-- Keeps a new group; not of an offer whose promotion is over.
INSERT INTO groups (merchant_id, group_id, offer_id, size, state, created_at, deadline)
SELECT merchant_id, $2, offer_id, $4, 1, $5, $6 FROM offers
WHERE merchant_id = $1 AND offer_id = $3 AND NOT closed
FOR SHARE
RETURNING group_id;

-- name: find_group
-- A group.
SELECT {group} FROM groups WHERE merchant_id = $1 AND group_id = $2;

-- name: take_group
-- A group, locked until the transaction ends.
SELECT {group} FROM groups WHERE merchant_id = $1 AND group_id = $2 FOR UPDATE;

-- name: list_places
-- The places of a group, the first taken first; of those that were given up only such as have an order
-- to be told, or may get one, and those of a person ($3).
SELECT {place} FROM places
WHERE merchant_id = $1 AND group_id = $2
  AND (state <> 3 OR to_do <> 0 OR order_id = '' OR ($3 <> '' AND person_id = $3))
ORDER BY joined_at, place_id;

-- name: keep_place
-- Keeps that somebody has a place.
INSERT INTO places
    (merchant_id, place_id, group_id, person_id, asked_by, request_id, body_hash, joined_at,
     order_request, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: drop_place
-- Forgets a place that got no order, and its group when nobody ever had another in it.
WITH gone AS (
    DELETE FROM places WHERE merchant_id = $1 AND place_id = $2 AND order_id = ''
    RETURNING place_id, group_id
)
DELETE FROM groups AS g USING gone
WHERE g.merchant_id = $1 AND g.group_id = gone.group_id AND NOT EXISTS (
    SELECT FROM places AS p
    WHERE p.merchant_id = $1 AND p.group_id = gone.group_id AND p.place_id <> gone.place_id);

-- name: keep_end
-- Keeps how a group ended, and when.
UPDATE groups SET state = $3, ended_at = $4 WHERE merchant_id = $1 AND group_id = $2;

-- name: keep_places
-- Keeps how places stand, with the orders that became known; what was to be ordered only as long as
-- it may be.
UPDATE places AS p SET state = n.state, to_do = n.to_do, order_id = n.order_id,
    order_request = CASE WHEN n.order_id = '' AND n.state <> 3 THEN p.order_request ELSE '' END
FROM unnest($2::text[], $3::smallint[], $4::smallint[], $5::text[])
     AS n (place_id, state, to_do, order_id)
WHERE p.merchant_id = $1 AND p.place_id = n.place_id;

-- name: keep_done
-- Keeps that the orders of places were told.
UPDATE places SET to_do = 0
WHERE merchant_id = $1 AND place_id = ANY ($2::text[]) AND to_do = $3;

-- name: list_due_groups
-- Groups, of all merchants, that are due: past their deadline, with an order that is still to be told
-- something, or with a place that got none in time.
SELECT merchant_id, group_id FROM (
    SELECT merchant_id, group_id FROM groups WHERE state = 1 AND deadline <= $1
    UNION
    SELECT merchant_id, group_id FROM places WHERE to_do <> 0
    UNION
    SELECT merchant_id, group_id FROM places WHERE order_id = '' AND state = 1 AND joined_at <= $2
) AS due
WHERE (merchant_id, group_id) > ($3, $4)
ORDER BY merchant_id, group_id LIMIT $5;

-- name: list_groups
-- A page of groups, newest first: of an offer, in a state unless it is 0, with a place of a person
-- ($4) or else with somebody who has paid; and the order of the one who asks ($7).
SELECT g.group_id, g.offer_id, g.state, g.size AS group_size, g.deadline, g.created_at,
       count(p.place_id) FILTER (WHERE p.state = 2) AS member_count,
       g.size - count(p.place_id) FILTER (WHERE p.state <> 3) AS free_count,
       coalesce((array_agg(p.order_id ORDER BY p.joined_at DESC)
                 FILTER (WHERE p.person_id = $7 AND $7 <> ''))[1], '') AS order_id
FROM groups AS g
LEFT JOIN places AS p USING (merchant_id, group_id)
WHERE g.merchant_id = $1 AND ($2 = '' OR g.offer_id = $2) AND ($3 = 0 OR g.state = $3)
  AND ($5 = '' OR g.group_id < $5)
  AND CASE WHEN $4 = ''
      THEN EXISTS (SELECT FROM places AS m
                   WHERE m.merchant_id = $1 AND m.group_id = g.group_id AND m.state = 2)
      ELSE g.group_id IN (SELECT group_id FROM places WHERE merchant_id = $1 AND person_id = $4)
      END
GROUP BY g.merchant_id, g.group_id
ORDER BY g.group_id DESC LIMIT $6;
