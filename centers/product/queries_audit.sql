-- name: audit_menu_entries_exist
-- Every SKU on a menu exists.
SELECT e.menu_id || ' ' || e.sku_id AS place, s.sku_id IS NOT NULL AS ok
FROM menu_entries e LEFT JOIN skus s USING (merchant_id, sku_id)
WHERE e.merchant_id = $1;

-- name: audit_menu_modifiers_exist
-- Every modifier priced on a menu exists.
SELECT e.menu_id || ' ' || e.modifier_id AS place, m.modifier_id IS NOT NULL AS ok
FROM menu_modifier_prices e LEFT JOIN modifiers m USING (merchant_id, modifier_id)
WHERE e.merchant_id = $1;

-- name: audit_prices_not_negative
-- No price and packaging fee of a SKU, modifier, menu or combo option is negative.
SELECT place || ': ' || price, price >= 0 AS ok
FROM (
    SELECT sku_id AS place, price FROM skus WHERE merchant_id = $1
    UNION ALL
    SELECT modifier_id, price FROM modifiers WHERE merchant_id = $1
    UNION ALL
    SELECT menu_id || ' ' || sku_id, price FROM menu_entries
    WHERE merchant_id = $1 AND price IS NOT NULL
    UNION ALL
    SELECT menu_id || ' ' || modifier_id, price FROM menu_modifier_prices WHERE merchant_id = $1
    UNION ALL
    SELECT sku_id, (detail -> 'packaging_fee' ->> 0)::bigint FROM skus WHERE merchant_id = $1
    UNION ALL
    SELECT menu_id || ' ' || sku_id, packaging_fee FROM menu_entries WHERE merchant_id = $1
    UNION ALL
    SELECT menu_id, (detail -> 'order_packaging_fee' ->> 0)::bigint
    FROM menus WHERE merchant_id = $1
    UNION ALL
    SELECT product_id || ' ' || (option ->> 'sku_id'), (option -> 'extra_price' ->> 0)::bigint
    FROM products,
         jsonb_array_elements(detail -> 'combo_slots') AS slot,
         jsonb_array_elements(slot -> 'options') AS option
    WHERE merchant_id = $1
) AS each;

-- name: audit_group_limits_possible
-- Every modifier group in use has limits that choices can meet.
SELECT g.group_id,
       g.min_select BETWEEN 0 AND g.max_select
       AND coalesce(sum(m.max_quantity) FILTER (WHERE NOT m.archived), 0) >= g.min_select
           AS ok
FROM modifier_groups g LEFT JOIN modifiers m USING (merchant_id, group_id)
WHERE g.merchant_id = $1 AND NOT g.archived
GROUP BY g.merchant_id, g.group_id;

-- name: audit_products_have_skus
-- Every product in use has a size in use.
SELECT p.product_id, count(s.sku_id) FILTER (WHERE NOT s.archived) > 0 AS ok
FROM products p LEFT JOIN skus s USING (merchant_id, product_id)
WHERE p.merchant_id = $1 AND NOT p.archived
GROUP BY p.merchant_id, p.product_id;

-- name: audit_combo_options_exist
-- Every SKU that may fill a slot of a combo exists.
SELECT p.product_id || ' ' || (option ->> 'sku_id') AS place, s.sku_id IS NOT NULL AS ok
FROM products p
CROSS JOIN jsonb_array_elements(p.detail -> 'combo_slots') AS slot
CROSS JOIN jsonb_array_elements(slot -> 'options') AS option
LEFT JOIN skus s ON s.merchant_id = p.merchant_id AND s.sku_id = option ->> 'sku_id'
WHERE p.merchant_id = $1;

-- name: audit_components_exist
-- Every SKU that something takes from stock exists.
SELECT u.item_id || ' ' || (component ->> 'sku_id') AS place, s.sku_id IS NOT NULL AS ok
FROM (
    SELECT sku_id AS item_id, detail FROM skus WHERE merchant_id = $1
    UNION ALL
    SELECT modifier_id, detail FROM modifiers WHERE merchant_id = $1
) AS u
CROSS JOIN jsonb_array_elements(u.detail -> 'components') AS component
LEFT JOIN skus s ON s.merchant_id = $1 AND s.sku_id = component ->> 'sku_id';

-- name: audit_channel_codes_unique
-- No code of a channel belongs to two items in use.
SELECT channel || ' ' || code, times = 1 AS ok
FROM (
    SELECT entry ->> 'channel' AS channel, entry ->> 'code' AS code, count(*) AS times
    FROM (
        SELECT s.detail FROM skus s JOIN products p USING (merchant_id, product_id)
        WHERE s.merchant_id = $1 AND NOT (s.archived OR p.archived)
        UNION ALL
        SELECT m.detail FROM modifiers m JOIN modifier_groups g USING (merchant_id, group_id)
        WHERE m.merchant_id = $1 AND NOT (m.archived OR g.archived)
    ) AS u
    CROSS JOIN jsonb_array_elements(u.detail -> 'channel_codes') AS entry
    GROUP BY 1, 2
) AS each;

-- name: audit_revisions_not_ahead
-- No item has a revision that readers would not come to.
SELECT item_id, each.revision <= coalesce(r.revision, 0) AS ok
FROM (
    SELECT category_id AS item_id, revision FROM categories WHERE merchant_id = $1
    UNION ALL
    SELECT group_id, revision FROM modifier_groups WHERE merchant_id = $1
    UNION ALL
    SELECT product_id, revision FROM products WHERE merchant_id = $1
    UNION ALL
    SELECT menu_id, revision FROM menus WHERE merchant_id = $1
    UNION ALL
    SELECT store_id || ' ' || item_id, revision FROM sold_out WHERE merchant_id = $1
) AS each
LEFT JOIN revisions r ON r.merchant_id = $1;

-- name: audit_totals
-- Counts of what there is in use.
SELECT (SELECT count(*) FROM products WHERE merchant_id = $1 AND NOT archived) AS products,
       (SELECT count(*) FROM skus WHERE merchant_id = $1 AND NOT archived) AS skus,
       (SELECT count(*) FROM modifiers WHERE merchant_id = $1 AND NOT archived) AS modifiers,
       (SELECT count(*) FROM menus WHERE merchant_id = $1 AND NOT archived) AS menus;

-- name: list_merchants
-- Every merchant that has a product; only $1 unless it is empty.
SELECT DISTINCT merchant_id FROM products WHERE $1 IN ('', merchant_id);
