-- part: revocation
-- The columns of a revocation.
merchant_id, kind, subject, issued_before, expires_at, reason, revoked_by, revoked_at

-- name: save_revocations
-- Keeps revocations; one that is there already only grows. Gives them as they are kept now.
INSERT INTO revocations AS kept
    (merchant_id, kind, subject, issued_before, expires_at, reason, revoked_by, revoked_at)
SELECT $1, $2, asked.subject, $4::timestamptz, $5::timestamptz, $6, $7, $8::timestamptz
FROM unnest($3::text[]) AS asked (subject)
ON CONFLICT (merchant_id, kind, subject) DO UPDATE
SET issued_before = greatest(kept.issued_before, excluded.issued_before),
    expires_at = greatest(kept.expires_at, excluded.expires_at),
    reason = excluded.reason, revoked_by = excluded.revoked_by, revoked_at = excluded.revoked_at
RETURNING {revocation};

-- name: list_revocations
-- A merchant's revocations that still matter, by kind and subject.
SELECT {revocation}
FROM revocations
WHERE merchant_id = $1 AND expires_at > $2 AND (kind, subject) > ($3, $4)
ORDER BY kind, subject LIMIT $5;

-- name: all_revocations
-- Revocations of all merchants that still matter, in pages.
SELECT {revocation}
FROM revocations
WHERE expires_at > $1 AND (merchant_id, kind, subject) > ($2, $3, $4)
ORDER BY merchant_id, kind, subject LIMIT $5;
