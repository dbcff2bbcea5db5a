-- name: audit_no_piece_is_promised_twice
-- What a session counts as taken, sold and waiting is what its admissions are, and no more than
-- it has.
WITH counted AS (
    SELECT session_id,
           coalesce(sum(pieces) FILTER (WHERE state IN (2, 3, 4)), 0) AS taken,
           coalesce(sum(pieces) FILTER (WHERE state = 4), 0) AS sold,
           count(*) FILTER (WHERE state = 1) AS waiting
    FROM admissions WHERE merchant_id = $1 GROUP BY session_id
), each AS (
    SELECT s.session_id AS name,
           s.taken <= s.pieces AND s.taken = coalesce(c.taken, 0) AND s.sold = coalesce(c.sold, 0)
               AND s.waiting = coalesce(c.waiting, 0) AS ok
    FROM sessions AS s LEFT JOIN counted AS c USING (session_id)
    WHERE s.merchant_id = $1
)
SELECT name, ok FROM each;

-- name: audit_nobody_has_more_than_allowed
-- No person has more pieces of a session, promised or sold, than its limit per person, unless
-- others were merged into this one.
SELECT a.person_id || ' in ' || a.session_id AS name,
       sum(a.pieces) <= min(s.pieces_per_person) AS ok
FROM admissions AS a JOIN sessions AS s USING (merchant_id, session_id)
WHERE a.merchant_id = $1 AND a.state IN (2, 3, 4) AND NOT EXISTS (
    SELECT FROM person_merges AS m
    WHERE m.merchant_id = $1 AND m.into_person_id = a.person_id)
GROUP BY a.session_id, a.person_id;

-- name: audit_no_admission_of_a_merged_person
-- Nobody who was merged waits, has an admission or has bought with one.
SELECT a.token || ' of ' || a.person_id AS name,
       NOT EXISTS (
           SELECT FROM person_merges AS m
           WHERE m.merchant_id = $1 AND m.from_person_id = a.person_id AND NOT m.undone
             AND m.moved_at IS NOT NULL) AS ok
FROM admissions AS a WHERE a.merchant_id = $1 AND a.state IN (1, 2, 3, 4);

-- name: audit_one_admission_per_order
-- An order has one admission, and every used admission has an order.
SELECT order_id || ' ' || min(token) AS name, count(*) = 1 AND order_id <> '' AS ok
FROM admissions WHERE merchant_id = $1 AND state IN (3, 4) GROUP BY order_id;

-- name: audit_unused_admissions_end
-- An admission that no order uses in its time goes to the next within a minute, and nobody waits
-- for a session that is over.
SELECT a.token AS name,
       CASE a.state
           WHEN 2 THEN a.expires_at > now() - interval '1 minute'
           ELSE s.ends_at > now() - interval '1 minute'
       END AS ok
FROM admissions AS a JOIN sessions AS s USING (merchant_id, session_id)
WHERE a.merchant_id = $1 AND a.state IN (1, 2);

-- name: audit_used_admissions_end
-- What became of every order that an admission was used for is known within two hours.
SELECT token || ' of ' || order_id AS name, moved_at > now() - interval '2 hours' AS ok
FROM admissions WHERE merchant_id = $1 AND state = 3;

-- name: audit_totals
-- How much there is of a merchant.
SELECT
    (SELECT count(*) FROM sessions WHERE merchant_id = $1) AS sessions,
    (SELECT coalesce(sum(sold), 0)::bigint FROM sessions WHERE merchant_id = $1) AS pieces_sold,
    (SELECT count(*) FROM person_merges
     WHERE merchant_id = $1 AND NOT undone AND moved_at IS NOT NULL) AS standing_merges,
    count(*) FILTER (WHERE state = 1) AS admissions_waiting,
    count(*) FILTER (WHERE state = 2) AS admissions_admitted,
    count(*) FILTER (WHERE state = 3) AS admissions_ordered,
    count(*) FILTER (WHERE state = 4) AS admissions_sold,
    count(*) FILTER (WHERE state = 5) AS admissions_lapsed,
    count(*) FILTER (WHERE state = 6) AS admissions_returned
FROM admissions WHERE merchant_id = $1;

-- name: list_merchants
-- Every merchant that has a session; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM sessions ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM sessions t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));
