-- Whether a channel's orders are accepted for the store at once.
ALTER TABLE channel_codes ADD COLUMN auto_accept boolean NOT NULL DEFAULT false;
