-- Up to where a reader has read the items of each chain's ERP.
CREATE TABLE erp_places (
    reader      text        NOT NULL,
    merchant_id text        NOT NULL,
    cursor      text        NOT NULL,
    moved_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reader, merchant_id)
);
