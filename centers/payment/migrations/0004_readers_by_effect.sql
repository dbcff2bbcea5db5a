-- Order control reads with one reader for payments and one for refunds; each begins where the
-- one before them stood. "order_control.payments" keeps its place.
INSERT INTO feed_cursors (merchant_id, reader, seq)
SELECT merchant_id, 'order_control.refunds', seq
FROM feed_cursors WHERE reader = 'order_control.payments'
ON CONFLICT (merchant_id, reader) DO NOTHING;
