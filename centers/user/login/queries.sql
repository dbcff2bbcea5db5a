-- part: person
-- The columns of a person.
person_id, display_name, avatar_url, phone, phone_verified, language, status, merged_into,
       created_at, updated_at

-- part: identity
-- The columns of a channel account.
identity_id, person_id, channel, subject, app_id, union_subject, bound_at, last_login_at

-- name: find_login_request
-- What an earlier login with this request_id led to.
SELECT body_hash, login_id, identity_id, registered, made_at
FROM login_requests WHERE merchant_id = $1 AND request_id = $2;

-- name: lock_union
-- Makes those who log in through accounts of one union take turns; the key names merchant and union.
SELECT pg_advisory_xact_lock(hashtextextended($1, 1));

-- name: log_in
-- Keeps a login whole: its account, and its person if they are new, its request and first token.
-- No row, and nothing kept, when the request was kept before, or when the account is new and
-- must not be registered here ($4). Fails when the account was bound at the same time.
WITH known AS (
    -- Waits for a merge that moves the account, and sees whose it is then.
    UPDATE identities
    SET last_login_at = $7,
        app_id = CASE WHEN $8 = '' THEN app_id ELSE $8 END,
        union_subject = CASE WHEN union_subject = '' THEN $9 ELSE union_subject END
    WHERE merchant_id = $1 AND channel = $5 AND subject = $6
    RETURNING {identity}
), sharing AS (
    -- Whose accounts share the union; the oldest account decides.
    SELECT person_id FROM identities
    WHERE merchant_id = $1 AND union_subject = $9 AND union_subject <> ''
      AND NOT EXISTS (SELECT FROM known)
    ORDER BY identity_id LIMIT 1
), owner AS (
    -- Locked, so that no merge moves the person's accounts before this one is among them.
    SELECT {person} FROM persons
    WHERE merchant_id = $1 AND status = 1 AND person_id IN (SELECT person_id FROM sharing)
    FOR UPDATE
), found AS (
    SELECT {person} FROM persons
    WHERE merchant_id = $1 AND status = 1 AND person_id IN (SELECT person_id FROM known)
    UNION ALL
    SELECT {person} FROM owner
), claimed AS (
    INSERT INTO login_requests
        (merchant_id, request_id, body_hash, login_id, identity_id, registered, made_at)
    SELECT $1, $2, $3, $10, coalesce((SELECT identity_id FROM known), $11),
           NOT EXISTS (SELECT FROM found), $7
    WHERE EXISTS (SELECT FROM found)
       OR ($4 AND NOT EXISTS (SELECT FROM known) AND NOT EXISTS (SELECT FROM sharing))
    ON CONFLICT DO NOTHING
    RETURNING identity_id AS claimed_for, registered
), made AS (
    INSERT INTO persons (merchant_id, person_id, display_name, status, created_at, updated_at)
    SELECT $1, $12, $13, 1, $7, $7 FROM claimed WHERE registered
    RETURNING {person}
), person AS (
    SELECT {person} FROM found UNION ALL SELECT {person} FROM made
), bound AS (
    INSERT INTO identities
        (merchant_id, identity_id, person_id, channel, subject, app_id, union_subject, bound_at,
         last_login_at)
    SELECT $1, claimed_for, person_id, $5, $6, $8, $9, $7, $7
    FROM claimed, person WHERE NOT EXISTS (SELECT FROM known)
    RETURNING {identity}
), identity AS (
    SELECT {identity} FROM known UNION ALL SELECT {identity} FROM bound
), login AS (
    INSERT INTO logins (merchant_id, login_id, person_id, identity_id, started_at)
    SELECT $1, $10, person_id, claimed_for, $7 FROM claimed, person
), token AS (
    INSERT INTO refresh_tokens (merchant_id, token_hash, login_id, issued_at, expires_at)
    SELECT $1, $14, $10, $7, $15 FROM claimed
)
SELECT {person}, {identity}, registered AS is_new
FROM claimed CROSS JOIN person JOIN identity USING (person_id);

-- name: find_refresh_token
-- A refresh token, its login and its successor.
SELECT login.login_id, login.person_id, token.expires_at,
       login.ended_at IS NOT NULL AS login_ended,
       token.used_request_id, coalesce(token.salt, '') AS salt,
       next.expires_at AS successor_expires_at,
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

-- name: forget_refresh_tokens
-- Drops some tokens that expired long ago, and logins that have no other; tells how many tokens.
WITH old AS (
    SELECT merchant_id, token_hash, login_id FROM refresh_tokens
    WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM refresh_tokens AS token USING old
    WHERE token.merchant_id = old.merchant_id AND token.token_hash = old.token_hash
    RETURNING 1
), over AS (
    DELETE FROM logins AS login USING old
    WHERE login.merchant_id = old.merchant_id AND login.login_id = old.login_id
      AND NOT EXISTS (
        SELECT FROM refresh_tokens AS other
        WHERE other.merchant_id = login.merchant_id AND other.login_id = login.login_id
          AND other.expires_at >= $1)
)
SELECT count(*) FROM gone;
