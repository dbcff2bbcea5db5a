-- The merchants of which a reader of this center's feed has too many letters: it leaves their later
-- events in the feed, and goes on behind this cursor when letters have gone.
CREATE TABLE held_chains (
    reader      text        NOT NULL,
    merchant_id text        NOT NULL,
    cursor      text        NOT NULL,
    held_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reader, merchant_id)
);
