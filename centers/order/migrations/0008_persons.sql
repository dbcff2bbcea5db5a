-- Whose placements are whose: they move with the person's orders when persons are merged.
CREATE INDEX placements_of_person ON placements (merchant_id, person_id);
