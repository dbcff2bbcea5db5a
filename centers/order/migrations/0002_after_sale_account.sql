-- After-sale as a running account: who asked, which attempt, what went back and who bears it.
ALTER TABLE after_sales
    DROP CONSTRAINT after_sales_amount_check,
    -- A gift that comes back costs nothing.
    ADD CONSTRAINT after_sales_amount_check CHECK (amount >= 0),
    ADD COLUMN origin                smallint NOT NULL DEFAULT 1,
    ADD COLUMN attempt               integer  NOT NULL DEFAULT 0,
    ADD COLUMN refunded              bigint   NOT NULL DEFAULT 0,
    ADD COLUMN fees                  bigint   NOT NULL DEFAULT 0,
    ADD COLUMN by_merchant           bigint   NOT NULL DEFAULT 0,
    ADD COLUMN by_platform           bigint   NOT NULL DEFAULT 0,
    ADD COLUMN held_by_channel       boolean  NOT NULL DEFAULT false,
    ADD COLUMN failure               text     NOT NULL DEFAULT '',
    ADD COLUMN channel_refund_number text     NOT NULL DEFAULT '',
    -- The message that made it: its repetition finds it.
    ADD COLUMN request_key           text     NOT NULL DEFAULT '';
UPDATE after_sales SET refunded = amount WHERE status = 5;
CREATE UNIQUE INDEX after_sales_by_request
    ON after_sales (store_id, order_id, request_key) WHERE request_key <> '';
