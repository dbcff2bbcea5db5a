-- What requests to start a payment led to is forgotten like other answers.
ALTER TABLE payment_requests ADD COLUMN asked_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX payment_requests_by_age ON payment_requests (asked_at);
