-- What a reader of this center's feed, or of its plug-ins' streams, could not deal with.
CREATE TABLE letters (
    letter_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reader       text        NOT NULL,
    item_id      text        NOT NULL,
    -- A letter holds back later items of its subject with the same reader, and nothing else.
    subject_id   text        NOT NULL,
    merchant_id  text        NOT NULL DEFAULT '',
    message_type text        NOT NULL,
    payload      bytea       NOT NULL,
    reason       text        NOT NULL DEFAULT '',
    attempts     integer     NOT NULL DEFAULT 0,
    first_at     timestamptz NOT NULL DEFAULT now(),
    last_at      timestamptz,
    -- Not before an operator says so, when it is null.
    next_try_at  timestamptz,
    UNIQUE (reader, item_id)
);
CREATE INDEX letters_of_a_subject ON letters (reader, subject_id, letter_id);

-- Letters with what each waits for, as the contract numbers it: 1 its next try, 2 an operator,
-- 3 an earlier letter of its subject.
CREATE VIEW letters_with_state AS
SELECT
    letter_id, reader, item_id, subject_id, merchant_id, message_type, payload, reason, attempts,
    first_at, last_at, next_try_at,
    CASE
        WHEN EXISTS (
            SELECT FROM letters AS earlier
            WHERE earlier.reader = letters.reader AND earlier.subject_id = letters.subject_id
            AND earlier.letter_id < letters.letter_id
        ) THEN 3
        WHEN next_try_at IS NULL THEN 2
        ELSE 1
    END AS state
FROM letters;
