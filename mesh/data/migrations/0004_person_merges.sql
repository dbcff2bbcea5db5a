-- Persons who were merged, as this center knows it from order control: it refuses what is asked
-- for under the id of one that is gone, and gives what is theirs to the one that stays.
CREATE TABLE person_merges (
    merchant_id    text        NOT NULL,
    merge_id       text        NOT NULL,
    from_person_id text        NOT NULL,
    into_person_id text        NOT NULL,
    -- An undone one is remembered: the word of the merge may come again, late.
    undone         boolean     NOT NULL DEFAULT false,
    -- When everything had moved.
    moved_at       timestamptz,
    PRIMARY KEY (merchant_id, merge_id)
);
CREATE UNIQUE INDEX merged_persons ON person_merges (merchant_id, from_person_id) WHERE NOT undone;

-- What each merge has moved here, so that its undoing moves exactly that back.
CREATE TABLE person_moves (
    merchant_id text   NOT NULL,
    merge_id    text   NOT NULL,
    kind        text   NOT NULL,
    key         text[] NOT NULL,
    PRIMARY KEY (merchant_id, merge_id, kind, key)
);
