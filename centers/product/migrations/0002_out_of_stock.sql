-- Two causes keep an item from being sold: somebody said so (is_out, until), or stock has none.
-- Neither undoes the other.
ALTER TABLE sold_out ADD COLUMN by_stock boolean NOT NULL DEFAULT false;
