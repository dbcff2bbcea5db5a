-- Whose deliveries are whose: they move when persons are merged.
CREATE INDEX deliveries_of_person ON deliveries (merchant_id, person_id) WHERE person_id <> '';
