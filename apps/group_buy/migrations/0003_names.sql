-- What offers are called on channels and in languages: a list of channel, language, name.
ALTER TABLE offers ADD COLUMN names jsonb NOT NULL DEFAULT '[]';
