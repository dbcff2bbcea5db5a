-- Orders wanted for later wait, and every order says who brings it.

-- Who brings it: 0 nobody, 1 a carrier, 2 the store, 3 the channel's platform.
ALTER TABLE orders ADD COLUMN delivered_by smallint NOT NULL DEFAULT 0;
-- When the store has to begin; null means at once.
ALTER TABLE orders ADD COLUMN prepare_from timestamptz;
-- Placed, but not yet for the store to see.
ALTER TABLE orders ADD COLUMN waits boolean NOT NULL DEFAULT false;
-- How its delivery stands, as the delivery center said last; null where there is none.
ALTER TABLE orders ADD COLUMN delivery jsonb;

CREATE INDEX orders_waiting ON orders (prepare_from) WHERE waits;
