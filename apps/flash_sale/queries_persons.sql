-- name: wait_for_admissions
-- Waits for whoever has locked a session, to let people in.
LOCK TABLE sessions IN EXCLUSIVE MODE;

-- name: list_sessions_of_person
-- In which sessions a person waits, was let in or has bought.
SELECT DISTINCT session_id FROM admissions
WHERE merchant_id = $1 AND person_id = $2 AND state IN (1, 2, 3, 4);

-- name: list_sessions_of_admissions
-- Of which sessions admissions are.
SELECT DISTINCT session_id FROM admissions WHERE merchant_id = $1 AND token = ANY ($2::text[]);

-- name: give_admissions
-- Gives admissions of one person to another.
UPDATE admissions SET person_id = $4
WHERE merchant_id = $1 AND token = ANY ($2::text[]) AND person_id = $3;

-- name: keep_moved_admissions
-- Keeps which admissions a merge moved.
INSERT INTO person_moves (merchant_id, merge_id, kind, key)
SELECT $1, $2, 'admission', ARRAY[n.token] FROM unnest($3::text[]) AS n (token)
ON CONFLICT DO NOTHING;

-- name: take_moved_admissions
-- Which admissions a merge moved, and that they go back.
DELETE FROM person_moves WHERE merchant_id = $1 AND merge_id = $2 AND kind = 'admission'
RETURNING key[1] AS token;
