-- name: lock_budgets
-- The budgets of these promotions, locked in a fixed order until the transaction ends.
SELECT b.merchant_id, b.promotion_id, b.currency, b.total_amount, b.total_uses, b.per_person,
       b.per_person_day AS per_person_and_day, b.held_uses, b.redeemed_uses, b.held_amount,
       b.redeemed_amount
FROM budgets b
JOIN (SELECT DISTINCT k.merchant_id, k.promotion_id
      FROM unnest($1::text[], $2::text[]) AS k (merchant_id, promotion_id)) AS k
    USING (merchant_id, promotion_id)
ORDER BY b.merchant_id, b.promotion_id
FOR UPDATE OF b;

-- name: lock_first_orders
-- Which orders are the first of these persons, locked in a fixed order, after the budgets.
SELECT f.merchant_id, f.person_id, f.order_id
FROM first_orders f
JOIN (SELECT DISTINCT k.merchant_id, k.person_id
      FROM unnest($1::text[], $2::text[]) AS k (merchant_id, person_id)) AS k
    USING (merchant_id, person_id)
ORDER BY f.merchant_id, f.person_id
FOR UPDATE OF f;

-- name: find_first_order
-- The order that is, or is to be, a person's first; empty when it came back.
SELECT order_id FROM first_orders WHERE merchant_id = $1 AND person_id = $2;

-- name: lock_coupons
-- These coupons, locked in a fixed order, after the first orders.
SELECT c.merchant_id, c.coupon_id, c.template_id, c.person_id, c.state, c.returns_on_refund,
       c.issued_at, c.expires_at, c.updated_at, c.order_id
FROM coupons c
JOIN (SELECT DISTINCT k.merchant_id, k.coupon_id
      FROM unnest($1::text[], $2::text[]) AS k (merchant_id, coupon_id)) AS k
    USING (merchant_id, coupon_id)
ORDER BY c.merchant_id, c.coupon_id
FOR UPDATE OF c;

-- name: lock_holds
-- The holds of these orders, locked in a fixed order, after budgets and coupons.
SELECT h.merchant_id, h.store_id, h.order_id, h.person_id, h.currency, h.state, h.digest,
       h.day, h.expires_at, h.created_at, h.updated_at, h.version
FROM holds h
JOIN (SELECT DISTINCT k.merchant_id, k.store_id, k.order_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, order_id)) AS k
    USING (merchant_id, store_id, order_id)
ORDER BY h.merchant_id, h.store_id, h.order_id
FOR UPDATE OF h;

-- name: find_holds
-- The holds of these orders.
SELECT h.merchant_id, h.store_id, h.order_id, h.person_id, h.currency, h.state, h.digest,
       h.day, h.expires_at, h.created_at, h.updated_at, h.version
FROM holds h
JOIN (SELECT DISTINCT k.merchant_id, k.store_id, k.order_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, order_id)) AS k
    USING (merchant_id, store_id, order_id);

-- name: find_hold_items
-- What these orders hold, with the digest it was read under; one row of nulls for nothing.
SELECT h.merchant_id, h.store_id, h.order_id, h.person_id, h.digest, i.promotion_id,
       i.coupon_id, i.amount, i.first_order
FROM holds h
JOIN (SELECT DISTINCT k.merchant_id, k.store_id, k.order_id
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant_id, store_id, order_id)) AS k
    USING (merchant_id, store_id, order_id)
LEFT JOIN hold_items i USING (merchant_id, store_id, order_id)
ORDER BY i.promotion_id, i.coupon_id;

-- name: count_uses
-- How often these persons have these promotions, by day; the budgets are locked before.
SELECT i.merchant_id, i.promotion_id, i.person_id, i.day, count(*) AS uses
FROM hold_items i
JOIN (SELECT DISTINCT k.merchant_id, k.promotion_id, k.person_id
      FROM unnest($1::text[], $2::text[], $3::text[])
           AS k (merchant_id, promotion_id, person_id)) AS k
    USING (merchant_id, promotion_id, person_id)
WHERE i.counts AND i.coupon_id = ''
GROUP BY i.merchant_id, i.promotion_id, i.person_id, i.day;

