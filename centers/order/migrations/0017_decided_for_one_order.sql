-- What was decided for one order when it was placed: that its tills are not those of its store, and
-- who accepts it as soon as it can be made.
ALTER TABLE orders ADD COLUMN pos_plugin_chosen boolean NOT NULL DEFAULT false;
ALTER TABLE orders ADD COLUMN accept_by text NOT NULL DEFAULT '';
