-- name: share_ladder
-- Keeps the ladder as it is until the transaction ends; many may at once.
SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 2));

-- name: own_ladder
-- Waits until nobody relies on the ladder, and lets nobody until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended($1, 2));

-- name: find_programme
-- The merchant's rules for points.
SELECT currency, minor_units_per_point, minor_units_per_growth, points_valid_days
FROM programmes WHERE merchant_id = $1;

-- name: save_programme
-- Keeps the merchant's rules for points.
INSERT INTO programmes
    (merchant_id, currency, minor_units_per_point, minor_units_per_growth, points_valid_days,
     updated_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (merchant_id) DO UPDATE
SET currency = excluded.currency, minor_units_per_point = excluded.minor_units_per_point,
    minor_units_per_growth = excluded.minor_units_per_growth,
    points_valid_days = excluded.points_valid_days, updated_at = excluded.updated_at;

-- name: list_tiers
-- The ladder, lowest first.
SELECT code, name, growth_required, earn_rate_percent, names
FROM tiers WHERE merchant_id = $1 ORDER BY growth_required;

-- name: remove_tiers
-- Makes room for a new ladder.
DELETE FROM tiers WHERE merchant_id = $1;

-- name: add_tiers
-- Keeps a ladder.
INSERT INTO tiers (merchant_id, code, name, growth_required, earn_rate_percent, names)
SELECT $1, t.code, t.name, t.growth_required, t.earn_rate_percent, t.names
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::integer[], $6::jsonb[])
     AS t (code, name, growth_required, earn_rate_percent, names);

-- name: take_members_off_tier
-- Members in use whose growth reaches another tier than they have, locked.
SELECT person_id, member_id, status, tier_code, balance, owed, growth, spent, entry_count,
       enrolled_at, updated_at, revision
FROM members AS m
WHERE merchant_id = $1 AND status <> 3 AND tier_code <> (
    SELECT t.code FROM tiers AS t
    WHERE t.merchant_id = m.merchant_id AND t.growth_required <= m.growth
    ORDER BY t.growth_required DESC LIMIT 1)
ORDER BY person_id FOR UPDATE;

-- name: enrol_members
-- Makes persons members who are not yet, those that were merged only with $6; keys come sorted.
INSERT INTO members
    (merchant_id, person_id, member_id, status, tier_code, enrolled_at, updated_at)
SELECT $1, n.person_id, n.member_id, 1, $4, $5, $5
FROM unnest($2::text[], $3::text[]) AS n (person_id, member_id)
WHERE $6 OR NOT EXISTS (
    SELECT FROM person_merges AS m
    WHERE m.merchant_id = $1 AND m.from_person_id = n.person_id AND NOT m.undone)
ON CONFLICT (merchant_id, person_id) DO NOTHING
RETURNING person_id;

-- name: take_members_for_change
-- Members, locked in the order of their persons until the transaction ends.
SELECT person_id, member_id, status, tier_code, balance, owed, growth, spent, entry_count,
       enrolled_at, updated_at, revision
FROM members WHERE merchant_id = $1 AND person_id = ANY ($2::text[])
ORDER BY person_id FOR UPDATE;

-- name: find_members
-- Members of these persons.
SELECT person_id, member_id, status, tier_code, balance, owed, growth, spent, entry_count,
       enrolled_at, updated_at, revision
FROM members WHERE merchant_id = $1 AND person_id = ANY ($2::text[]);

-- name: list_members
-- Members, newest first; an empty filter lets all pass.
SELECT person_id, member_id, status, tier_code, balance, owed, growth, spent, entry_count,
       enrolled_at, updated_at, revision
FROM members
WHERE merchant_id = $1
  AND ($2 = '' OR member_id < $2)
  AND ($3 = '' OR tier_code = $3)
  AND ($4 = 0 OR status = $4)
ORDER BY member_id DESC LIMIT $5;

-- name: find_order_credits
-- What orders of these ids earned.
SELECT kind, credit_id, person_id, amount, currency, points, growth, earned_at, expires_at,
       refunded, reversed_points, reversed_growth, expired
FROM credits WHERE merchant_id = $1 AND kind = 1 AND credit_id = ANY ($2::text[]);

