-- name: audit_identities_lead_to_persons
-- Every channel identity belongs to a person in use.
SELECT i.identity_id || ' belongs to ' || i.person_id AS name,
       coalesce(p.status = 1, false) AS ok
FROM identities AS i
LEFT JOIN persons AS p USING (merchant_id, person_id)
WHERE i.merchant_id = $1;

-- name: audit_one_default_address
-- Whoever keeps addresses has exactly one default among them.
SELECT person_id || ' has ' || count(*) FILTER (WHERE is_default) AS name,
       count(*) FILTER (WHERE is_default) = 1 AS ok
FROM addresses WHERE merchant_id = $1 GROUP BY person_id;

-- name: audit_open_logins_have_persons
-- Every open login is of a person in use.
SELECT l.login_id || ' of ' || l.person_id AS name, coalesce(p.status = 1, false) AS ok
FROM logins AS l
LEFT JOIN persons AS p USING (merchant_id, person_id)
WHERE l.merchant_id = $1 AND l.ended_at IS NULL;

-- name: audit_one_live_token_per_login
-- No open login has two refresh tokens that work.
SELECT l.login_id || ' has ' || count(t.token_hash) || ' unused tokens' AS name,
       count(t.token_hash) <= 1 AS ok
FROM logins AS l
LEFT JOIN refresh_tokens AS t
    ON t.merchant_id = l.merchant_id AND t.login_id = l.login_id AND t.used_at IS NULL
WHERE l.merchant_id = $1 AND l.ended_at IS NULL
GROUP BY l.login_id;

-- name: audit_merged_persons_lead_on
-- Every merged person has the standing merge that made it so.
SELECT p.person_id || ' was merged into ' || p.merged_into AS name,
       EXISTS (
           SELECT FROM merges AS m
           WHERE m.merchant_id = p.merchant_id AND m.from_person_id = p.person_id
             AND m.into_person_id = p.merged_into AND m.undone_at IS NULL) AS ok
FROM persons AS p WHERE p.merchant_id = $1 AND p.status = 2;

-- name: audit_totals
-- How much there is of a merchant.
SELECT
    (SELECT count(*) FROM persons WHERE merchant_id = $1) AS persons,
    (SELECT count(*) FROM identities WHERE merchant_id = $1) AS identities,
    (SELECT count(*) FROM addresses WHERE merchant_id = $1) AS addresses,
    (SELECT count(*) FROM logins WHERE merchant_id = $1 AND ended_at IS NULL) AS open_logins,
    (SELECT count(*) FROM merges WHERE merchant_id = $1) AS merges,
    (SELECT count(*) FROM merges WHERE merchant_id = $1 AND undone_at IS NULL)
        AS standing_merges;

-- name: list_merchants
-- Every merchant that has a person; only $1 unless it is empty.
WITH RECURSIVE found AS (
    (SELECT merchant_id FROM persons ORDER BY merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.merchant_id FROM persons t
            WHERE t.merchant_id > found.merchant_id ORDER BY t.merchant_id LIMIT 1)
    FROM found WHERE found.merchant_id IS NOT NULL
)
SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL AND ($1 IN ('', merchant_id));
