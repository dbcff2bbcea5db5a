-- What tiers are called on channels and in languages: a list of channel, language, name.
ALTER TABLE tiers ADD COLUMN names jsonb NOT NULL DEFAULT '[]';
