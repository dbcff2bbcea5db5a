-- From when on no coupon of a template can be used any more, so that a list of offers leaves it out
-- where it is read. Unset: it does not end.
ALTER TABLE coupon_templates ADD COLUMN ends_at timestamptz;
