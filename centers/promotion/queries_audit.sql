-- name: audit_coupons_conserve
-- Coupons issued are those there are, in whatever state.
WITH looked AS (
    SELECT t.template_id, t.issued_count, coalesce(c.there, 0) AS there
    FROM coupon_templates t
    LEFT JOIN (SELECT template_id, count(*) AS there FROM coupons
               WHERE merchant_id = $1 GROUP BY template_id) AS c USING (template_id)
    WHERE t.merchant_id = $1
)
SELECT format('%s: issued %s, there %s', template_id, issued_count, there),
       issued_count = there AS ok
FROM looked;

-- name: audit_coupons_have_holds
-- A coupon that is held or used belongs to exactly one order.
WITH looked AS (
    SELECT c.coupon_id, c.state, c.order_id, count(h.order_id) AS orders
    FROM coupons c
    LEFT JOIN hold_items i
        ON i.merchant_id = c.merchant_id AND i.coupon_id = c.coupon_id AND i.coupon_id <> ''
    LEFT JOIN holds h
        ON (h.merchant_id, h.store_id, h.order_id) = (i.merchant_id, i.store_id, i.order_id)
        AND (h.state IN (1, 2) OR (h.state = 6 AND c.state = 3))
        AND (h.state = 1) = (c.state = 2) AND h.order_id = c.order_id
    WHERE c.merchant_id = $1 AND c.state IN (2, 3)
    GROUP BY c.coupon_id, c.state, c.order_id
)
SELECT format('%s: state %s, order %s, %s holds', coupon_id, state, order_id, orders),
       orders = 1 AS ok
FROM looked;

-- name: audit_holds_have_coupons
-- A hold that is held or used has each of its coupons.
WITH looked AS (
    SELECT i.order_id, i.coupon_id, h.state AS hold_state, c.state AS coupon_state,
           c.order_id IS DISTINCT FROM i.order_id OR c.state IS DISTINCT FROM h.state + 1 AS broken
    FROM holds h
    JOIN hold_items i USING (merchant_id, store_id, order_id)
    LEFT JOIN coupons c ON c.merchant_id = i.merchant_id AND c.coupon_id = i.coupon_id
    WHERE h.merchant_id = $1 AND h.state IN (1, 2) AND i.coupon_id <> ''
)
SELECT format('%s: hold %s, coupon %s is %s', order_id, hold_state, coupon_id, coupon_state),
       NOT broken AS ok
FROM looked;

-- name: audit_budgets_equal_holds
-- Uses and amounts of budgets are the sums of the holds.
WITH taken AS (
    SELECT i.promotion_id,
           count(*) FILTER (WHERE h.state = 1) AS held_uses,
           count(*) FILTER (WHERE h.state = 2) AS redeemed_uses,
           coalesce(sum(i.amount) FILTER (WHERE h.state = 1), 0) AS held_amount,
           coalesce(sum(i.amount) FILTER (WHERE h.state = 2), 0) AS redeemed_amount
    FROM holds h
    JOIN hold_items i USING (merchant_id, store_id, order_id)
    WHERE h.merchant_id = $1 AND i.coupon_id = ''
    GROUP BY i.promotion_id
), looked AS (
    SELECT b.promotion_id,
           format('%s/%s uses, %s/%s amount', b.held_uses, b.redeemed_uses, b.held_amount,
                  b.redeemed_amount) AS kept,
           format('%s/%s uses, %s/%s amount', coalesce(t.held_uses, 0),
                  coalesce(t.redeemed_uses, 0), coalesce(t.held_amount, 0),
                  coalesce(t.redeemed_amount, 0)) AS summed
    FROM budgets b LEFT JOIN taken t USING (promotion_id)
    WHERE b.merchant_id = $1
)
SELECT format('%s: budget %s, holds %s', promotion_id, kept, summed), kept = summed AS ok
FROM looked;

-- name: audit_budgets_within_limits
-- No promotion has given more, or more often, than it may.
WITH looked AS (
    SELECT promotion_id, held_amount + redeemed_amount AS amount, total_amount,
           held_uses + redeemed_uses AS uses, total_uses
    FROM budgets WHERE merchant_id = $1
)
SELECT format('%s: %s of %s, %s of %s uses', promotion_id, amount, total_amount, uses, total_uses),
       NOT (amount > total_amount OR uses > total_uses) AS ok
FROM looked;

-- name: audit_persons_within_limits
-- No person has a promotion more often than allowed.
WITH looked AS (
    SELECT i.promotion_id, i.person_id, i.day, b.per_person, b.per_person_day,
           count(*) AS on_day, sum(count(*)) OVER (PARTITION BY i.promotion_id, i.person_id)
               AS in_all
    FROM hold_items i JOIN budgets b USING (merchant_id, promotion_id)
    WHERE i.merchant_id = $1 AND i.counts AND i.coupon_id = ''
      -- Two that are one now may each have had it as often as one may.
      AND NOT EXISTS (
          SELECT FROM person_merges m
          WHERE m.merchant_id = $1 AND m.into_person_id = i.person_id AND NOT m.undone)
    GROUP BY i.promotion_id, i.person_id, i.day, b.per_person, b.per_person_day
)
SELECT format('%s of %s: %s on %s, %s in all', promotion_id, person_id, on_day, day, in_all),
       NOT (on_day > per_person_day OR in_all > per_person) AS ok
