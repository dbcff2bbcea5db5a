-- Templates written before there was the column `claimable` say it in their spec alone: they are
-- offered like the others. The spec is a CouponTemplateSpec, in which a true `claimable` is the bytes
-- 58 01: field 11, a number, and 1. Nothing else in a spec is: no field begins with 01, no text has
-- it, and the numbers that stand there side by side (weekdays, service types) are never 88.
UPDATE coupon_templates SET claimable = true
WHERE NOT claimable AND position('\x5801'::bytea IN spec) > 0;
