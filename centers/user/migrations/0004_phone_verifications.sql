-- A code was sent to a person's phone. The code itself is not here: it follows from the id and a key
-- in the state folder.
CREATE TABLE phone_verifications (
    merchant_id     text        NOT NULL,
    verification_id text        NOT NULL,
    person_id       text        NOT NULL,
    -- E.164. Personal data.
    phone           text        NOT NULL,
    -- Of the request that opened it.
    request_id      text        NOT NULL,
    -- 1 open, 2 confirmed, 3 closed.
    state           smallint    NOT NULL,
    wrong_tries     smallint    NOT NULL,
    started_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, verification_id),
    FOREIGN KEY (merchant_id, person_id) REFERENCES persons
);
CREATE INDEX phone_verifications_of_person
    ON phone_verifications (merchant_id, person_id, started_at);
CREATE INDEX phone_verifications_to_phone ON phone_verifications (merchant_id, phone, started_at);
CREATE INDEX phone_verifications_stale ON phone_verifications (started_at);
-- Whatever way a code is asked for: one is open for a person and a phone.
CREATE UNIQUE INDEX one_open_verification
    ON phone_verifications (merchant_id, person_id, phone) WHERE state = 1;
