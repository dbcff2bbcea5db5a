-- Orders of a time range, to be exported some at a time.
CREATE INDEX orders_by_creation ON orders (merchant_id, created_at, order_id);
