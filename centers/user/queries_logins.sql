-- name: find_login_request
-- What an earlier login with this request_id led to.
SELECT body_hash, login_id, identity_id, registered, made_at
FROM login_requests WHERE merchant_id = $1 AND request_id = $2;

-- name: claim_login_request
-- Keeps what a login led to; gives no row when a twin was first.
INSERT INTO login_requests
    (merchant_id, request_id, body_hash, login_id, identity_id, registered, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING RETURNING true;

-- name: add_login
-- Begins a login with its first refresh token.
WITH login AS (
    INSERT INTO logins (merchant_id, login_id, person_id, identity_id, started_at)
    VALUES ($1, $2, $3, $4, $5)
)
INSERT INTO refresh_tokens (merchant_id, token_hash, login_id, issued_at, expires_at)
VALUES ($1, $6, $2, $5, $7);

-- name: find_refresh_token
-- A refresh token, its login and its successor.
SELECT login.login_id, login.person_id, token.expires_at,
       login.ended_at IS NOT NULL AS login_ended,
       token.used_request_id, token.salt, next.expires_at AS successor_expires_at,
       coalesce(next.used_at IS NOT NULL, false) AS successor_used,
       coalesce(identity.channel, '') AS channel
FROM refresh_tokens AS token
JOIN logins AS login USING (merchant_id, login_id)
LEFT JOIN refresh_tokens AS next
    ON next.merchant_id = token.merchant_id AND next.token_hash = token.successor_hash
LEFT JOIN identities AS identity
    ON identity.merchant_id = login.merchant_id AND identity.identity_id = login.identity_id
WHERE token.merchant_id = $1 AND token.token_hash = $2;

-- name: lock_login_of_token
-- Makes those who use tokens of one login take turns. Alone, so that the statement after it
-- sees what the one before in the queue has done.
SELECT login.login_id FROM refresh_tokens AS token
JOIN logins AS login USING (merchant_id, login_id)
WHERE token.merchant_id = $1 AND token.token_hash = $2
FOR UPDATE OF login;

-- name: rotate_refresh_token
-- Uses a refresh token up and keeps the next one.
WITH used AS (
    UPDATE refresh_tokens
    SET used_at = $4, used_request_id = $5, salt = $6, successor_hash = $7
    WHERE merchant_id = $1 AND token_hash = $2
)
INSERT INTO refresh_tokens (merchant_id, token_hash, login_id, issued_at, expires_at)
VALUES ($1, $7, $3, $4, $8);

-- name: end_login
-- Ends a login; one that has ended stays as it is.
UPDATE logins SET ended_at = $3, end_reason = $4
WHERE merchant_id = $1 AND login_id = $2 AND ended_at IS NULL
RETURNING login_id;

-- name: end_login_of_token
-- Ends the login that a refresh token belongs to.
UPDATE logins SET ended_at = $3, end_reason = $4
WHERE merchant_id = $1 AND ended_at IS NULL AND login_id = (
    SELECT login_id FROM refresh_tokens WHERE merchant_id = $1 AND token_hash = $2)
RETURNING login_id;

-- name: end_logins_of_person
-- Ends a person's open logins, only those through the given identities when there are any.
UPDATE logins SET ended_at = $3, end_reason = $4
WHERE merchant_id = $1 AND person_id = $2 AND ended_at IS NULL
  AND (cardinality($5::text[]) = 0 OR identity_id = ANY ($5::text[]))
RETURNING login_id;

-- name: forget_login_requests
-- Drops what can no longer be repeated.
DELETE FROM login_requests WHERE made_at < $1;

-- name: forget_refresh_tokens
-- Drops tokens that expired long ago.
DELETE FROM refresh_tokens WHERE expires_at < $1;

-- name: forget_logins
-- Drops logins none of whose tokens is left.
DELETE FROM logins AS login
WHERE login.started_at < $1 AND NOT EXISTS (
    SELECT FROM refresh_tokens AS token
    WHERE token.merchant_id = login.merchant_id AND token.login_id = login.login_id);
