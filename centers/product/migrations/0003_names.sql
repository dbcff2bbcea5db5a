-- What categories and groups are called on channels and in languages; the names of products, SKUs,
-- choices and slots lie in their details.
ALTER TABLE categories ADD COLUMN names jsonb NOT NULL DEFAULT '[]';
ALTER TABLE modifier_groups ADD COLUMN names jsonb NOT NULL DEFAULT '[]';