-- name: find_reversals
-- What these refunds took back.
SELECT r.order_id, r.refund_id, r.amount, r.points, r.owed, r.growth
FROM unnest($2::text[], $3::text[]) AS n (order_id, refund_id)
JOIN reversals AS r ON r.merchant_id = $1 AND r.order_id = n.order_id
    AND r.refund_id = n.refund_id;

-- name: find_persons_to_expire
-- Of any merchant: whose credits are the first of those whose time has come and which nobody has
-- looked at, and how many of the first they have. A million that came at once are not read anew each
-- time.
SELECT merchant_id, person_id, count(*) AS credits
FROM (
    SELECT merchant_id, person_id FROM credits
    WHERE NOT lapsed AND expires_at <= $1 AND ($2 = '' OR merchant_id = $2)
    ORDER BY expires_at LIMIT $3
) AS due
GROUP BY merchant_id, person_id ORDER BY merchant_id, person_id;

-- name: find_next_due
-- When the next points expire, of any merchant.
SELECT min(expires_at) FROM credits WHERE NOT lapsed;

-- name: find_lapsed_credits
-- Credits of these persons whose time has come and of which something is left.
SELECT kind, credit_id, person_id, amount, currency, points, growth, earned_at, expires_at,
       refunded, reversed_points, reversed_growth, expired
FROM credits
WHERE merchant_id = $1 AND person_id = ANY ($2::text[]) AND expires_at <= $3
  AND points - reversed_points - expired > 0;

-- name: mark_lapsed
-- Keeps that expiry has looked at these persons' credits.
UPDATE credits SET lapsed = true
WHERE merchant_id = $1 AND person_id = ANY ($2::text[]) AND expires_at <= $3 AND NOT lapsed;

