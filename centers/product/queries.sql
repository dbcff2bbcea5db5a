-- name: take_revision
-- The revision of a chain's catalog, held until the transaction ends.
INSERT INTO revisions (merchant_id, revision) VALUES ($1, 0)
ON CONFLICT (merchant_id) DO UPDATE SET revision = revisions.revision
RETURNING revision;

-- name: set_revision
-- The chain's catalog has changed.
UPDATE revisions SET revision = $2 WHERE merchant_id = $1;

-- name: find_revision
-- The revision of a chain's catalog; no row when it never had one.
SELECT revision FROM revisions WHERE merchant_id = $1;

-- name: list_categories_after
-- Categories that changed after a revision.
SELECT category_id, coalesce(external_code, '') AS external_code, name, parent_id,
       sort_order, archived, names, revision, created_at, updated_at
FROM categories WHERE merchant_id = $1 AND revision > $2;

-- name: list_groups_after
-- Modifier groups that changed after a revision.
SELECT group_id, coalesce(external_code, '') AS external_code, name, min_select,
       max_select, free_quantity, archived, names, revision, created_at, updated_at
FROM modifier_groups WHERE merchant_id = $1 AND revision > $2;

-- name: list_modifiers_after
-- Modifiers of the groups that changed after a revision, in their order.
SELECT m.group_id, m.modifier_id, coalesce(m.external_code, '') AS external_code, m.name,
       m.price AS amount, m.currency, m.max_quantity, m.default_quantity, m.detail, m.archived
FROM modifier_groups g JOIN modifiers m USING (merchant_id, group_id)
WHERE g.merchant_id = $1 AND g.revision > $2
ORDER BY m.group_id, m.position;

-- name: list_products_after
-- Products that changed after a revision.
SELECT product_id, coalesce(external_code, '') AS external_code, name, kind, sort_order,
       detail, archived, revision, created_at, updated_at
FROM products WHERE merchant_id = $1 AND revision > $2;

-- name: list_skus_after
-- SKUs of the products that changed after a revision, in their order.
SELECT s.product_id, s.sku_id, coalesce(s.external_code, '') AS external_code, s.name,
       s.price AS amount, s.currency, s.detail, s.archived
FROM products p JOIN skus s USING (merchant_id, product_id)
WHERE p.merchant_id = $1 AND p.revision > $2
ORDER BY s.product_id, s.position;

-- name: list_menus_after
-- Menus that changed after a revision.
SELECT menu_id, coalesce(external_code, '') AS external_code, name, priority, all_products,
       detail, archived, revision, created_at, updated_at
FROM menus WHERE merchant_id = $1 AND revision > $2;

-- name: list_entries_after
-- Entries of the menus that changed after a revision, in their order.
SELECT e.menu_id, e.sku_id, e.price, e.currency, e.packaging_fee, e.packaging_currency
FROM menus m JOIN menu_entries e USING (merchant_id, menu_id)
WHERE m.merchant_id = $1 AND m.revision > $2
ORDER BY e.menu_id, e.position;

-- name: list_modifier_prices_after
-- Prices of modifiers under the menus that changed after a revision, in their order.
SELECT e.menu_id, e.modifier_id, e.price AS amount, e.currency
FROM menus m JOIN menu_modifier_prices e USING (merchant_id, menu_id)
WHERE m.merchant_id = $1 AND m.revision > $2
ORDER BY e.menu_id, e.position;

-- name: list_sold_out_after
-- What stores ran out of, or got again, after a revision.
SELECT store_id, item_id, is_modifier, is_out AS said, until, updated_at, by_stock
FROM sold_out WHERE merchant_id = $1 AND revision > $2;

-- name: keep_categories
-- Writes categories as they are from now on.
INSERT INTO categories
    (merchant_id, category_id, external_code, name, parent_id, sort_order, archived,
     names, revision, created_at, updated_at)
SELECT $1, category_id, nullif(external_code, ''), name, parent_id, sort_order, archived, names,
       revision, created_at, updated_at
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::boolean[],
            $8::jsonb[], $9::bigint[], $10::timestamptz[], $11::timestamptz[])
     AS n (category_id, external_code, name, parent_id, sort_order, archived, names, revision,
           created_at, updated_at)
ON CONFLICT (merchant_id, category_id) DO UPDATE SET
    external_code = excluded.external_code, name = excluded.name,
    parent_id = excluded.parent_id, sort_order = excluded.sort_order,
    archived = excluded.archived, names = excluded.names, revision = excluded.revision,
    updated_at = excluded.updated_at;

-- name: keep_groups
-- Writes modifier groups as they are from now on.
INSERT INTO modifier_groups
    (merchant_id, group_id, external_code, name, min_select, max_select, free_quantity,
     archived, names, revision, created_at, updated_at)
SELECT $1, group_id, nullif(external_code, ''), name, min_select, max_select, free_quantity,
       archived, names, revision, created_at, updated_at
