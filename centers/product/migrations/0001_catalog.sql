-- What a chain sells. An item (category, product, modifier group, menu) is kept as a whole,
-- with the revision at which it last changed; parts that old orders name are archived, never
-- deleted. A code that is not there is NULL, so that it need not be unique.

-- How often each chain's catalog was changed. Whoever changes it holds this row, so that
-- changes of one chain follow each other and readers can fetch what is new to them.
CREATE TABLE revisions (
    merchant_id text   PRIMARY KEY,
    revision    bigint NOT NULL
);

CREATE TABLE categories (
    merchant_id   text        NOT NULL,
    category_id   text        NOT NULL,
    external_code text,
    name          text        NOT NULL,
    parent_id     text        NOT NULL,
    sort_order    integer     NOT NULL,
    archived      boolean     NOT NULL,
    revision      bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, category_id),
    -- Checked at the end: two items may exchange their codes in one change.
    UNIQUE (merchant_id, external_code) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX categories_by_revision ON categories (merchant_id, revision);

CREATE TABLE modifier_groups (
    merchant_id   text        NOT NULL,
    group_id      text        NOT NULL,
    external_code text,
    name          text        NOT NULL,
    min_select    integer     NOT NULL,
    max_select    integer     NOT NULL,
    free_quantity integer     NOT NULL,
    archived      boolean     NOT NULL,
    revision      bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, group_id),
    UNIQUE (merchant_id, external_code) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX modifier_groups_by_revision ON modifier_groups (merchant_id, revision);

CREATE TABLE modifiers (
    merchant_id      text    NOT NULL,
    modifier_id      text    NOT NULL,
    group_id         text    NOT NULL,
    position         integer NOT NULL,
    external_code    text,
    name             text    NOT NULL,
    price            bigint  NOT NULL CHECK (price >= 0),
    currency         text    NOT NULL,
    max_quantity     integer NOT NULL,
    default_quantity integer NOT NULL,
    -- Groups asked when it is chosen, what it takes from stock, its codes on channels.
    detail           jsonb   NOT NULL,
    archived         boolean NOT NULL,
    PRIMARY KEY (merchant_id, modifier_id),
    UNIQUE (merchant_id, external_code) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (merchant_id, group_id) REFERENCES modifier_groups
);
CREATE INDEX modifiers_by_group ON modifiers (merchant_id, group_id);

CREATE TABLE products (
    merchant_id   text        NOT NULL,
    product_id    text        NOT NULL,
    external_code text,
    name          text        NOT NULL,
    kind          smallint    NOT NULL,
    sort_order    integer     NOT NULL,
    -- Description, picture, tags, categories, groups, combo slots: always read together.
    detail        jsonb       NOT NULL,
    archived      boolean     NOT NULL,
    revision      bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, product_id),
    UNIQUE (merchant_id, external_code) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX products_by_revision ON products (merchant_id, revision);

CREATE TABLE skus (
    merchant_id   text    NOT NULL,
    sku_id        text    NOT NULL,
    product_id    text    NOT NULL,
    position      integer NOT NULL,
    external_code text,
    name          text    NOT NULL,
    price         bigint  NOT NULL CHECK (price >= 0),
    currency      text    NOT NULL,
    -- What it takes from stock, its codes on channels.
    detail        jsonb   NOT NULL,
    archived      boolean NOT NULL,
    PRIMARY KEY (merchant_id, sku_id),
    UNIQUE (merchant_id, external_code) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (merchant_id, product_id) REFERENCES products
);
CREATE INDEX skus_by_product ON skus (merchant_id, product_id);

CREATE TABLE menus (
    merchant_id   text        NOT NULL,
    menu_id       text        NOT NULL,
    external_code text,
    name          text        NOT NULL,
    priority      integer     NOT NULL,
    all_products  boolean     NOT NULL,
    -- Stores, channels, service types, dayparts, first and last date.
    detail        jsonb       NOT NULL,
    archived      boolean     NOT NULL,
    revision      bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, menu_id),
    UNIQUE (merchant_id, external_code) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX menus_by_revision ON menus (merchant_id, revision);

CREATE TABLE menu_entries (
    merchant_id text    NOT NULL,
    menu_id     text    NOT NULL,
    position    integer NOT NULL,
    sku_id      text    NOT NULL,
    -- NULL: the price of the SKU, or of the next menu.
    price       bigint  CHECK (price >= 0),
    currency    text,
    PRIMARY KEY (merchant_id, menu_id, sku_id),
    FOREIGN KEY (merchant_id, menu_id) REFERENCES menus
);

CREATE TABLE menu_modifier_prices (
    merchant_id text    NOT NULL,
    menu_id     text    NOT NULL,
    position    integer NOT NULL,
    modifier_id text    NOT NULL,
    price       bigint  NOT NULL CHECK (price >= 0),
    currency    text    NOT NULL,
    PRIMARY KEY (merchant_id, menu_id, modifier_id),
    FOREIGN KEY (merchant_id, menu_id) REFERENCES menus
);

-- What stores have none of. A row that is over stays, so that readers see that it is.
CREATE TABLE sold_out (
    merchant_id text        NOT NULL,
    store_id    text        NOT NULL,
    item_id     text        NOT NULL,
    is_modifier boolean     NOT NULL,
    is_out      boolean     NOT NULL,
    until       timestamptz,
    revision    bigint      NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, store_id, item_id)
);
CREATE INDEX sold_out_by_revision ON sold_out (merchant_id, revision);
