-- Whose holds are whose: they move with the person's coupons when persons are merged.
CREATE INDEX holds_of_person ON holds (merchant_id, person_id) WHERE person_id <> '';
