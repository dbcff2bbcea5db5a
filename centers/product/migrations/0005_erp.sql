-- Up to where a reader has read the items of each chain's ERP.
CREATE TABLE erp_places (
    reader      text        NOT NULL,
    merchant_id text        NOT NULL,
    cursor      text        NOT NULL,
    moved_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reader, merchant_id)
);

-- Which item the ERP told last of each code, and when: an older one that is a letter is done.
CREATE TABLE erp_told (
    merchant_id text        NOT NULL,
    code        text        NOT NULL,
    item_id     text        NOT NULL,
    told_at     timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, code)
);
