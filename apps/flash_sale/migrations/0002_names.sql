-- What sessions are called on channels and in languages: a list of channel, language, name.
ALTER TABLE sessions ADD COLUMN names jsonb NOT NULL DEFAULT '[]';
