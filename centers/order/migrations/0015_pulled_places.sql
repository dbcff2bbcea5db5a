-- Up to where sales at the counter have been read is kept where all that is pulled is.
INSERT INTO pulled_places (reader, merchant_id, cursor, moved_at)
SELECT 'order.' || plugin || '.sales', '', cursor, moved_at FROM till_sale_cursors;
DROP TABLE till_sale_cursors;
