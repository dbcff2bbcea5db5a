-- The feed tells of merges, too, in messages of another form. What was written before is read by
-- nobody: who follows revocations reads them from their own table first.
DELETE FROM events WHERE kind = 'revoked';

CREATE INDEX merges_into ON merges (merchant_id, into_person_id);
CREATE INDEX merges_from ON merges (merchant_id, from_person_id);
