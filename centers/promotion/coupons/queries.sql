-- name: add_template
-- Writes a new coupon template.
INSERT INTO coupon_templates
    (merchant_id, template_id, code, state, claimable, ends_at, spec, created_at, updated_at)
VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $7);

-- name: lock_template
-- A template, locked: coupons of it are issued one batch after the other.
SELECT template_id, state, spec, issued_count, created_at, updated_at
FROM coupon_templates WHERE merchant_id = $1 AND template_id = $2
FOR UPDATE;

-- name: find_template
-- A template.
SELECT template_id, state, spec, issued_count, created_at, updated_at
FROM coupon_templates WHERE merchant_id = $1 AND template_id = $2;

-- name: list_templates
-- A page of templates, newest first; each filter is off when it is empty or null.
SELECT template_id, state, spec, issued_count, created_at, updated_at
FROM coupon_templates
WHERE merchant_id = $1
  AND ($2::smallint IS NULL OR state = $2)
  AND ($3::text = '' OR code = $3)
  AND ($4::text = '' OR template_id < $4)
ORDER BY template_id DESC
LIMIT $5;

-- name: list_offers
-- A page of open templates that persons may take coupons of and still use some, newest first, with
-- how many this person has been issued.
SELECT t.template_id, t.state, t.spec, t.issued_count, t.created_at, t.updated_at,
       (SELECT count(*) FROM coupons c
        WHERE c.merchant_id = $1 AND c.person_id = $2 AND c.template_id = t.template_id) AS issued
FROM coupon_templates t
WHERE t.merchant_id = $1 AND t.state = 1 AND t.claimable
  AND (t.ends_at IS NULL OR t.ends_at > $3)
  AND ($4::text = '' OR t.template_id < $4)
ORDER BY t.template_id DESC
LIMIT $5;

-- name: close_template
-- Stops a template from issuing coupons.
UPDATE coupon_templates SET state = 2, updated_at = $3
WHERE merchant_id = $1 AND template_id = $2;

-- name: count_coupons_of_persons
-- How many coupons of a template these persons have been issued.
SELECT person_id, count(*) AS issued FROM coupons
WHERE merchant_id = $1 AND template_id = $2 AND person_id = ANY ($3::text[])
GROUP BY person_id;

-- name: issue_coupons
-- Writes coupons of a template and counts them, but for persons who are others now.
-- Returns how many.
WITH issued AS (
    INSERT INTO coupons
        (merchant_id, coupon_id, template_id, person_id, state, returns_on_refund, issued_at,
         expires_at, updated_at)
    SELECT $1, n.coupon_id, $2, n.person_id, 1, $5, $6, $7, $6
    FROM unnest($3::text[], $4::text[]) AS n (coupon_id, person_id)
    WHERE NOT EXISTS (
        SELECT FROM person_merges AS m
        WHERE m.merchant_id = $1 AND m.from_person_id = n.person_id AND NOT m.undone)
    RETURNING 1
)
UPDATE coupon_templates SET issued_count = issued_count + (SELECT count(*) FROM issued)
WHERE merchant_id = $1 AND template_id = $2
RETURNING (SELECT count(*) FROM issued);

-- name: revoke_coupons
-- Takes back coupons that are neither held nor used; returns which.
UPDATE coupons SET state = 5, updated_at = $3
WHERE merchant_id = $1 AND coupon_id = ANY ($2::text[]) AND state = 1
RETURNING coupon_id;

-- name: find_coupons
-- These coupons with what their templates give.
SELECT c.merchant_id, c.coupon_id, c.template_id, c.person_id, c.state, c.returns_on_refund,
       c.issued_at, c.expires_at, c.updated_at, c.order_id, t.spec
FROM coupons c
JOIN coupon_templates t USING (merchant_id, template_id)
WHERE c.merchant_id = $1 AND c.coupon_id = ANY ($2::text[])
ORDER BY c.coupon_id;

-- name: list_coupons
-- A page of a person's coupons, those that expire first come first.
SELECT c.merchant_id, c.coupon_id, c.template_id, c.person_id, c.state, c.returns_on_refund,
       c.issued_at, c.expires_at, c.updated_at, c.order_id, t.spec
FROM coupons c
JOIN coupon_templates t USING (merchant_id, template_id)
WHERE c.merchant_id = $1 AND c.person_id = $2
  AND ($3::smallint[] IS NULL OR c.state = ANY ($3))
  AND ($4::timestamptz IS NULL OR c.expires_at > $4)
  AND ($5::timestamptz IS NULL OR (c.expires_at, c.coupon_id) > ($5, $6::text))
ORDER BY c.expires_at, c.coupon_id
LIMIT $7;

-- name: expire_coupons
-- Ends coupons whose time is over, except those that are locked right now.
UPDATE coupons c SET state = 4, updated_at = $1
FROM (SELECT merchant_id, coupon_id FROM coupons
      WHERE state = 1 AND expires_at <= $1
      ORDER BY expires_at
      LIMIT $2
      FOR UPDATE SKIP LOCKED) AS over
WHERE (c.merchant_id, c.coupon_id) = (over.merchant_id, over.coupon_id);
