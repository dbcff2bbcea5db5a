-- What requests to place led to is forgotten like other answers.
CREATE INDEX placements_by_age ON placements (created_at);
