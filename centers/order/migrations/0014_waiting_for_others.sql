-- What an order waits for once it is paid, beside its time; and when that had come.
ALTER TABLE orders ADD COLUMN wait_for text NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN released_at timestamptz;
