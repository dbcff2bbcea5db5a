-- Whose the readers of this center's feed are: whoever used a name first.
CREATE TABLE feed_readers (
    merchant_id text        NOT NULL,
    reader      text        NOT NULL,
    -- Kind and subject of an identity, for example "service:bi"; "internal:…" for our units.
    owner       text        NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, reader)
);
CREATE INDEX feed_readers_by_owner ON feed_readers (merchant_id, owner);
