-- name: audit_balance_equals_ledger
-- Every balance and growth value is the sum of its ledger.
WITH book AS (
    SELECT person_id, sum(points) AS points, sum(growth) AS growth, count(*) AS lines
    FROM ledger WHERE merchant_id = $1 GROUP BY person_id
), each AS (
    SELECT m.person_id || ': balance ' || m.balance || ', ledger ' || coalesce(b.points, 0)
           AS name,
           m.balance = coalesce(b.points, 0) AND m.growth = coalesce(b.growth, 0)
           AND m.entry_count = coalesce(b.lines, 0) AS ok
    FROM members AS m LEFT JOIN book AS b USING (person_id)
    WHERE m.merchant_id = $1
)
SELECT name, ok FROM each;

-- name: audit_ledger_runs_on
-- Every ledger line follows from the one before, none is missing.
SELECT person_id || ' line ' || position AS name,
       balance_after >= 0
       AND balance_after = points + coalesce(lag(balance_after) OVER w, 0)
       AND position = 1 + coalesce(lag(position) OVER w, 0) AS ok
FROM ledger WHERE merchant_id = $1
WINDOW w AS (PARTITION BY person_id ORDER BY position);

-- name: audit_balance_never_negative
-- No balance is negative; who owes points has none.
SELECT person_id || ': balance ' || balance || ', owed ' || owed AS name,
       balance >= 0 AND owed >= 0 AND growth >= 0 AND spent >= 0
       AND (balance = 0 OR owed = 0) AS ok
FROM members WHERE merchant_id = $1;

-- name: audit_points_conserve
-- Every balance is what came, less what went, expired and was spent.
WITH source AS (
    SELECT person_id, sum(points - reversed_points - expired) AS left_over,
           sum(growth - reversed_growth) AS growth
    FROM credits WHERE merchant_id = $1 GROUP BY person_id
), each AS (
    SELECT m.person_id || ': has ' || (m.balance - m.owed) || ', should have '
           || (coalesce(s.left_over, 0) - m.spent) AS name,
           m.balance - m.owed = coalesce(s.left_over, 0) - m.spent
           AND m.growth = coalesce(s.growth, 0) AS ok
    FROM members AS m LEFT JOIN source AS s USING (person_id)
    WHERE m.merchant_id = $1
)
SELECT name, ok FROM each;

-- name: audit_spent_equals_ledger
-- What was spent is in redemptions and ledger alike.
WITH line AS (
    SELECT person_id,
           -sum(points) FILTER (WHERE kind IN (4, 5)) AS redeemed,
           -sum(points) FILTER (WHERE kind IN (4, 5, 8) OR (kind IN (7, 10) AND points < 0)) AS spent
    FROM ledger WHERE merchant_id = $1 GROUP BY person_id
), redemption AS (
    SELECT person_id, sum(points) AS redeemed
    FROM redemptions WHERE merchant_id = $1 AND unredeemed_at IS NULL GROUP BY person_id
), moved AS (
    SELECT person_id, sum(spent) AS spent, sum(redeemed) AS redeemed
    FROM (SELECT from_person_id AS person_id, spent_back - spent AS spent,
                 redeemed_back - redeemed AS redeemed
          FROM member_merges WHERE merchant_id = $1
          UNION ALL
          SELECT into_person_id, spent - spent_back, redeemed - redeemed_back
          FROM member_merges WHERE merchant_id = $1) AS both_sides
    GROUP BY person_id
), each AS (
    SELECT m.person_id || ': spent ' || m.spent AS name,
           m.spent = coalesce(l.spent, 0) + coalesce(v.spent, 0)
           AND coalesce(l.redeemed, 0) + coalesce(v.redeemed, 0) = coalesce(r.redeemed, 0) AS ok
    FROM members AS m
    LEFT JOIN line AS l USING (person_id)
    LEFT JOIN redemption AS r USING (person_id)
    LEFT JOIN moved AS v USING (person_id)
    WHERE m.merchant_id = $1
)
SELECT name, ok FROM each;

-- name: audit_reversals_within_earnings
-- No refunds took back more than their order earned.
WITH back AS (
    SELECT order_id, sum(amount) AS amount, sum(points) AS points, sum(growth) AS growth
    FROM reversals WHERE merchant_id = $1 GROUP BY order_id
), each AS (
    SELECT coalesce(c.credit_id, b.order_id) AS name,
           c.credit_id IS NOT NULL
           AND coalesce(b.amount, 0) = c.refunded AND c.refunded <= c.amount
           AND coalesce(b.points, 0) = c.reversed_points AND c.reversed_points <= c.points
           AND coalesce(b.growth, 0) = c.reversed_growth AND c.reversed_growth <= c.growth AS ok
    FROM (SELECT credit_id, amount, points, growth, refunded, reversed_points, reversed_growth
          FROM credits WHERE merchant_id = $1 AND kind = 1) AS c
    FULL JOIN back AS b ON b.order_id = c.credit_id
)
SELECT name, ok FROM each;

