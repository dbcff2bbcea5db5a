-- A chain may change its CRM, and come back: what one told is not the other's.
DELETE FROM crm_members;
DELETE FROM crm_conflicts;
DELETE FROM pulled_places;  -- all of it is told again
ALTER TABLE crm_members ADD COLUMN plugin text NOT NULL;
ALTER TABLE crm_members DROP CONSTRAINT crm_members_pkey;
ALTER TABLE crm_members ADD PRIMARY KEY (merchant_id, plugin, crm_member_id);
DROP INDEX crm_member_of_person;
CREATE UNIQUE INDEX crm_member_of_person ON crm_members (merchant_id, plugin, person_id)
    WHERE person_id <> '';
ALTER TABLE crm_conflicts ADD COLUMN plugin text NOT NULL;
ALTER TABLE crm_conflicts DROP CONSTRAINT crm_conflicts_pkey;
ALTER TABLE crm_conflicts ADD PRIMARY KEY (merchant_id, plugin, crm_member_id, field);

-- Up to which line of a member's ledger a CRM plug-in was told: what lies between that and the next
-- line that it is told moved while it was not told, and comes before.
ALTER TABLE crm_told ADD COLUMN position bigint;
UPDATE crm_told AS t SET position = coalesce((
    SELECT m.entry_count FROM members AS m
    WHERE m.merchant_id = t.merchant_id AND m.person_id = t.person_id), 0);
ALTER TABLE crm_told ALTER COLUMN position SET NOT NULL;
