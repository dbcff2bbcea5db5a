-- Tokens that are good no more although they have not ended (see Revocation in the contract).
CREATE TABLE revocations (
    -- Empty for tokens that are bound to no merchant.
    merchant_id   text        NOT NULL,
    -- token, login, or a kind of identity.
    kind          text        NOT NULL,
    subject       text        NOT NULL,
    issued_before timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    reason        text        NOT NULL DEFAULT '',
    revoked_by    text        NOT NULL,
    revoked_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, kind, subject)
);
CREATE INDEX revocations_stale ON revocations (expires_at);
