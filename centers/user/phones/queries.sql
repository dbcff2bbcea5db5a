-- part: verification
-- The columns of a verification.
verification_id, person_id, phone, request_id, state, wrong_tries, started_at, expires_at

-- name: lock_phone
-- Makes those who have codes sent to one phone take turns; the key names merchant and phone.
SELECT pg_advisory_xact_lock(hashtextextended($1, 2));

-- name: find_verification
-- One verification.
SELECT {verification} FROM phone_verifications WHERE merchant_id = $1 AND verification_id = $2;

-- name: take_verification
-- One verification, locked until the transaction ends.
SELECT {verification} FROM phone_verifications
WHERE merchant_id = $1 AND verification_id = $2
FOR UPDATE;

-- name: find_verification_of_request
-- The verification that a person's request has opened, unless it is closed or over.
SELECT {verification} FROM phone_verifications
WHERE merchant_id = $1 AND person_id = $2 AND request_id = $3 AND state = 1 AND expires_at > $4
ORDER BY verification_id DESC LIMIT 1;

-- name: recent_of_person
-- When codes were sent for a person.
SELECT started_at FROM phone_verifications
WHERE merchant_id = $1 AND person_id = $2 AND started_at > $3;

-- name: recent_to_phone
-- When codes were sent to a phone.
SELECT started_at FROM phone_verifications
WHERE merchant_id = $1 AND phone = $2 AND started_at > $3;

-- name: close_verifications
-- Closes what is open of a person and a phone.
UPDATE phone_verifications SET state = 3
WHERE merchant_id = $1 AND person_id = $2 AND phone = $3 AND state = 1;

-- name: add_verification
-- Keeps a new verification.
INSERT INTO phone_verifications
    (merchant_id, verification_id, person_id, phone, request_id, state, wrong_tries, started_at,
     expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: save_verification
-- Keeps what can change of a verification.
UPDATE phone_verifications SET state = $3, wrong_tries = $4
WHERE merchant_id = $1 AND verification_id = $2;
