-- Templates written before there was the column `ends_at` say it in their spec alone, as
-- conditions (5) .end_time (8) .seconds (1) and .nanos (2) of a CouponTemplateSpec. All fields on the
-- way are numbers, or of a length that stands before them.
CREATE OR REPLACE FUNCTION pg_temp.read_number(message bytea, INOUT place integer, OUT number bigint)
LANGUAGE plpgsql AS $$
DECLARE
    part  integer;
    shift integer := 0;
BEGIN
    number := 0;
    LOOP
        part := get_byte(message, place);
        number := number | ((part & 127)::bigint << shift);
        shift := shift + 7;
        place := place + 1;
        EXIT WHEN part < 128;
    END LOOP;
END
$$;
-- A field of a message: its number, or its length and its bytes. Null where the message has none.
CREATE OR REPLACE FUNCTION pg_temp.read_field(
    message bytea, wanted integer, OUT number bigint, OUT part bytea)
LANGUAGE plpgsql AS $$
DECLARE
    place integer := 0;
    tag   bigint;
    given bigint;
BEGIN
    WHILE place < length(message) LOOP
        SELECT r.place, r.number INTO place, tag FROM pg_temp.read_number(message, place) AS r;
        SELECT r.place, r.number INTO place, given FROM pg_temp.read_number(message, place) AS r;
        IF tag >> 3 = wanted THEN
            number := given;
        END IF;
        IF tag & 7 = 2 THEN
            IF tag >> 3 = wanted THEN
                part := substring(message FROM place + 1 FOR given::integer);
            END IF;
            place := place + given;
        END IF;
    END LOOP;
END
$$;
UPDATE coupon_templates SET ends_at =
    to_timestamp(coalesce((pg_temp.read_field(said.end_time, 1)).number, 0))
    + coalesce((pg_temp.read_field(said.end_time, 2)).number, 0) / 1000 * interval '1 microsecond'
FROM (SELECT merchant_id, template_id,
             (pg_temp.read_field((pg_temp.read_field(spec, 5)).part, 8)).part AS end_time
      FROM coupon_templates) AS said
WHERE (coupon_templates.merchant_id, coupon_templates.template_id)
    = (said.merchant_id, said.template_id)
  AND said.end_time IS NOT NULL AND coupon_templates.ends_at IS NULL;
