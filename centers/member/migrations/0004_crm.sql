-- What the CRM of a chain is told of its members, and what it tells of them.

-- Rises with each change of status or tier that the CRM has not said itself.
ALTER TABLE members ADD COLUMN revision bigint NOT NULL DEFAULT 1;

-- What a CRM told last of each of its members (a CrmMember), and who that is here; empty while
-- nobody is.
CREATE TABLE crm_members (
    merchant_id   text        NOT NULL,
    crm_member_id text        NOT NULL,
    person_id     text        NOT NULL,
    revision      bigint      NOT NULL,
    closed        boolean     NOT NULL,
    told          bytea       NOT NULL,
    told_at       timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, crm_member_id)
);
CREATE UNIQUE INDEX crm_member_of_person ON crm_members (merchant_id, person_id)
    WHERE person_id <> '';

-- What a CRM says of a member and could not be taken over; gone with the next state that can.
CREATE TABLE crm_conflicts (
    merchant_id   text        NOT NULL,
    crm_member_id text        NOT NULL,
    field         text        NOT NULL,
    member_id     text        NOT NULL,
    our_value     text        NOT NULL,
    crm_value     text        NOT NULL,
    found_at      timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, crm_member_id, field)
);

-- Members whose points a CRM plug-in is told of, from their opening on.
CREATE TABLE crm_told (
    merchant_id text NOT NULL,
    plugin      text NOT NULL,
    person_id   text NOT NULL,
    PRIMARY KEY (merchant_id, plugin, person_id)
);
