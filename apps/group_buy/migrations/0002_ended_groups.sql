-- When a group succeeded or failed; null for one that is open, or ended before this was kept.
ALTER TABLE groups ADD COLUMN ended_at timestamptz;

-- What was to be ordered for a place that is nobody's any more is ordered by nobody.
UPDATE places SET order_request = '' WHERE state = 3 AND order_request <> '';
