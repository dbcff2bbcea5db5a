-- part: merge
-- The columns of a merge.
merge_id, from_person_id, into_person_id, moved_identity_ids, moved_address_ids,
       reason, merged_at, undone_at

-- name: add_merge
-- Keeps what a merge moved.
INSERT INTO merges
    (merchant_id, merge_id, from_person_id, into_person_id, moved_identity_ids,
     moved_address_ids, reason, merged_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: take_merge_for_change
-- One merge, locked until the transaction ends.
SELECT {merge}
FROM merges WHERE merchant_id = $1 AND merge_id = $2 FOR UPDATE;

-- name: end_merge
-- Keeps that a merge was undone.
UPDATE merges SET undone_at = $3 WHERE merchant_id = $1 AND merge_id = $2;

-- name: list_merges
-- Merges, newest first; an empty person lets all pass.
SELECT {merge}
FROM merges
WHERE merchant_id = $1 AND ($2 = '' OR merge_id < $2)
  AND ($3 = '' OR $3 IN (from_person_id, into_person_id))
  AND (NOT $4 OR undone_at IS NULL)
ORDER BY merge_id DESC LIMIT $5;
