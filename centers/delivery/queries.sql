-- name: create_delivery
-- Writes a delivery ($1) with its event, unless its attempt is there, or another delivery of its
-- order is open; answers with the number of the event.
WITH delivery AS (
    INSERT INTO deliveries
        (delivery_id, merchant_id, store_id, order_id, attempt, person_id, pickup, dropoff, parcel,
         strategy, carriers, assign_timeout_seconds, body_hash, created_at, status, route,
         status_at, next_step_at)
    SELECT n.delivery_id, n.merchant_id, n.store_id, n.order_id, n.attempt,
           -- Of an order of a person who is another one now.
           coalesce((SELECT m.into_person_id FROM person_merges m
                     WHERE m.merchant_id = n.merchant_id AND m.from_person_id = n.person_id
                       AND NOT m.undone), n.person_id),
           n.pickup, n.dropoff, n.parcel, n.strategy, n.carriers, n.assign_timeout_seconds, $2,
           n.created_at, n.status, n.route, n.status_at, n.status_at
    FROM jsonb_populate_record(NULL::deliveries, $1) AS n
    ON CONFLICT DO NOTHING
    RETURNING delivery_id
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT n.merchant_id, n.store_id, n.subject_id, n.kind, n.payload, n.trace_id, $9
    FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[])
        AS n (merchant_id, store_id, subject_id, kind, payload, trace_id)
    JOIN delivery d ON d.delivery_id = n.subject_id
    RETURNING seq
)
SELECT seq FROM event;

-- name: find_deliveries_of_order
-- Every attempt of an order, oldest first.
SELECT delivery_id, attempt, status, body_hash FROM deliveries
WHERE merchant_id = $1 AND order_id = $2
ORDER BY attempt;

-- name: lock_deliveries
-- Deliveries by id, and those of these bookings, locked in a fixed order.
SELECT delivery_id, merchant_id, store_id, order_id, attempt, person_id, pickup, dropoff,
       parcel, strategy, carriers, assign_timeout_seconds, body_hash, created_at, status,
       route, status_at, fee, rider, cancelling, reason
FROM deliveries
WHERE delivery_id IN (
    SELECT unnest($1::text[])
    UNION
    SELECT delivery_id FROM bookings WHERE booking_id = ANY ($2::text[]))
ORDER BY delivery_id
FOR UPDATE;

-- name: get_delivery
-- A delivery of a merchant, with its bookings as JSON, oldest first.
SELECT d.delivery_id, d.merchant_id, d.store_id, d.order_id, d.attempt, d.person_id, d.pickup,
       d.dropoff, d.parcel, d.strategy, d.carriers, d.assign_timeout_seconds, d.body_hash,
       d.created_at, d.status, d.route, d.status_at, d.fee, d.rider, d.cancelling, d.reason,
       (SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.booking_id), '[]') FROM bookings b
        WHERE b.delivery_id = d.delivery_id) AS bookings
FROM deliveries d
WHERE d.merchant_id = $1 AND d.delivery_id = $2;

-- name: list_deliveries
-- A page of deliveries as get_delivery, newest first; each filter is off when it is empty or null.
SELECT d.delivery_id, d.merchant_id, d.store_id, d.order_id, d.attempt, d.person_id, d.pickup,
       d.dropoff, d.parcel, d.strategy, d.carriers, d.assign_timeout_seconds, d.body_hash,
       d.created_at, d.status, d.route, d.status_at, d.fee, d.rider, d.cancelling, d.reason,
       (SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.booking_id), '[]') FROM bookings b
        WHERE b.delivery_id = d.delivery_id) AS bookings
FROM deliveries d
WHERE d.merchant_id = $1
  AND ($2::text = '' OR d.order_id = $2)
  AND ($3::text = '' OR d.store_id = $3)
  AND ($4::smallint IS NULL OR d.status = $4)
  AND ($5::text = '' OR d.person_id = $5)
  AND ($6::text = '' OR d.delivery_id < $6)
ORDER BY d.delivery_id DESC
LIMIT $7;

-- name: get_bookings
-- What carriers were asked for these deliveries, oldest first.
SELECT booking_id, delivery_id, carrier, created_at, status, carrier_delivery_no, fee,
       cancel_fee, reason
FROM bookings
WHERE delivery_id = ANY ($1::text[])
ORDER BY booking_id;

-- name: get_booking_status
-- How a booking of any merchant stands.
SELECT status FROM bookings WHERE booking_id = $1;

-- name: find_known_updates
-- Which of these messages of carriers were worked in before.
SELECT u.carrier, u.update_id
FROM unnest($1::text[], $2::text[]) AS n (carrier, update_id)
JOIN carrier_updates u USING (carrier, update_id);

-- name: keep_changes
-- Writes what decisions made of deliveries: all of it or nothing.
WITH delivery AS (
    UPDATE deliveries d SET
        status = n.status, route = n.route, status_at = n.status_at, fee = n.fee,
        rider = n.rider, cancelling = n.cancelling, reason = n.reason,
        -- What changed wants a look.
        next_step_at = $1
    FROM jsonb_populate_recordset(NULL::deliveries, $2) AS n
    WHERE d.delivery_id = n.delivery_id
), booking AS (
    INSERT INTO bookings
        (booking_id, delivery_id, carrier, created_at, status, carrier_delivery_no, fee,
         cancel_fee, reason)
    SELECT booking_id, delivery_id, carrier, created_at, status, carrier_delivery_no, fee,
           cancel_fee, reason
    FROM jsonb_populate_recordset(NULL::bookings, $3)
    -- Who has lost is written before who wins: there is one winner at any moment.
    ORDER BY status = 3, booking_id
    ON CONFLICT (booking_id) DO UPDATE SET
        status = excluded.status, carrier_delivery_no = excluded.carrier_delivery_no,
        fee = excluded.fee, cancel_fee = excluded.cancel_fee, reason = excluded.reason
), message AS (
    INSERT INTO carrier_updates (carrier, update_id, booking_id, outcome, received_at)
    SELECT carrier, update_id, booking_id, outcome, $1
    FROM jsonb_populate_recordset(NULL::carrier_updates, $4)
    ON CONFLICT DO NOTHING
), event AS (
    INSERT INTO events
        (merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at)
    SELECT n.merchant_id, n.store_id, n.subject_id, n.kind, n.payload, n.trace_id, $1
    FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[])
        AS n (merchant_id, store_id, subject_id, kind, payload, trace_id)
    RETURNING seq
)
SELECT array_agg(seq ORDER BY seq) FROM event;
