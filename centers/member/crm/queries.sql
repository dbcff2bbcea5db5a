-- name: take_crm
-- Until the transaction ends nobody else decides who the CRM's members of a chain are.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' crm of ' || $1::text, 0));

-- name: find_links
-- What is kept of these members of the CRM, or of those who are these persons.
SELECT crm_member_id, person_id, revision, closed
FROM crm_members
WHERE merchant_id = $1 AND plugin = $2
  AND (crm_member_id = ANY ($3::text[]) OR (person_id <> '' AND person_id = ANY ($4::text[])));

-- name: find_persons
-- The persons who have these member ids.
SELECT member_id, person_id FROM members WHERE merchant_id = $1 AND member_id = ANY ($2::text[]);

-- name: sum_underway
-- What moved in the ledgers of persons after positions, but for what this CRM moved itself, and what
-- that has led to, as of one moment.
SELECT n.person_id, coalesce(l.points, 0) AS points, m.balance
FROM unnest($3::text[], $4::bigint[]) AS n (person_id, position)
JOIN members AS m ON m.merchant_id = $1 AND m.person_id = n.person_id
CROSS JOIN LATERAL (
    SELECT sum(l.points)::bigint AS points
    FROM ledger AS l
    WHERE l.merchant_id = $1 AND l.person_id = n.person_id AND l.position > n.position
      AND NOT (l.kind = 10 AND l.reason = $2)
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
-- Takes persons from members of the CRM: others are them now, who were told nothing.
WITH told AS (
    DELETE FROM crm_told WHERE merchant_id = $1 AND plugin = $2 AND person_id = ANY ($3::text[])
)
UPDATE crm_members SET person_id = ''
WHERE merchant_id = $1 AND plugin = $2 AND person_id <> '' AND person_id = ANY ($3::text[]);

-- name: keep_crm
-- Keeps states of a CRM with who they are here, and what of them could not be taken over.
WITH told AS (
    SELECT *
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::boolean[], $7::bytea[])
         AS t (crm_member_id, person_id, revision, closed, told)
), kept AS (
    INSERT INTO crm_members
        (merchant_id, plugin, crm_member_id, person_id, revision, closed, told, told_at)
    SELECT $1, $2, crm_member_id, person_id, revision, closed, told, $14 FROM told
    ON CONFLICT (merchant_id, plugin, crm_member_id) DO UPDATE
    SET person_id = excluded.person_id, revision = excluded.revision,
        closed = excluded.closed, told = excluded.told, told_at = excluded.told_at
), gone AS (
    DELETE FROM crm_conflicts AS c USING told
    WHERE c.merchant_id = $1 AND c.plugin = $2 AND c.crm_member_id = told.crm_member_id
      AND (c.crm_member_id, c.field) NOT IN (
          SELECT n.crm_member_id, n.field
          FROM unnest($8::text[], $9::text[]) AS n (crm_member_id, field))
)
INSERT INTO crm_conflicts
    (merchant_id, plugin, crm_member_id, field, member_id, our_value, crm_value, found_at)
SELECT $1, $2, n.crm_member_id, n.field, n.member_id, n.our_value, n.crm_value, n.found_at
FROM unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[])
     AS n (crm_member_id, field, member_id, our_value, crm_value, found_at)
ON CONFLICT (merchant_id, plugin, crm_member_id, field) DO UPDATE
SET member_id = excluded.member_id, our_value = excluded.our_value,
    crm_value = excluded.crm_value;

-- name: forget_crm
-- Forgets what a CRM that is gone told, and was told, in all chains, and ends what compares with it.
WITH syncs AS (
    UPDATE crm_syncs SET status = 3, failure = 'The plug-in was removed.', ended_at = now()
    WHERE plugin = $1 AND status = 1
), members AS (DELETE FROM crm_members WHERE plugin = $1),
     conflicts AS (DELETE FROM crm_conflicts WHERE plugin = $1)
DELETE FROM crm_told WHERE plugin = $1;

-- name: list_conflicts
-- What could not be taken over, by member and field, after one.
SELECT crm_member_id, field, member_id, our_value, crm_value, found_at
FROM crm_conflicts
WHERE merchant_id = $1 AND plugin = $2 AND (crm_member_id, field) > ($3, $4)
ORDER BY crm_member_id, field
LIMIT $5;

-- name: take_conflict
-- Takes a conflict out; answers with what the CRM told last of whom it is about.
DELETE FROM crm_conflicts AS c USING crm_members AS m
WHERE c.merchant_id = $1 AND c.plugin = $2 AND c.crm_member_id = $3 AND c.field = $4
  AND m.merchant_id = $1 AND m.plugin = $2 AND m.crm_member_id = $3
RETURNING m.told;

-- name: find_account
-- What the CRM told last of a person.
SELECT told FROM crm_members
WHERE merchant_id = $1 AND plugin = $2 AND person_id = $3 AND person_id <> '';

-- name: find_openings
-- What moved in the ledgers of persons before a position, behind where a CRM was told of them last and
-- behind what it says it knows, but for what this CRM moved itself.
SELECT n.person_id, a.after, l.points
FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS n (person_id, position, known)
LEFT JOIN crm_told AS t
  ON t.merchant_id = $1 AND t.plugin = $2 AND t.person_id = n.person_id
CROSS JOIN LATERAL (SELECT greatest(t.position, n.known) AS after) AS a
CROSS JOIN LATERAL (
    SELECT sum(l.points)::bigint AS points
    FROM ledger AS l
    WHERE l.merchant_id = $1 AND l.person_id = n.person_id
      AND l.position > a.after AND l.position < n.position
      AND NOT (l.kind = 10 AND l.reason = $2)
) AS l
WHERE l.points <> 0;

-- name: find_told
-- Up to which lines of persons' ledgers a CRM was told.
SELECT person_id, position FROM crm_told
WHERE merchant_id = $1 AND plugin = $2 AND person_id = ANY ($3::text[]);

-- name: set_back
-- Forgets what a CRM told of persons ($3) whom it does not know any more, and sets back up to which lines
-- it was told of some, unless it was told others meanwhile.
WITH gone AS (
    DELETE FROM crm_members
    WHERE merchant_id = $1 AND plugin = $2 AND person_id <> '' AND person_id = ANY ($3::text[])
)
UPDATE crm_told AS t SET position = n.known
FROM unnest($4::text[], $5::bigint[], $6::bigint[]) AS n (person_id, told, known)
WHERE t.merchant_id = $1 AND t.plugin = $2 AND t.person_id = n.person_id AND t.position = n.told;

-- name: keep_told
-- Keeps up to which lines of persons' ledgers a CRM was told, of those who are still the member of
-- it that they were when it was told, or still none that is known.
INSERT INTO crm_told AS t (merchant_id, plugin, person_id, position)
SELECT $1, $2, n.person_id, n.position
FROM unnest($3::text[], $4::bigint[], $5::text[]) AS n (person_id, position, crm_member_id)
LEFT JOIN crm_members AS m
  ON m.merchant_id = $1 AND m.plugin = $2 AND m.person_id <> '' AND m.person_id = n.person_id
WHERE coalesce(m.crm_member_id, '') = n.crm_member_id
ORDER BY n.person_id
ON CONFLICT (merchant_id, plugin, person_id) DO UPDATE SET position = excluded.position
WHERE t.position < excluded.position;