-- name: audit_earnings_stand_in_ledger
-- Every order that earned did so once, in the ledger.
WITH line AS (
    SELECT order_id, sum(points) AS points, sum(growth) AS growth
    FROM ledger WHERE merchant_id = $1 AND kind = 1 GROUP BY order_id
), each AS (
    SELECT coalesce(c.credit_id, l.order_id) AS name,
           c.credit_id IS NOT NULL AND coalesce(l.points, 0) = c.points
           AND coalesce(l.growth, 0) = c.growth AS ok
    FROM (SELECT credit_id, points, growth FROM credits
          WHERE merchant_id = $1 AND kind = 1) AS c
    FULL JOIN line AS l ON l.order_id = c.credit_id
)
SELECT name, ok FROM each;

-- name: audit_tier_matches_growth
-- Every member has the tier that their growth reaches.
SELECT m.person_id || ': growth ' || m.growth || ', tier ' || m.tier_code AS name,
       m.tier_code = coalesce((
           SELECT t.code FROM tiers AS t
           WHERE t.merchant_id = m.merchant_id AND t.growth_required <= m.growth
           ORDER BY t.growth_required DESC LIMIT 1), 'member') AS ok
FROM members AS m WHERE m.merchant_id = $1 AND m.status <> 3;

-- name: audit_merged_persons_have_nothing
-- Points, credits and redemptions of merged persons are with the person that stays.
WITH gone AS (
    SELECT merchant_id, from_person_id AS person_id FROM person_merges
    WHERE merchant_id = $1 AND NOT undone AND moved_at IS NOT NULL
), each AS (
    SELECT g.person_id AS name,
           NOT EXISTS (
               SELECT FROM members AS m
               WHERE m.merchant_id = $1 AND m.person_id = g.person_id AND m.status <> 3
                 AND (m.status <> 4 OR m.balance + m.owed + m.growth + m.spent > 0))
           AND NOT EXISTS (
               SELECT FROM credits AS c JOIN members AS m USING (merchant_id, person_id)
               WHERE c.merchant_id = $1 AND c.person_id = g.person_id AND m.status <> 3)
           AND NOT EXISTS (
               SELECT FROM redemptions AS r JOIN members AS m USING (merchant_id, person_id)
               WHERE r.merchant_id = $1 AND r.person_id = g.person_id AND m.status <> 3) AS ok
    FROM gone AS g
)
SELECT name, ok FROM each;

-- name: audit_totals
-- The sums that other services' books must match.
SELECT
    (SELECT count(*) FROM members WHERE merchant_id = $1) AS members,
    (SELECT count(*) FROM credits WHERE merchant_id = $1 AND kind = 1) AS orders_earned,
    (SELECT coalesce(sum(points), 0) FROM credits WHERE merchant_id = $1) AS points_earned,
    (SELECT coalesce(sum(reversed_points), 0) FROM credits WHERE merchant_id = $1)
        AS points_reversed,
    (SELECT coalesce(sum(points), 0) FROM redemptions
     WHERE merchant_id = $1 AND unredeemed_at IS NULL) AS points_redeemed,
    (SELECT coalesce(sum(expired), 0) FROM credits WHERE merchant_id = $1) AS points_expired,
    (SELECT coalesce(sum(balance), 0) FROM members WHERE merchant_id = $1) AS points_balance,
    (SELECT coalesce(sum(owed), 0) FROM members WHERE merchant_id = $1) AS points_owed,
    (SELECT count(*) FROM person_merges
     WHERE merchant_id = $1 AND NOT undone AND moved_at IS NOT NULL) AS standing_merges;

-- name: list_merchants
-- Every merchant that has a member; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM members ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM members t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));

-- name: list_audit_orders
-- Every order that earned, and every one whose points were refused for good.
SELECT order_id, '' AS store_id, currency_code, earned, 1 - earned AS refused
FROM (SELECT credit_id AS order_id, currency AS currency_code, 1 AS earned
      FROM credits WHERE merchant_id = $1 AND kind = 1
      UNION ALL
      SELECT u.order_id, '', 0 FROM unearned_orders AS u
      WHERE u.merchant_id = $1 AND NOT EXISTS (
          SELECT FROM credits AS c
          WHERE c.merchant_id = $1 AND c.kind = 1 AND c.credit_id = u.order_id)) AS each
ORDER BY order_id COLLATE "C";
