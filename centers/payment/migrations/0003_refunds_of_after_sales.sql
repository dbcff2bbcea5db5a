-- Which attempt of which after-sale request a refund carries out: never two for one attempt.
ALTER TABLE refunds
    ADD COLUMN after_sale_id      text    NOT NULL DEFAULT '',
    ADD COLUMN after_sale_attempt integer NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX refunds_of_attempt
    ON refunds (merchant_id, order_id, after_sale_id, after_sale_attempt)
    WHERE after_sale_id <> '';