FROM looked;

-- name: audit_first_orders
-- A person's first order is the one that holds or has used discounts for first orders.
WITH holding AS (
    SELECT DISTINCT person_id, order_id FROM hold_items h
    WHERE merchant_id = $1 AND counts AND first_order
      -- The first orders of two that are one now: one of them is it.
      AND NOT EXISTS (
          SELECT FROM person_moves m JOIN first_orders f
              ON f.merchant_id = $1 AND f.person_id = h.person_id AND f.order_id <> h.order_id
          WHERE m.merchant_id = $1 AND m.kind = 'first_order' AND m.key[1] = h.order_id)
), looked AS (
    SELECT coalesce(f.person_id, h.person_id) AS person_id, f.order_id AS kept,
           h.order_id AS held
    FROM (SELECT person_id, order_id FROM first_orders
          WHERE merchant_id = $1 AND order_id <> '') AS f
    FULL JOIN holding h USING (person_id, order_id)
)
SELECT format('%s: kept %s, held by %s', person_id, kept, held),
       kept IS NOT DISTINCT FROM held AS ok
FROM looked;

-- name: audit_uses_counted
-- Exactly the holds that are held or used count as uses.
WITH looked AS (
    SELECT h.order_id, i.promotion_id, i.counts, h.state,
           i.counts <> (h.state IN (1, 2)) OR i.person_id <> h.person_id AS broken
    FROM holds h JOIN hold_items i USING (merchant_id, store_id, order_id)
    WHERE h.merchant_id = $1
)
SELECT format('%s: %s counts %s in state %s', order_id, promotion_id, counts, state),
       NOT broken AS ok
FROM looked;

-- name: audit_holds_end
-- Nothing is held ten minutes beyond its time.
WITH looked AS (
    SELECT order_id, expires_at, expires_at < now() - interval '10 minutes' AS broken
    FROM holds WHERE merchant_id = $1 AND state = 1
)
SELECT format('%s: %s', order_id, expires_at), NOT broken AS ok FROM looked;

-- name: audit_merged_persons_have_nothing
-- Coupons and holds of merged persons are with the person that stays.
WITH looked AS (
    SELECT m.from_person_id AS person_id,
           EXISTS (SELECT FROM coupons c
                   WHERE c.merchant_id = $1 AND c.person_id = m.from_person_id)
           OR EXISTS (SELECT FROM holds h
                      WHERE h.merchant_id = $1 AND h.person_id = m.from_person_id)
           OR EXISTS (SELECT FROM first_orders f
                      WHERE f.merchant_id = $1 AND f.person_id = m.from_person_id
                        AND f.order_id <> '') AS broken
    FROM person_merges m
    WHERE m.merchant_id = $1 AND NOT m.undone AND m.moved_at IS NOT NULL
)
SELECT person_id, NOT broken AS ok FROM looked;

-- name: audit_totals
-- Totals for comparing with other services.
SELECT *
FROM (
    SELECT count(*) AS promotions FROM promotions WHERE merchant_id = $1
) AS offered, (
    SELECT coalesce(sum(issued_count), 0) AS coupons_issued
    FROM coupon_templates WHERE merchant_id = $1
) AS issued, (
    SELECT coalesce(sum(held_amount), 0) AS held_minor_units,
           coalesce(sum(redeemed_amount), 0) AS redeemed_minor_units
    FROM budgets WHERE merchant_id = $1
) AS given, (
    SELECT count(*) FILTER (WHERE state = 1) AS coupons_open,
           count(*) FILTER (WHERE state = 2) AS coupons_held,
           count(*) FILTER (WHERE state = 3) AS coupons_redeemed,
           count(*) FILTER (WHERE state = 4) AS coupons_expired,
           count(*) FILTER (WHERE state = 5) AS coupons_revoked
    FROM coupons WHERE merchant_id = $1
) AS kept, (
    SELECT count(*) FILTER (WHERE state = 1) AS holds_held,
           count(*) FILTER (WHERE state = 2) AS holds_redeemed,
           count(*) FILTER (WHERE state = 3) AS holds_released,
           count(*) FILTER (WHERE state = 4) AS holds_expired,
           count(*) FILTER (WHERE state = 5) AS holds_short,
           count(*) FILTER (WHERE state = 6) AS holds_returned
    FROM holds WHERE merchant_id = $1
) AS held, (
    SELECT count(*) AS standing_merges FROM person_merges
    WHERE merchant_id = $1 AND NOT undone AND moved_at IS NOT NULL
) AS merged;

-- name: list_merchants
-- Every merchant that has a promotion or a coupon; only $1 unless it is empty.
SELECT merchant_id FROM promotions WHERE $1 IN ('', merchant_id)
UNION
SELECT merchant_id FROM coupon_templates WHERE $1 IN ('', merchant_id);

-- name: list_audit_orders
-- Every order's hold.
SELECT order_id, store_id, currency AS currency_code, state
FROM holds WHERE merchant_id = $1
ORDER BY order_id COLLATE "C";
