-- Comparisons of all members of a chain with its CRM, and where each is. One runs at a time; whoever
-- does its next step has it until leased_to.
CREATE TABLE crm_syncs (
    merchant_id    text        NOT NULL,
    sync_id        text        NOT NULL,
    plugin         text        NOT NULL,
    direction      smallint    NOT NULL,
    status         smallint    NOT NULL,
    phase          smallint    NOT NULL,
    cursor         text        NOT NULL,
    pulled_count   bigint      NOT NULL DEFAULT 0,
    pushed_count   bigint      NOT NULL DEFAULT 0,
    refused_count  bigint      NOT NULL DEFAULT 0,
    conflict_count bigint      NOT NULL DEFAULT 0,
    failure        text        NOT NULL DEFAULT '',
    started_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    leased_to      timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, sync_id)
);
CREATE UNIQUE INDEX one_crm_sync_at_a_time ON crm_syncs (merchant_id) WHERE status = 1;
CREATE INDEX crm_syncs_due ON crm_syncs (leased_to) WHERE status = 1;
CREATE INDEX crm_syncs_by_age ON crm_syncs (ended_at) WHERE status <> 1;