FROM unnest($2::text[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::integer[],
            $8::boolean[], $9::jsonb[], $10::bigint[], $11::timestamptz[], $12::timestamptz[])
     AS n (group_id, external_code, name, min_select, max_select, free_quantity, archived,
           names, revision, created_at, updated_at)
ON CONFLICT (merchant_id, group_id) DO UPDATE SET
    external_code = excluded.external_code, name = excluded.name,
    min_select = excluded.min_select, max_select = excluded.max_select,
    free_quantity = excluded.free_quantity, archived = excluded.archived,
    names = excluded.names, revision = excluded.revision, updated_at = excluded.updated_at;

-- name: keep_modifiers
-- Writes the modifiers of groups; they never go to another group.
INSERT INTO modifiers
    (merchant_id, group_id, position, modifier_id, external_code, name, price, currency,
     max_quantity, default_quantity, detail, archived)
SELECT $1, group_id, position, modifier_id, nullif(external_code, ''), name, price, currency,
       max_quantity, default_quantity, detail, archived
FROM unnest($2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::bigint[],
            $8::text[], $9::integer[], $10::integer[], $11::jsonb[], $12::boolean[])
     AS n (group_id, position, modifier_id, external_code, name, price, currency,
           max_quantity, default_quantity, detail, archived)
ON CONFLICT (merchant_id, modifier_id) DO UPDATE SET
    position = excluded.position, external_code = excluded.external_code,
    name = excluded.name, price = excluded.price, currency = excluded.currency,
    max_quantity = excluded.max_quantity, default_quantity = excluded.default_quantity,
    detail = excluded.detail, archived = excluded.archived;

-- name: keep_products
-- Writes products as they are from now on.
INSERT INTO products
    (merchant_id, product_id, external_code, name, kind, sort_order, detail, archived,
     revision, created_at, updated_at)
SELECT $1, product_id, nullif(external_code, ''), name, kind, sort_order, detail, archived,
       revision, created_at, updated_at
FROM unnest($2::text[], $3::text[], $4::text[], $5::smallint[], $6::integer[], $7::jsonb[],
            $8::boolean[], $9::bigint[], $10::timestamptz[], $11::timestamptz[])
     AS n (product_id, external_code, name, kind, sort_order, detail, archived, revision,
           created_at, updated_at)
ON CONFLICT (merchant_id, product_id) DO UPDATE SET
    external_code = excluded.external_code, name = excluded.name, kind = excluded.kind,
    sort_order = excluded.sort_order, detail = excluded.detail, archived = excluded.archived,
    revision = excluded.revision, updated_at = excluded.updated_at;

-- name: keep_skus
-- Writes the SKUs of products; they never go to another product.
INSERT INTO skus
    (merchant_id, product_id, position, sku_id, external_code, name, price, currency, detail,
     archived)
SELECT $1, product_id, position, sku_id, nullif(external_code, ''), name, price, currency,
       detail, archived
FROM unnest($2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::bigint[],
            $8::text[], $9::jsonb[], $10::boolean[])
     AS n (product_id, position, sku_id, external_code, name, price, currency, detail,
           archived)
ON CONFLICT (merchant_id, sku_id) DO UPDATE SET
    position = excluded.position, external_code = excluded.external_code,
    name = excluded.name, price = excluded.price, currency = excluded.currency,
    detail = excluded.detail, archived = excluded.archived;

-- name: keep_menus
-- Writes menus as they are from now on.
INSERT INTO menus
    (merchant_id, menu_id, external_code, name, priority, all_products, detail, archived,
     revision, created_at, updated_at)
SELECT $1, menu_id, nullif(external_code, ''), name, priority, all_products, detail, archived,
       revision, created_at, updated_at
FROM unnest($2::text[], $3::text[], $4::text[], $5::integer[], $6::boolean[], $7::jsonb[],
            $8::boolean[], $9::bigint[], $10::timestamptz[], $11::timestamptz[])
     AS n (menu_id, external_code, name, priority, all_products, detail, archived, revision,
           created_at, updated_at)
ON CONFLICT (merchant_id, menu_id) DO UPDATE SET
    external_code = excluded.external_code, name = excluded.name,
    priority = excluded.priority, all_products = excluded.all_products,
    detail = excluded.detail, archived = excluded.archived, revision = excluded.revision,
    updated_at = excluded.updated_at;

-- name: drop_entries
-- Takes everything off menus, before what is on them now is written.
DELETE FROM menu_entries WHERE merchant_id = $1 AND menu_id = ANY ($2::text[]);

-- name: drop_modifier_prices
-- Takes all prices of modifiers off menus, before the present ones are written.
DELETE FROM menu_modifier_prices WHERE merchant_id = $1 AND menu_id = ANY ($2::text[]);

-- name: keep_entries
-- Writes what is on menus.
INSERT INTO menu_entries
    (merchant_id, menu_id, position, sku_id, price, currency, packaging_fee, packaging_currency)
SELECT $1, n.*
FROM unnest($2::text[], $3::integer[], $4::text[], $5::bigint[], $6::text[], $7::bigint[],
            $8::text[]) AS n;

-- name: keep_modifier_prices
-- Writes the prices of modifiers under menus.
INSERT INTO menu_modifier_prices
    (merchant_id, menu_id, position, modifier_id, price, currency)
SELECT $1, n.*
FROM unnest($2::text[], $3::integer[], $4::text[], $5::bigint[], $6::text[]) AS n;

-- name: keep_sold_out
-- Writes what stores have and have not.
INSERT INTO sold_out
    (merchant_id, revision, store_id, item_id, is_modifier, is_out, until, updated_at, by_stock)
SELECT $1, $2, n.*
FROM unnest($3::text[], $4::text[], $5::boolean[], $6::boolean[], $7::timestamptz[],
            $8::timestamptz[], $9::boolean[]) AS n
ON CONFLICT (merchant_id, store_id, item_id) DO UPDATE SET
    is_out = excluded.is_out, until = excluded.until, revision = excluded.revision,
    updated_at = excluded.updated_at, by_stock = excluded.by_stock;
