-- Up to where a reader has read what it pulls from a plug-in, by the plug-in's own cursors. The
-- empty merchant is that of a plug-in that is asked for all merchants at once.
CREATE TABLE pulled_places (
    reader      text        NOT NULL,
    merchant_id text        NOT NULL,
    cursor      text        NOT NULL,
    moved_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reader, merchant_id)
);
