-- What benefits and their texts are on channels and in languages: lists of channel, language, name.
ALTER TABLE benefits
    ADD COLUMN names jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN description_names jsonb NOT NULL DEFAULT '[]';
