-- What has come back of an order, by the request that brought it: for as long as the reservation is
-- kept, no piece comes back twice.
CREATE TABLE returns (
    merchant_id text  NOT NULL,
    store_id    text  NOT NULL,
    order_id    text  NOT NULL,
    request_id  text  NOT NULL,
    -- Of what came back: tells a repetition from another return.
    digest      bytea NOT NULL,
    PRIMARY KEY (merchant_id, store_id, order_id, request_id)
);
