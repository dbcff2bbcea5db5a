-- Order control reads with one reader per kind of effect; each begins where the one before it
-- stood, since what happened long ago must not happen again.
INSERT INTO feed_cursors (merchant_id, reader, seq)
SELECT merchant_id, 'order_control.' || effect, seq
FROM feed_cursors, unnest(ARRAY['stock', 'coupons', 'money', 'points', 'riders']) AS effect
WHERE reader = 'order_control.orders'
ON CONFLICT (merchant_id, reader) DO NOTHING;
DELETE FROM feed_cursors WHERE reader = 'order_control.orders';
