-- name: multiply_orders
-- Copies of the orders of one channel, each under an id of its own that sorts before all made since:
-- closed, all but a few, and of as many persons as are asked for.
-- $1 channel, $2 number of the first copy, $3 of the last, $4 persons, $5 how many of a copy stay open
WITH copies AS (
    SELECT
        o.*, n,
        'ord_01' || lpad(to_hex(n), 8, '0')
        || substr(md5(o.order_id || n::text), 1, 16) || '-' || o.store_id AS new_id,
        row_number() OVER (PARTITION BY n ORDER BY o.order_id) AS place
    FROM orders AS o CROSS JOIN generate_series($2::integer, $3::integer) AS n
    WHERE o.channel = $1
),
made AS (
    INSERT INTO orders
    SELECT each.*
    FROM copies AS c
    CROSS JOIN LATERAL jsonb_populate_record(NULL::orders, to_jsonb(c) || jsonb_build_object(
        'order_id', c.new_id,
        'channel', 'past',
        'channel_order_number', c.channel_order_number || '-' || c.n,
        'person_id', 'per_' || (c.n * 7919 + c.place) % $4::integer,
        'status', CASE WHEN c.place <= $5::integer AND c.n % 100 = 0 THEN 3 ELSE 8 END
    )) AS each
)
INSERT INTO order_lines
SELECT each.*
FROM copies AS c JOIN order_lines AS l USING (store_id, order_id)
CROSS JOIN LATERAL jsonb_populate_record(
    NULL::order_lines, to_jsonb(l) || jsonb_build_object('order_id', c.new_id)
) AS each;

-- name: tidy
-- Statistics for the planner, as autovacuum gathers them while a shop grows.
ANALYZE orders, order_lines;

-- name: sequential_scans
-- How often each table of the order center was read from end to end.
SELECT relname AS name, seq_scan AS scans
FROM pg_stat_user_tables WHERE schemaname = current_schema() AND seq_scan IS NOT NULL;

-- name: large_tables
-- The tables in which a read from end to end would be felt: those of more than $1 rows.
SELECT relname AS name FROM pg_stat_user_tables
WHERE schemaname = current_schema() AND n_live_tup > $1;
