-- name: create_delivery
-- Writes a delivery unless its attempt is there, or another delivery of its order is open.
INSERT INTO deliveries
    (delivery_id, merchant_id, store_id, order_id, attempt, person_id, pickup, dropoff, parcel,
     strategy, carriers, assign_timeout_seconds, body_hash, created_at, status, route,
     status_at, next_step_at)
VALUES ($1, $2, $3, $4, $5,
        -- Of an order of a person who is another one now.
        coalesce((SELECT into_person_id FROM person_merges
                  WHERE merchant_id = $2 AND from_person_id = $6 AND NOT undone), $6),
        $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
ON CONFLICT DO NOTHING
RETURNING delivery_id;

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

-- name: get_deliveries
-- Deliveries of a merchant by id.
SELECT delivery_id, merchant_id, store_id, order_id, attempt, person_id, pickup, dropoff,
       parcel, strategy, carriers, assign_timeout_seconds, body_hash, created_at, status,
       route, status_at, fee, rider, cancelling, reason
FROM deliveries
WHERE merchant_id = $1 AND delivery_id = ANY ($2::text[]);

-- name: list_deliveries
-- A page of deliveries, newest first; each filter is off when it is empty or null.
SELECT delivery_id, merchant_id, store_id, order_id, attempt, person_id, pickup, dropoff,
       parcel, strategy, carriers, assign_timeout_seconds, body_hash, created_at, status,
       route, status_at, fee, rider, cancelling, reason
FROM deliveries
WHERE merchant_id = $1
  AND ($2::text = '' OR order_id = $2)
  AND ($3::text = '' OR store_id = $3)
  AND ($4::smallint IS NULL OR status = $4)
  AND ($5::text = '' OR person_id = $5)
  AND ($6::text = '' OR delivery_id < $6)
ORDER BY delivery_id DESC
LIMIT $7;

-- name: get_bookings
-- What carriers were asked for these deliveries, oldest first.
SELECT booking_id, delivery_id, carrier, created_at, status, carrier_delivery_no, fee,
       cancel_fee, reason
FROM bookings
WHERE delivery_id = ANY ($1::text[])
ORDER BY booking_id;

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
    SELECT n.merchant_id, n.store_id, n.subject_id, n.kind, n.payload, n.trace_id, n.at
    FROM unnest(
        $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[],
        $11::timestamptz[])
        AS n (merchant_id, store_id, subject_id, kind, payload, trace_id, at)
)
SELECT 1;

-- name: take_due_deliveries
-- Deliveries that want a step, leased to the dispatcher; all or only these.
UPDATE deliveries d SET next_step_at = $2
FROM (
    SELECT delivery_id FROM deliveries
    WHERE next_step_at <= $1 AND ($4::text[] IS NULL OR delivery_id = ANY ($4))
    ORDER BY next_step_at
    LIMIT $3
    FOR UPDATE SKIP LOCKED
) AS due
WHERE d.delivery_id = due.delivery_id
RETURNING d.merchant_id, d.delivery_id;

-- name: set_next_step
-- When to look at a delivery again, if nothing has happened to it since it was taken.
UPDATE deliveries SET next_step_at = $3 WHERE delivery_id = $1 AND next_step_at = $2;

-- name: set_rule
-- Keeps the rule of a store; the last one counts.
INSERT INTO dispatch_rules
    (merchant_id, store_id, strategy, carriers, own_riders_first, assign_timeout_seconds)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (merchant_id, store_id) DO UPDATE SET
    strategy = excluded.strategy, carriers = excluded.carriers,
    own_riders_first = excluded.own_riders_first,
    assign_timeout_seconds = excluded.assign_timeout_seconds;

-- name: find_rules
-- The rule of a store and that of all stores; the store's own comes first.
SELECT merchant_id, store_id, strategy, carriers, own_riders_first, assign_timeout_seconds
FROM dispatch_rules
WHERE merchant_id = $1 AND store_id IN ($2, '')
ORDER BY store_id DESC;

-- name: list_rules
-- A page of rules, by store; null begins at the beginning.
SELECT merchant_id, store_id, strategy, carriers, own_riders_first, assign_timeout_seconds
FROM dispatch_rules
WHERE merchant_id = $1 AND ($2::text IS NULL OR store_id > $2)
ORDER BY store_id
LIMIT $3;
