-- What an OMS has of an order of e-vouchers: which plug-in, the codes and how they stand. Who has a
-- code can use it, so it is treated as personal data.
ALTER TABLE orders ADD COLUMN oms jsonb;

-- Orders whose vouchers can be used are not completed yet, for months maybe.
DROP INDEX orders_fulfilled;
CREATE INDEX orders_fulfilled ON orders (fulfilled_at)
    WHERE status = 7 AND (oms IS NULL OR NOT (oms ->> 'is_open')::boolean);
CREATE INDEX orders_by_end_of_vouchers ON orders (((oms ->> 'next_end')::bigint))
    WHERE (oms ->> 'next_end')::bigint > 0;
