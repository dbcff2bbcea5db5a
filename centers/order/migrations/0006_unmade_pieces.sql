-- Whether nobody had begun to make the pieces of a request when it was agreed to: they go back
-- into stock with the money.
ALTER TABLE after_sales ADD COLUMN unmade boolean NOT NULL DEFAULT false;
