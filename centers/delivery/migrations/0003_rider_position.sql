-- Where a rider is, is one value of its own: {"position": {"latitude": …, "longitude": …}}.
UPDATE deliveries
SET rider = (rider - 'latitude' - 'longitude') || jsonb_build_object(
        'position',
        jsonb_build_object('latitude', rider -> 'latitude', 'longitude', rider -> 'longitude'))
WHERE rider -> 'latitude' <> 'null' AND rider -> 'longitude' <> 'null';
