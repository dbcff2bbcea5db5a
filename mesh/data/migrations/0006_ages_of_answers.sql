-- Answers that are old are found without reading all there are.
CREATE INDEX requests_by_age ON requests (kept_at);
