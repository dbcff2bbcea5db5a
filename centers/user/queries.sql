-- name: lock_accounts
-- Makes those who register the same accounts take turns; keys come sorted.
SELECT pg_advisory_xact_lock(hashtextextended(key, 1)) FROM unnest($1::text[]) AS key;

-- name: find_identity_by_account
-- The identity of a channel account.
SELECT identity_id, person_id, channel, subject, app_id, union_subject, bound_at, last_login_at
FROM identities WHERE merchant_id = $1 AND channel = $2 AND subject = $3;

-- name: find_person_by_union
-- Whose accounts share this union subject; the oldest account decides.
SELECT person_id FROM identities
WHERE merchant_id = $1 AND union_subject = $2 AND union_subject <> ''
ORDER BY identity_id LIMIT 1;

-- name: add_person
-- Keeps a new person.
INSERT INTO persons
    (merchant_id, person_id, display_name, avatar_url, phone, phone_verified, language,
     status, merged_into, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: save_person
-- Keeps what can change of a person.
UPDATE persons
SET display_name = $3, avatar_url = $4, phone = $5, phone_verified = $6, language = $7,
    status = $8, merged_into = $9, updated_at = $10
WHERE merchant_id = $1 AND person_id = $2;

-- name: find_person
-- One person.
SELECT person_id, display_name, avatar_url, phone, phone_verified, language, status,
       merged_into, created_at, updated_at
FROM persons WHERE merchant_id = $1 AND person_id = $2;

-- name: find_persons
-- Persons, in the order of their ids; unknown ones are missing.
SELECT person_id, display_name, avatar_url, phone, phone_verified, language, status,
       merged_into, created_at, updated_at
FROM persons WHERE merchant_id = $1 AND person_id = ANY ($2::text[])
ORDER BY person_id;

-- name: take_persons_for_change
-- Persons, locked in the order of their ids until the transaction ends.
SELECT person_id, display_name, avatar_url, phone, phone_verified, language, status,
       merged_into, created_at, updated_at
FROM persons WHERE merchant_id = $1 AND person_id = ANY ($2::text[])
ORDER BY person_id FOR UPDATE;

-- name: list_persons
-- Persons, newest first; an empty filter lets all pass.
SELECT person_id, display_name, avatar_url, phone, phone_verified, language, status,
       merged_into, created_at, updated_at
FROM persons AS p
WHERE merchant_id = $1
  AND ($2 = '' OR person_id < $2)
  AND ($3 = '' OR EXISTS (
      SELECT FROM identities AS i
      WHERE i.merchant_id = p.merchant_id AND i.person_id = p.person_id AND i.channel = $3))
ORDER BY person_id DESC LIMIT $4;

-- name: list_persons_by_phone
-- Persons with this phone, newest first; apart, so that the index is always used.
SELECT person_id, display_name, avatar_url, phone, phone_verified, language, status,
       merged_into, created_at, updated_at
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

-- name: note_login_of_identity
-- Keeps when an account was last used, and what its channel has told since.
UPDATE identities
SET last_login_at = $3,
    app_id = CASE WHEN $4 = '' THEN app_id ELSE $4 END,
    union_subject = CASE WHEN union_subject = '' THEN $5 ELSE union_subject END
WHERE merchant_id = $1 AND identity_id = $2
RETURNING identity_id, person_id, channel, subject, app_id, union_subject, bound_at,
          last_login_at;

-- name: find_identity
-- One identity.
SELECT identity_id, person_id, channel, subject, app_id, union_subject, bound_at, last_login_at
FROM identities WHERE merchant_id = $1 AND identity_id = $2;

-- name: list_identities
-- A person's identities, oldest first.
SELECT identity_id, person_id, channel, subject, app_id, union_subject, bound_at, last_login_at
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

-- name: list_addresses
-- A person's addresses, the default one first, then newest first.
SELECT address_id, person_id, label, contact_name, contact_phone, street, detail, city,
       country_code, postal_code, latitude, longitude, is_default, created_at, updated_at
FROM addresses
WHERE merchant_id = $1 AND person_id = $2
ORDER BY is_default DESC, address_id DESC;

-- name: save_address
-- Keeps an address, new or changed; which one is the default is set apart.
INSERT INTO addresses
    (merchant_id, person_id, address_id, label, contact_name, contact_phone, street, detail,
     city, country_code, postal_code, latitude, longitude, is_default, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, false, $14, $15)
ON CONFLICT (merchant_id, person_id, address_id) DO UPDATE
SET label = excluded.label, contact_name = excluded.contact_name,
    contact_phone = excluded.contact_phone, street = excluded.street,
    detail = excluded.detail, city = excluded.city, country_code = excluded.country_code,
    postal_code = excluded.postal_code, latitude = excluded.latitude,
    longitude = excluded.longitude, updated_at = excluded.updated_at;

-- name: clear_default_address
-- Leaves a person without a default address; the next statement sets the right one.
UPDATE addresses SET is_default = false
WHERE merchant_id = $1 AND person_id = $2 AND is_default AND address_id <> $3;

-- name: set_default_address
-- Makes an address the one that is offered first.
UPDATE addresses SET is_default = true
WHERE merchant_id = $1 AND person_id = $2 AND address_id = $3;

-- name: remove_address
-- Forgets an address.
DELETE FROM addresses WHERE merchant_id = $1 AND person_id = $2 AND address_id = $3;

-- name: move_addresses
-- Gives addresses of one person to another, none of them as default; no ids means all.
UPDATE addresses SET person_id = $3, is_default = false
WHERE merchant_id = $1 AND person_id = $2
  AND (cardinality($4::text[]) = 0 OR address_id = ANY ($4::text[]))
RETURNING address_id;

-- name: add_merge
-- Keeps what a merge moved.
INSERT INTO merges
    (merchant_id, merge_id, from_person_id, into_person_id, moved_identity_ids,
     moved_address_ids, reason, merged_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: take_merge_for_change
-- One merge, locked until the transaction ends.
SELECT merge_id, from_person_id, into_person_id, moved_identity_ids, moved_address_ids,
       reason, merged_at, undone_at
FROM merges WHERE merchant_id = $1 AND merge_id = $2 FOR UPDATE;

-- name: end_merge
-- Keeps that a merge was undone.
UPDATE merges SET undone_at = $3 WHERE merchant_id = $1 AND merge_id = $2;

-- name: list_merges
-- Merges, newest first; an empty person lets all pass.
SELECT merge_id, from_person_id, into_person_id, moved_identity_ids, moved_address_ids,
       reason, merged_at, undone_at
FROM merges
WHERE merchant_id = $1 AND ($2 = '' OR merge_id < $2)
  AND ($3 = '' OR $3 IN (from_person_id, into_person_id))
  AND (NOT $4 OR undone_at IS NULL)
ORDER BY merge_id DESC LIMIT $5;
