-- name: keep_letters
-- Keeps what a reader could not deal with, in its order; one that is a letter already is changed
-- when it was tried once more, and left alone when it only waits behind another.
INSERT INTO letters (
    reader, item_id, subject_id, merchant_id, message_type, payload, reason, attempts,
    last_at, next_try_at
)
SELECT
    $1, item_id, subject_id, merchant_id, message_type, payload, reason, attempts,
    CASE WHEN attempts > 0 THEN now() END, now() + try_after * interval '1 second'
FROM unnest(
    $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::int[],
    $9::double precision[]
) WITH ORDINALITY AS given (
    item_id, subject_id, merchant_id, message_type, payload, reason, attempts, try_after, place
)
ORDER BY place
ON CONFLICT (reader, item_id) DO UPDATE SET
    reason = excluded.reason, attempts = excluded.attempts,
    last_at = excluded.last_at, next_try_at = excluded.next_try_at
WHERE excluded.attempts > 0;

-- name: change_letters
-- Changes letters that were tried once more, those that are still there.
UPDATE letters SET
    reason = news.reason, attempts = news.attempts,
    last_at = now(), next_try_at = now() + news.try_after * interval '1 second'
FROM unnest($2::bigint[], $3::text[], $4::int[], $5::double precision[])
    AS news (letter_id, reason, attempts, try_after)
WHERE letters.reader = $1 AND letters.letter_id = news.letter_id;

-- name: remove_letters
-- Removes letters whose items their reader has dealt with.
DELETE FROM letters WHERE reader = $1 AND letter_id = ANY ($2::bigint[]);

-- name: due_letters
-- The letters of a reader that are to be tried now: of each subject the first.
SELECT
    letter_id, reader, item_id, subject_id, merchant_id, message_type, payload, reason, attempts,
    first_at, last_at, next_try_at, state
FROM letters_with_state
WHERE reader = $1 AND next_try_at <= now() AND state = 1 ORDER BY letter_id LIMIT $2;

-- name: letters_by_subject
-- How many letters a reader has of each subject, and whether they wait for an operator.
SELECT subject_id, min(merchant_id) AS merchant_id, count(*) AS letters,
    bool_or(state = 2) AS stopped
FROM letters_with_state WHERE reader = $1 GROUP BY subject_id;

-- name: list_letters
-- Letters of a merchant and of none (empty: of all), of a reader and in a state where given.
SELECT
    letter_id, reader, item_id, subject_id, merchant_id, message_type, ''::bytea AS payload,
    reason, attempts, first_at, last_at, next_try_at, state
FROM letters_with_state
WHERE letter_id > $1 AND ($2 = '' OR merchant_id IN ($2, '')) AND ($3 = '' OR reader = $3)
AND ($4::int = 0 OR state = $4)
ORDER BY letter_id LIMIT $5;

-- name: get_letter
-- One letter with its payload.
SELECT
    letter_id, reader, item_id, subject_id, merchant_id, message_type, payload, reason, attempts,
    first_at, last_at, next_try_at, state
FROM letters_with_state WHERE letter_id = $1 AND ($2 = '' OR merchant_id IN ($2, ''));

-- name: retry_letters
-- Has letters tried again now, as if never tried before.
UPDATE letters SET next_try_at = now(), attempts = 0
WHERE letter_id = ANY ($1::bigint[]) AND ($2 = '' OR merchant_id IN ($2, ''))
RETURNING letter_id;

-- name: drop_letters
-- Throws letters away.
DELETE FROM letters
WHERE letter_id = ANY ($1::bigint[]) AND ($2 = '' OR merchant_id IN ($2, ''))
RETURNING letter_id;

-- name: forget_letters
-- Throws all letters of a reader away, holds no merchant for it, and forgets what was put aside.
WITH released AS (DELETE FROM held_chains WHERE reader = $1),
aside AS (DELETE FROM passed_items WHERE reader = $1)
DELETE FROM letters WHERE reader = $1;

-- name: hold_chains
-- Keeps from where merchants' events are to be read later.
INSERT INTO held_chains (reader, merchant_id, cursor)
SELECT $1, merchant_id, cursor FROM unnest($2::text[], $3::text[]) AS given (merchant_id, cursor)
ON CONFLICT (reader, merchant_id) DO UPDATE SET cursor = excluded.cursor;

-- name: release_chains
-- Holds merchants no more, except one of which another process has put something aside meanwhile.
DELETE FROM held_chains WHERE reader = $1 AND merchant_id = ANY ($2::text[]) AND NOT EXISTS (
    SELECT FROM passed_items
    WHERE passed_items.reader = $1 AND passed_items.merchant_id = held_chains.merchant_id
);

-- name: held_chains
-- The merchants that are held, and where the reader itself stands: in the feed, or in what it has
-- put aside of them.
SELECT held_chains.merchant_id, cursor, coalesce(
    (
        SELECT max(passed_items.seq) FROM passed_items
        WHERE passed_items.reader = $1 AND passed_items.merchant_id = held_chains.merchant_id
    ),
    feed_cursors.seq, 0
) AS seq
FROM held_chains LEFT JOIN feed_cursors
    ON feed_cursors.reader = held_chains.reader AND feed_cursors.merchant_id = ''
WHERE held_chains.reader = $1;

-- name: put_aside_in_turn
-- Processes with the same reader take turns: what has a higher number is committed later.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' aside of ' || $1::text, 0));

-- name: put_aside
-- Puts items of held merchants aside, in their order; one that is there already stays where it is.
INSERT INTO passed_items (reader, merchant_id, item_id, subject_id, payload)
SELECT $1, merchant_id, item_id, subject_id, payload
FROM unnest($2::text[], $3::text[], $4::text[], $5::bytea[]) WITH ORDINALITY
    AS given (merchant_id, item_id, subject_id, payload, place)
ORDER BY place
ON CONFLICT (reader, item_id) DO UPDATE SET item_id = excluded.item_id
RETURNING seq;

-- name: aside_after
-- What was put aside of a merchant behind a place, in its order.
SELECT seq, merchant_id, item_id, subject_id, payload FROM passed_items
WHERE reader = $1 AND merchant_id = $2 AND seq > $3 ORDER BY seq LIMIT $4;

-- name: drop_aside
-- Forgets what was put aside of merchants up to where they have come.
DELETE FROM passed_items USING unnest($2::text[], $3::bigint[]) AS given (merchant_id, seq)
WHERE passed_items.reader = $1 AND passed_items.merchant_id = given.merchant_id
AND passed_items.seq <= given.seq;
