-- name: note_merge
-- Keeps that a person is another one from now on; not when the merge, or another of that person,
-- is known.
INSERT INTO person_merges (merchant_id, merge_id, from_person_id, into_person_id)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING;

-- name: take_merge
-- Whether a merge was undone, locked until the transaction ends.
SELECT undone FROM person_merges WHERE merchant_id = $1 AND merge_id = $2 FOR UPDATE;

-- name: keep_moved
-- Keeps that everything has moved.
UPDATE person_merges SET moved_at = now() WHERE merchant_id = $1 AND merge_id = $2;

-- name: keep_undone
-- Keeps that a merge was undone, also of one that was never heard of.
INSERT INTO person_merges (merchant_id, merge_id, from_person_id, into_person_id, undone)
VALUES ($1, $2, $3, $4, true)
ON CONFLICT (merchant_id, merge_id) DO UPDATE SET undone = true;

-- name: find_standing_merge
-- The merge by which a person is another one now.
SELECT merchant_id, merge_id, from_person_id, into_person_id
FROM person_merges WHERE merchant_id = $1 AND from_person_id = $2 AND NOT undone;

-- name: find_survivors
-- Who these persons are now, those among them that were merged.
WITH RECURSIVE way AS (
    SELECT asked, m.into_person_id AS person_id
    FROM unnest($2::text[]) AS asked
    JOIN person_merges m ON m.merchant_id = $1 AND m.from_person_id = asked AND NOT m.undone
    UNION
    SELECT way.asked, m.into_person_id
    FROM way JOIN person_merges m
        ON m.merchant_id = $1 AND m.from_person_id = way.person_id AND NOT m.undone
)
SELECT asked, person_id FROM way
WHERE NOT EXISTS (
    SELECT FROM person_merges m
    WHERE m.merchant_id = $1 AND m.from_person_id = way.person_id AND NOT m.undone);
