-- part: person
-- The columns of a person.
person_id, display_name, avatar_url, phone, phone_verified, language, status, merged_into,
       created_at, updated_at

-- part: identity
-- The columns of a channel account.
identity_id, person_id, channel, subject, app_id, union_subject, bound_at, last_login_at

-- name: find_by_account
-- The person behind a channel account, and the account.
SELECT {person}, {identity}
FROM identities JOIN persons USING (merchant_id, person_id)
WHERE merchant_id = $1 AND channel = $2 AND subject = $3;

-- name: add_person
-- Keeps a new person with the account they are known by. Fails when the account is bound.
WITH person AS (
    INSERT INTO persons
        (merchant_id, person_id, display_name, avatar_url, phone, phone_verified, language,
         status, merged_into, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)
INSERT INTO identities
    (merchant_id, identity_id, person_id, channel, subject, app_id, union_subject, bound_at,
     last_login_at)
VALUES ($1, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: find_persons_by_accounts
-- Who is behind channel accounts.
SELECT i.channel, i.subject, i.person_id
FROM unnest($2::text[], $3::text[]) AS n (channel, subject)
JOIN identities AS i ON i.merchant_id = $1 AND i.channel = n.channel AND i.subject = n.subject;

-- name: add_persons
-- Keeps new persons with the accounts they are known by. Fails when one of these is bound.
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(
        $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]
    ) AS n (person_id, display_name, phone, identity_id, channel, subject)
), person AS (
    INSERT INTO persons
        (merchant_id, person_id, display_name, phone, language, status, created_at, updated_at)
    SELECT $1, person_id, display_name, phone, '', $8, $9, $9 FROM given
)
INSERT INTO identities (merchant_id, identity_id, person_id, channel, subject, bound_at)
SELECT $1, identity_id, person_id, channel, subject, $9 FROM given;

-- name: save_person
-- Keeps what can change of a person.
UPDATE persons
SET display_name = $3, avatar_url = $4, phone = $5, phone_verified = $6, language = $7,
    status = $8, merged_into = $9, updated_at = $10
WHERE merchant_id = $1 AND person_id = $2;

-- name: find_person
-- One person.
SELECT {person}
FROM persons WHERE merchant_id = $1 AND person_id = $2;

-- name: find_persons
-- Persons, in the order of their ids; unknown ones are missing.
SELECT {person}
FROM persons WHERE merchant_id = $1 AND person_id = ANY ($2::text[])
ORDER BY person_id;

-- name: take_persons_for_change
-- Persons, locked in the order of their ids until the transaction ends.
SELECT {person}
FROM persons WHERE merchant_id = $1 AND person_id = ANY ($2::text[])
ORDER BY person_id FOR UPDATE;

-- name: list_persons
-- Persons, newest first; an empty filter lets all pass.
SELECT {person}
FROM persons AS p
WHERE merchant_id = $1
  AND ($2 = '' OR person_id < $2)
  AND ($3 = '' OR EXISTS (
      SELECT FROM identities AS i
      WHERE i.merchant_id = p.merchant_id AND i.person_id = p.person_id AND i.channel = $3))
ORDER BY person_id DESC LIMIT $4;

-- name: list_persons_by_phone
-- Persons with this phone, newest first; apart, so that the index is always used.
SELECT {person}
FROM persons AS p
WHERE merchant_id = $1 AND phone = $5 AND phone <> ''
  AND ($2 = '' OR person_id < $2)
  AND ($3 = '' OR EXISTS (
      SELECT FROM identities AS i
      WHERE i.merchant_id = p.merchant_id AND i.person_id = p.person_id AND i.channel = $3))
ORDER BY person_id DESC LIMIT $4;

-- name: add_identity
-- Binds a channel account.
INSERT INTO identities
    (merchant_id, identity_id, person_id, channel, subject, app_id, union_subject, bound_at,
     last_login_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: find_identity
-- One identity.
SELECT {identity}
FROM identities WHERE merchant_id = $1 AND identity_id = $2;

-- name: list_identities
-- A person's identities, oldest first.
SELECT {identity}
FROM identities
WHERE merchant_id = $1 AND person_id = $2 AND identity_id > $3
ORDER BY identity_id LIMIT $4;

-- name: remove_identity
-- Forgets a channel account.
DELETE FROM identities WHERE merchant_id = $1 AND identity_id = $2;

-- name: move_identities
-- Gives identities of one person to another; no ids means all.
UPDATE identities SET person_id = $3
WHERE merchant_id = $1 AND person_id = $2
  AND (cardinality($4::text[]) = 0 OR identity_id = ANY ($4::text[]))
RETURNING identity_id;
