-- What requests to place led to is forgotten like other answers; but for those of orders at the
-- counter, which go by the till's own number, and that is for ever the same.
CREATE INDEX placements_by_age ON placements (created_at) WHERE request_id NOT LIKE 'till:%';
