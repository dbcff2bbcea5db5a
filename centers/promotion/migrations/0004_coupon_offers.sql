-- Which templates persons may take coupons of themselves, to be listed without reading all of them.
ALTER TABLE coupon_templates ADD COLUMN claimable boolean NOT NULL DEFAULT false;
CREATE INDEX coupon_templates_claimable ON coupon_templates (merchant_id, template_id)
    WHERE claimable AND state = 1;
