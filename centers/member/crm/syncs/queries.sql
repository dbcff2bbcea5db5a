-- part: sync
-- What a sync is.
sync_id, plugin, direction, status, phase, cursor, pulled_count, pushed_count, refused_count,
conflict_count, failure, started_at, ended_at

-- name: start_sync
-- Starts a sync, from where the last one of its direction was if that broke off, unless one is running;
-- answers with the one that runs.
INSERT INTO crm_syncs AS s
    (merchant_id, sync_id, plugin, direction, status, phase, cursor, started_at, leased_to)
SELECT $1, $2, $3, $4, 1, coalesce(l.phase, $5), coalesce(l.cursor, ''), $6, $6
FROM (VALUES (1)) AS one
LEFT JOIN (
    SELECT phase, cursor, status FROM crm_syncs
    WHERE merchant_id = $1 AND plugin = $3 AND direction = $4
    ORDER BY sync_id DESC LIMIT 1
) AS l ON l.status = 3
ON CONFLICT (merchant_id) WHERE status = 1 DO UPDATE SET status = s.status
RETURNING {sync};

-- name: find_sync
-- One sync of a chain.
SELECT {sync} FROM crm_syncs WHERE merchant_id = $1 AND sync_id = $2;

-- name: lease_sync
-- The running sync whose next step has been due for longest, leased to whoever asks.
UPDATE crm_syncs SET leased_to = $2
WHERE (merchant_id, sync_id) = (
    SELECT merchant_id, sync_id FROM crm_syncs
    WHERE status = 1 AND leased_to <= $1
    ORDER BY leased_to LIMIT 1
    FOR UPDATE SKIP LOCKED)
RETURNING merchant_id, {sync};

-- name: keep_sync
-- Keeps what a step has made of a running sync, whose next one is due at a moment ($13), unless somebody
-- else has done it; answers whether it was kept.
UPDATE crm_syncs
SET status = $5, phase = $6, cursor = $7, pulled_count = $8, pushed_count = $9,
    refused_count = $10, conflict_count = $11, failure = $12, leased_to = $13, ended_at = $14
WHERE merchant_id = $1 AND sync_id = $2 AND phase = $3 AND cursor = $4 AND status = 1
RETURNING true;

-- name: find_next_sync
-- When the next step of a sync is due.
SELECT min(leased_to) FROM crm_syncs WHERE status = 1;
