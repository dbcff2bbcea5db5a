-- Discounts for first orders: of the orders of a person at most one has such.

-- Whether a discount is for first orders only.
ALTER TABLE hold_items ADD COLUMN first_order boolean NOT NULL DEFAULT false;

-- The order that is, or is to be, a person's first; empty: it came back. Locked after budgets.
CREATE TABLE first_orders (
    merchant_id text NOT NULL,
    person_id   text NOT NULL,
    order_id    text NOT NULL,
    PRIMARY KEY (merchant_id, person_id)
) WITH (fillfactor = 70);
