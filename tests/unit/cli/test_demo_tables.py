"""The demo: what it sells has its name in each language, and vouchers a menu of their own."""

import re

from demo.tables import Tables, read_chain

HAN = re.compile("[\u4e00-\u9fff]")


def test_what_the_demo_sells_is_called_something_in_each_language():
    stores = {row["code"]: f"sto_{row['code']}" for row in read_chain()["stores"]}
    request = Tables(read_chain()).catalog_request(stores)
    choices = [choice for group in request.modifier_groups for choice in group.modifiers]
    for each in (*request.products, *request.categories, *request.modifier_groups, *choices):
        names = {name.language: name.name for name in each.names}
        assert HAN.search(names["zh"])
        assert not HAN.search(names["en"])
        assert f"{names['zh']} {names['en']}" == each.name
    dishes, vouchers = request.menus
    assert list(vouchers.store_ids) == [stores["bund"]]
    assert not {e.sku_code for e in dishes.entries} & {e.sku_code for e in vouchers.entries}
