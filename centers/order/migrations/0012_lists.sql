-- Lists that otherwise read all that a chain ever sold: of one channel, and the open ones of a store.
CREATE INDEX orders_of_channel ON orders (merchant_id, channel, order_id);
CREATE INDEX orders_open ON orders (store_id, order_id) WHERE status < 7;