-- name: keep_work
-- Writes everything a change adds: members, credits, reversals, ledger lines, events.
WITH member AS (
    UPDATE members AS m
    SET status = n.status, tier_code = n.tier_code, balance = n.balance, owed = n.owed,
        growth = n.growth, spent = n.spent, entry_count = n.entry_count,
        updated_at = n.updated_at, revision = n.revision
    FROM unnest($2::text[], $3::smallint[], $4::text[], $5::bigint[], $6::bigint[],
                $7::bigint[], $8::bigint[], $9::bigint[], $10::timestamptz[], $56::bigint[])
         AS n (person_id, status, tier_code, balance, owed, growth, spent, entry_count,
               updated_at, revision)
    WHERE m.merchant_id = $1 AND m.person_id = n.person_id
), new_credit AS (
    INSERT INTO credits
        (merchant_id, kind, credit_id, person_id, amount, currency, points, growth, earned_at,
         expires_at, refunded, reversed_points, reversed_growth, expired)
    SELECT $1, n.*
    FROM unnest($11::smallint[], $12::text[], $13::text[], $14::bigint[], $15::text[],
                $16::bigint[], $17::bigint[], $18::timestamptz[], $19::timestamptz[],
                $20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[]) AS n
), changed_credit AS (
    UPDATE credits AS c
    SET refunded = n.refunded, reversed_points = n.reversed_points,
        reversed_growth = n.reversed_growth, expired = n.expired
    FROM unnest($24::smallint[], $25::text[], $26::bigint[], $27::bigint[], $28::bigint[],
                $29::bigint[])
         AS n (kind, credit_id, refunded, reversed_points, reversed_growth, expired)
    WHERE c.merchant_id = $1 AND c.kind = n.kind AND c.credit_id = n.credit_id
), reversal AS (
    INSERT INTO reversals
        (merchant_id, reversed_at, order_id, refund_id, amount, points, owed, growth)
    SELECT $1, $30, n.*
    FROM unnest($31::text[], $32::text[], $33::bigint[], $34::bigint[], $35::bigint[],
                $36::bigint[]) AS n
), line AS (
    INSERT INTO ledger
        (merchant_id, person_id, position, entry_id, kind, points, balance_after, growth,
         order_id, refund_id, redemption_id, reason, occurred_at, expires_at)
    SELECT $1, n.*
    FROM unnest($37::text[], $38::bigint[], $39::text[], $40::smallint[], $41::bigint[],
                $42::bigint[], $43::bigint[], $44::text[], $45::text[], $46::text[],
                $47::text[], $48::timestamptz[], $49::timestamptz[]) AS n
)
INSERT INTO events (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
SELECT n.merchant_id, n.store_id, n.subject_id, n.kind, n.payload, n.trace_id, $30
FROM unnest($50::text[], $51::text[], $52::text[], $53::text[], $54::bytea[], $55::text[])
     WITH ORDINALITY AS n (merchant_id, store_id, subject_id, kind, payload, trace_id, position)
ORDER BY n.position
RETURNING seq;

-- name: keep_unearned
-- Keeps that the points of orders were refused for good, as it was said first.
INSERT INTO unearned_orders (merchant_id, order_id, reason, refused_at)
SELECT $1, n.order_id, n.reason, $4 FROM unnest($2::text[], $3::text[]) AS n (order_id, reason)
ON CONFLICT DO NOTHING;

-- name: take_brought_balances
-- How many points of these accounts were brought until now, locked until the transaction ends.
SELECT account, points FROM brought_balances
WHERE merchant_id = $1 AND account = ANY ($2::text[])
ORDER BY account FOR UPDATE;

-- name: find_brought_balances
-- How many points of these accounts were brought until now.
SELECT account, points FROM brought_balances
WHERE merchant_id = $1 AND account = ANY ($2::text[]);

-- name: add_brought_balances
-- Keeps what accounts brought for the first time.
INSERT INTO brought_balances (merchant_id, account, points, brought_at)
SELECT $1, n.account, n.points, $4 FROM unnest($2::text[], $3::bigint[]) AS n (account, points);

-- name: change_brought_balances
-- Keeps what accounts have brought by now that had brought something else.
UPDATE brought_balances AS b SET points = n.points, brought_at = $4
FROM unnest($2::text[], $3::bigint[]) AS n (account, points)
WHERE b.merchant_id = $1 AND b.account = n.account;

-- name: add_redemption
-- Keeps points spent in one go.
INSERT INTO redemptions
    (merchant_id, redemption_id, person_id, points, order_id, reason, redeemed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: find_redemption
-- One redemption.
SELECT redemption_id, person_id, points, order_id, reason, redeemed_at, unredeemed_at
FROM redemptions WHERE merchant_id = $1 AND redemption_id = $2;

-- name: end_redemption
-- Keeps that the points came back.
UPDATE redemptions SET unredeemed_at = $3 WHERE merchant_id = $1 AND redemption_id = $2;

-- name: list_ledger
-- Lines of a member's ledger, newest first; an empty order lets all pass.
SELECT entry_id, person_id, position, kind, points, balance_after, growth, occurred_at,
       order_id, refund_id, redemption_id, reason, expires_at
FROM ledger
WHERE merchant_id = $1 AND person_id = $2
  AND ($3 = 0 OR position < $3) AND ($4 = '' OR order_id = $4)
ORDER BY position DESC LIMIT $5;

-- name: list_benefits
-- Benefits after a code, only those of one tier unless it is empty.
SELECT code, name, description, kind, tier_codes, parameters, names, description_names
FROM benefits
WHERE merchant_id = $1 AND code > $2 AND ($3 = '' OR $3 = ANY (tier_codes))
ORDER BY code LIMIT $4;

-- name: list_benefit_codes
-- The codes of the first benefits of a tier.
SELECT code FROM benefits
WHERE merchant_id = $1 AND $2 = ANY (tier_codes) ORDER BY code LIMIT $3;

-- name: save_benefit
-- Makes or replaces a benefit.
INSERT INTO benefits
    (merchant_id, code, name, description, kind, tier_codes, parameters, names,
     description_names, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9::jsonb, $10)
ON CONFLICT (merchant_id, code) DO UPDATE
SET name = excluded.name, description = excluded.description, kind = excluded.kind,
    tier_codes = excluded.tier_codes, parameters = excluded.parameters, names = excluded.names,
    description_names = excluded.description_names, updated_at = excluded.updated_at;

-- name: remove_benefit
-- Forgets a benefit.
DELETE FROM benefits WHERE merchant_id = $1 AND code = $2;
