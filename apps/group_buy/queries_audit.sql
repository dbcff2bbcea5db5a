-- name: audit_groups_have_their_size
-- No group has more places taken than it needs, and one that succeeded has all of them paid.
SELECT g.group_id || ' of ' || g.size || ' has ' || count(p.place_id) AS name,
       count(p.place_id) <= g.size
       AND (g.state <> 2 OR count(p.place_id) FILTER (WHERE p.state = 2) = g.size) AS ok
FROM groups AS g
LEFT JOIN places AS p
    ON p.merchant_id = g.merchant_id AND p.group_id = g.group_id AND p.state <> 3
WHERE g.merchant_id = $1 GROUP BY g.merchant_id, g.group_id;

-- name: audit_groups_end_in_time
-- No group is open an hour after its deadline.
SELECT group_id || ' until ' || deadline AS name,
       state <> 1 OR deadline > now() - interval '1 hour' AS ok
FROM groups WHERE merchant_id = $1;

-- name: audit_orders_of_groups_are_told
-- What an ended group's orders are to be told, they were told: none waits for an answer ten minutes
-- after the group succeeded or failed, at the latest after its time was over.
SELECT p.place_id || ' with order ' || p.order_id AS name,
       p.to_do = 0
       OR coalesce(g.ended_at, g.deadline) > now() - interval '10 minutes' AS ok
FROM places AS p JOIN groups AS g USING (merchant_id, group_id)
WHERE p.merchant_id = $1;

-- name: audit_no_place_of_a_merged_person
-- Nobody who was merged has a place in an open group any more.
SELECT p.place_id || ' of ' || p.person_id AS name,
       NOT EXISTS (
           SELECT FROM person_merges AS m
           WHERE m.merchant_id = $1 AND m.from_person_id = p.person_id AND NOT m.undone
             AND m.moved_at IS NOT NULL) AS ok
FROM places AS p WHERE p.merchant_id = $1;

-- name: audit_orders_keep_their_address_to_themselves
-- What a place's order was to be, with address and phone, is kept only until the order is known or
-- the place given up.
SELECT place_id AS name, (order_id = '' AND state <> 3) OR order_request = '' AS ok
FROM places WHERE merchant_id = $1;

-- name: audit_totals
-- How much there is of a merchant.
SELECT
    (SELECT count(*) FROM offers WHERE merchant_id = $1) AS offers,
    (SELECT count(*) FROM groups WHERE merchant_id = $1 AND state = 1) AS open_groups,
    (SELECT count(*) FROM groups WHERE merchant_id = $1 AND state = 2) AS succeeded_groups,
    (SELECT count(*) FROM groups WHERE merchant_id = $1 AND state = 3) AS failed_groups,
    (SELECT count(*) FROM person_merges
     WHERE merchant_id = $1 AND NOT undone AND moved_at IS NOT NULL) AS standing_merges;

-- name: list_merchants
-- Every merchant that has an offer; only $1 unless it is empty.
SELECT DISTINCT merchant_id FROM offers WHERE $1 IN ('', merchant_id);

-- name: list_audit_orders
-- Every order of a place, with how its group ended.
SELECT p.order_id, '' AS store_id, '' AS currency_code, g.state AS group_state,
       p.state AS place_state
FROM places AS p JOIN groups AS g USING (merchant_id, group_id)
WHERE p.merchant_id = $1 AND p.order_id <> ''
ORDER BY p.order_id COLLATE "C";
