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
