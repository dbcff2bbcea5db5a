-- Items of held chains that a reader of a plug-in's stream has put aside: their sender forgets them.
-- They go when the chain goes on.
CREATE TABLE passed_items (
    seq         bigint      GENERATED ALWAYS AS IDENTITY,
    reader      text        NOT NULL,
    -- Empty for items that name none.
    merchant_id text        NOT NULL,
    item_id     text        NOT NULL,
    subject_id  text        NOT NULL,
    payload     bytea       NOT NULL,
    passed_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reader, merchant_id, seq),
    UNIQUE (reader, item_id)
);
