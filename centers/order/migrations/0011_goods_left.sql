-- What the goods of an order cost without fees, less what was given back of that: points are
-- earned on it. Of older orders everything counts as goods, as their points did.
ALTER TABLE orders ADD COLUMN goods_left bigint NOT NULL DEFAULT 0;
UPDATE orders SET goods_left = total - refunded;
