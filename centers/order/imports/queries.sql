-- name: keep_finished
-- How new orders went that were over before they were imported.
UPDATE orders o SET
    came_finished = true, refunded = n.refunded, cancel_reason = n.cancel_reason,
    cancel_note = n.cancel_note, accepted_at = n.accepted_at, prepared_at = n.prepared_at,
    ready_at = n.ready_at, delivered_at = n.delivered_at, fulfilled_at = n.fulfilled_at,
    completed_at = n.completed_at, cancelled_at = n.cancelled_at,
    earns_points = n.earns_points
FROM unnest(
    $1::text[], $2::text[], $3::bigint[], $4::smallint[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],
    $11::timestamptz[], $12::timestamptz[], $13::boolean[])
    AS n (store_id, order_id, refunded, cancel_reason, cancel_note, accepted_at, prepared_at,
          ready_at, delivered_at, fulfilled_at, completed_at, cancelled_at, earns_points)
WHERE o.store_id = n.store_id AND o.order_id = n.order_id;
