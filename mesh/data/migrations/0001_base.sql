-- What every center's schema holds beside its own tables.

-- Answers already given, by the caller's request_id, so that a repeated request changes
-- nothing and gets the first answer again.
CREATE TABLE requests (
    merchant_id text        NOT NULL,
    method      text        NOT NULL,
    -- Whose request_id it is: two people may choose the same one.
    caller      text        NOT NULL,
    request_id  text        NOT NULL,
    body_hash   bytea       NOT NULL,
    reply       bytea,
    kept_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, method, caller, request_id)
);

-- Every event gets the next number after its transaction has an id. Readers rely on that
-- order of the two (mesh/feed/feed.py); asking for the id inside the argument enforces it.
CREATE SEQUENCE event_seq;

CREATE TABLE events (
    seq         bigint      NOT NULL DEFAULT nextval(
        CASE WHEN pg_current_xact_id() IS NOT NULL THEN 'event_seq'::regclass END
    ),
    merchant_id text        NOT NULL,
    store_id    text        NOT NULL DEFAULT '',
    subject_id  text        NOT NULL,
    kind        text        NOT NULL,
    payload     bytea       NOT NULL,
    trace_id    text        NOT NULL DEFAULT '',
    occurred_at timestamptz NOT NULL DEFAULT now(),
    -- The store is in the key so that events can be distributed by store.
    PRIMARY KEY (seq, store_id)
);
ALTER SEQUENCE event_seq OWNED BY events.seq;

-- How far each reader has come. The empty merchant reads the events of all merchants.
CREATE TABLE feed_cursors (
    merchant_id text        NOT NULL DEFAULT '',
    reader      text        NOT NULL,
    seq         bigint      NOT NULL,
    moved_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, reader)
);