-- name: keep_holds
-- Writes everything a batch decided; returns how many holds and first orders were written.
WITH budget AS (
    UPDATE budgets b SET
        held_uses = b.held_uses + c.held_uses, redeemed_uses = b.redeemed_uses + c.redeemed_uses,
        held_amount = b.held_amount + c.held_amount,
        redeemed_amount = b.redeemed_amount + c.redeemed_amount
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
         AS c (merchant_id, promotion_id, held_uses, redeemed_uses, held_amount, redeemed_amount)
    WHERE (b.merchant_id, b.promotion_id) = (c.merchant_id, c.promotion_id)
), coupon AS (
    UPDATE coupons t SET state = c.state, order_id = c.order_id, updated_at = c.updated_at
    FROM unnest($7::text[], $8::text[], $9::smallint[], $10::text[], $11::timestamptz[])
         AS c (merchant_id, coupon_id, state, order_id, updated_at)
    WHERE (t.merchant_id, t.coupon_id) = (c.merchant_id, c.coupon_id)
), held AS (
    -- A row that another process wrote meanwhile is left alone and missing in the count.
    INSERT INTO holds AS h
        (merchant_id, store_id, order_id, person_id, currency, state, digest, day, expires_at,
         created_at, updated_at, version)
    SELECT n.merchant_id, n.store_id, n.order_id, n.person_id, n.currency, n.state, n.digest,
           n.day, n.expires_at, n.created_at, n.updated_at, n.version + 1
    FROM unnest($12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::smallint[],
                $18::bytea[], $19::date[], $20::timestamptz[], $21::timestamptz[],
                $22::timestamptz[], $23::bigint[])
         AS n (merchant_id, store_id, order_id, person_id, currency, state, digest, day,
               expires_at, created_at, updated_at, version)
    -- Nothing is set aside for a person who is another one now; that is missing in the count, too.
    WHERE n.state <> 1 OR NOT EXISTS (
        SELECT FROM person_merges AS m
        WHERE m.merchant_id = n.merchant_id AND m.from_person_id = n.person_id AND NOT m.undone)
    ON CONFLICT (merchant_id, store_id, order_id) DO UPDATE SET
        person_id = excluded.person_id, currency = excluded.currency, state = excluded.state,
        digest = excluded.digest, day = excluded.day, expires_at = excluded.expires_at,
        updated_at = excluded.updated_at, version = excluded.version
    WHERE h.version = excluded.version - 1
    RETURNING 1
), dropped AS (
    DELETE FROM hold_items i
    USING unnest($34::text[], $35::text[], $36::text[], $37::text[], $38::text[])
          AS n (merchant_id, store_id, order_id, promotion_id, coupon_id)
    WHERE (i.merchant_id, i.store_id, i.order_id, i.promotion_id, i.coupon_id)
        = (n.merchant_id, n.store_id, n.order_id, n.promotion_id, n.coupon_id)
), item AS (
    INSERT INTO hold_items
        (merchant_id, store_id, order_id, promotion_id, coupon_id, amount, person_id, day,
         counts, first_order)
    SELECT n.merchant_id, n.store_id, n.order_id, n.promotion_id, n.coupon_id, n.amount,
           n.person_id, n.day, n.counts, n.first_order
    FROM unnest($24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::bigint[],
                $30::text[], $31::date[], $32::boolean[], $33::boolean[])
         AS n (merchant_id, store_id, order_id, promotion_id, coupon_id, amount, person_id, day,
               counts, first_order)
    ON CONFLICT (merchant_id, store_id, order_id, promotion_id, coupon_id) DO UPDATE SET
        amount = excluded.amount, person_id = excluded.person_id, day = excluded.day,
        counts = excluded.counts, first_order = excluded.first_order
), first AS (
    -- A person that another process gave a first order meanwhile is missing in the count.
    INSERT INTO first_orders AS f (merchant_id, person_id, order_id)
    SELECT n.merchant_id, n.person_id, n.order_id
    FROM unnest($39::text[], $40::text[], $41::text[], $42::text[])
         AS n (merchant_id, person_id, before, order_id)
    ON CONFLICT (merchant_id, person_id) DO UPDATE SET order_id = excluded.order_id
    WHERE f.order_id = (SELECT n.before
                        FROM unnest($39::text[], $40::text[], $41::text[])
                             AS n (merchant_id, person_id, before)
                        WHERE (n.merchant_id, n.person_id) = (f.merchant_id, f.person_id))
    RETURNING 1
)
SELECT (SELECT count(*) FROM held) + (SELECT count(*) FROM first);

-- name: try_sweep
-- Whether this process may sweep now; the others need not wait for it.
SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' sweep', 0));

-- name: list_lapsed
-- Holds whose time is over, the longest over first. Not locked: budgets come first.
SELECT merchant_id, store_id, order_id FROM holds
WHERE state = 1 AND expires_at <= $1
ORDER BY expires_at
LIMIT $2;

-- name: find_next_due
-- When the first hold, or the first coupon, ends.
SELECT least(
    (SELECT min(expires_at) FROM holds WHERE state = 1),
    (SELECT min(expires_at) FROM coupons WHERE state = 1));

-- name: list_holds
-- A page of a chain's holds, newest first; null means every state.
SELECT merchant_id, store_id, order_id, person_id, currency, state, digest, day, expires_at,
       created_at, updated_at, version
FROM holds
WHERE merchant_id = $1
  AND ($2::smallint IS NULL OR state = $2)
  AND ($3::text = '' OR order_id < $3)
ORDER BY order_id DESC
LIMIT $4;
