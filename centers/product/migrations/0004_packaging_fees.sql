-- What packing one piece costs under a menu, in its own currency. NULL: the SKU's own.
ALTER TABLE menu_entries
    ADD COLUMN packaging_fee      bigint CHECK (packaging_fee >= 0),
    ADD COLUMN packaging_currency text;
