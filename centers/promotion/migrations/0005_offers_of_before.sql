-- Templates written before there was the column `claimable` say it in their spec alone: they are
-- offered like the others. The spec is a CouponTemplateSpec, whose fields are all numbers, or of a
-- length that stands before them.
CREATE OR REPLACE FUNCTION pg_temp.says_claimable(spec bytea) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    place  integer := 0;
    tag    integer;
    part   integer;
    shift  integer;
    number bigint;
BEGIN
    WHILE place < length(spec) LOOP
        tag := get_byte(spec, place);
        number := 0;
        shift := 0;
        LOOP
            place := place + 1;
            part := get_byte(spec, place);
            number := number | ((part & 127)::bigint << shift);
            shift := shift + 7;
            EXIT WHEN part < 128;
        END LOOP;
        place := place + 1;
        -- Field 11, a number.
        IF tag = 88 THEN
            RETURN number <> 0;
        END IF;
        -- Something with a length, which was just read.
        IF tag & 7 = 2 THEN
            place := place + number;
        END IF;
    END LOOP;
    RETURN false;
END
$$;
UPDATE coupon_templates SET claimable = true WHERE NOT claimable AND pg_temp.says_claimable(spec);
