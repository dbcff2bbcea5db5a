-- Which refund a request for money of a payment has led to, for as long as the refund is kept: no
-- request pays out twice. Those of after-sales have a key of their own, refunds_of_attempt.
CREATE TABLE refund_requests (
    merchant_id text  NOT NULL,
    payment_id  text  NOT NULL,
    request_id  text  NOT NULL,
    -- Of the request: tells a repetition from another one.
    body_hash   bytea NOT NULL,
    refund_id   text  NOT NULL,
    PRIMARY KEY (merchant_id, payment_id, request_id)
);
