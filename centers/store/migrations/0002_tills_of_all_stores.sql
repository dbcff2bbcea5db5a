-- A till may serve all stores of its chain: it has no store of its own then. Its name is unique
-- among the tills of its kind, which NULL alone would not see to.

ALTER TABLE tills ALTER COLUMN store_id DROP NOT NULL;

CREATE UNIQUE INDEX tills_of_all_stores ON tills (merchant_id, name) WHERE store_id IS NULL;
