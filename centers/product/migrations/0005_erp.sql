-- Which item the ERP told last of each code, and when: an older one that is a letter is done.
CREATE TABLE erp_told (
    merchant_id text        NOT NULL,
    code        text        NOT NULL,
    item_id     text        NOT NULL,
    told_at     timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, code)
);
