-- What was not set aside for an order need not be looked for when it is placed or ends. Of older
-- orders nobody knows.
ALTER TABLE orders
    ADD COLUMN nothing_reserved boolean NOT NULL DEFAULT false,
    ADD COLUMN nothing_held     boolean NOT NULL DEFAULT false;
