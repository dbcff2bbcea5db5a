-- name: take_crm
-- Until the transaction ends nobody else decides who the CRM's members of a chain are.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' crm of ' || $1::text, 0));

-- name: find_links
-- What is kept of these members of the CRM, or of those who are these persons.
SELECT crm_member_id, person_id, revision, closed
FROM crm_members
WHERE merchant_id = $1
  AND (crm_member_id = ANY ($2::text[]) OR (person_id <> '' AND person_id = ANY ($3::text[])));

-- name: find_persons
-- The persons who have these member ids.
SELECT member_id, person_id FROM members WHERE merchant_id = $1 AND member_id = ANY ($2::text[]);

-- name: sum_underway
-- What moved in the ledgers of persons after positions, but for what this CRM moved itself, and what
-- that has led to, as of one moment.
SELECT n.person_id, coalesce(l.points, 0) AS points, m.balance
FROM unnest($2::text[], $3::bigint[]) AS n (person_id, position)
JOIN members AS m ON m.merchant_id = $1 AND m.person_id = n.person_id
CROSS JOIN LATERAL (
    SELECT sum(l.points)::bigint AS points
    FROM ledger AS l
    WHERE l.merchant_id = $1 AND l.person_id = n.person_id AND l.position > n.position
      AND NOT (l.kind = 10 AND l.reason = $4)
) AS l;

-- name: find_granted_growth
-- By what CRMs raised the growth of persons, as far as it was not taken back.
SELECT kind, credit_id, person_id, amount, currency, points, growth, earned_at, expires_at,
       refunded, reversed_points, reversed_growth, expired
FROM credits
WHERE merchant_id = $1 AND person_id = ANY ($2::text[]) AND kind = 2
  AND growth - reversed_growth > 0
ORDER BY earned_at, credit_id;

-- name: free_persons
-- Takes persons from members of the CRM: others are them now.
UPDATE crm_members SET person_id = ''
WHERE merchant_id = $1 AND person_id <> '' AND person_id = ANY ($2::text[]);

-- name: keep_crm
-- Keeps states of a CRM with who they are here, and what of them could not be taken over.
WITH told AS (
    SELECT *
    FROM unnest($2::text[], $3::text[], $4::bigint[], $5::boolean[], $6::bytea[])
         AS t (crm_member_id, person_id, revision, closed, told)
), kept AS (
    INSERT INTO crm_members
        (merchant_id, crm_member_id, person_id, revision, closed, told, told_at)
    SELECT $1, crm_member_id, person_id, revision, closed, told, $13 FROM told
    ON CONFLICT (merchant_id, crm_member_id) DO UPDATE
    SET person_id = excluded.person_id, revision = excluded.revision,
        closed = excluded.closed, told = excluded.told, told_at = excluded.told_at
), gone AS (
    DELETE FROM crm_conflicts AS c USING told
    WHERE c.merchant_id = $1 AND c.crm_member_id = told.crm_member_id
      AND (c.crm_member_id, c.field) NOT IN (
          SELECT n.crm_member_id, n.field
          FROM unnest($7::text[], $8::text[]) AS n (crm_member_id, field))
)
INSERT INTO crm_conflicts
    (merchant_id, crm_member_id, field, member_id, our_value, crm_value, found_at)
SELECT $1, n.crm_member_id, n.field, n.member_id, n.our_value, n.crm_value, n.found_at
FROM unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[])
     AS n (crm_member_id, field, member_id, our_value, crm_value, found_at)
ON CONFLICT (merchant_id, crm_member_id, field) DO UPDATE
SET member_id = excluded.member_id, our_value = excluded.our_value,
    crm_value = excluded.crm_value;

-- name: list_conflicts
-- What could not be taken over, by member and field, after one.
SELECT crm_member_id, field, member_id, our_value, crm_value, found_at
FROM crm_conflicts
WHERE merchant_id = $1 AND (crm_member_id, field) > ($2, $3)
ORDER BY crm_member_id, field
LIMIT $4;

-- name: find_account
-- What the CRM told last of a person.
SELECT told FROM crm_members WHERE merchant_id = $1 AND person_id = $2 AND person_id <> '';

-- name: find_openings
-- What persons had before a position who are not told of yet, but for what this CRM moved itself.
SELECT n.person_id, coalesce(l.points, 0) AS points
FROM unnest($2::text[], $3::bigint[]) AS n (person_id, position)
CROSS JOIN LATERAL (
    SELECT sum(l.points)::bigint AS points
    FROM ledger AS l
    WHERE l.merchant_id = $1 AND l.person_id = n.person_id AND l.position < n.position
      AND NOT (l.kind = 10 AND l.reason = $4)
) AS l
WHERE NOT EXISTS (
    SELECT FROM crm_told AS t
    WHERE t.merchant_id = $1 AND t.plugin = $4 AND t.person_id = n.person_id);

-- name: keep_told
-- Keeps that a CRM is told of persons' points from now on.
INSERT INTO crm_told (merchant_id, plugin, person_id)
SELECT $1, $2, n.person_id FROM unnest($3::text[]) AS n (person_id)
ON CONFLICT DO NOTHING;
