-- Orders that were over before they were imported: no till and no rider of ours had them.
ALTER TABLE orders ADD COLUMN came_finished boolean NOT NULL DEFAULT false;
-- Whether its person earns points by it.
ALTER TABLE orders ADD COLUMN earns_points boolean NOT NULL DEFAULT true;
