"""Names on channels and in languages, from the import to the menu."""

from __future__ import annotations

from zhongtai.common.v1 import other_name_pb2
from zhongtai.product.v1 import catalog_import_pb2 as import_pb
from zhongtai.product.v1 import catalog_messages_pb2 as pb

from tests.store.product.build import line, menu_request, pizzeria, price_request, request_id


def named(item, **languages: str) -> None:
    """Give an item names in languages, and one on the hub."""
    item.names.extend(
        other_name_pb2.OtherName(language=language, name=name)
        for language, name in languages.items()
    )
    item.names.add(channel="hub", name=f"Hub {item.name}")


def polyglot() -> import_pb.ImportCatalogRequest:
    """The pizzeria with names for all kinds of items."""
    request = pizzeria()
    named(request.categories[0], de="Pizzen")
    named(request.modifier_groups[0], de="Extras dazu")
    named(request.modifier_groups[0].modifiers[0], de="Mehr Käse")
    named(request.products[0], de="Schinken")
    named(request.products[0].skus[1], de="Mittel")
    request.products[0].description = "With ham"
    request.products[0].description_names.add(language="fr", name="Au jambon")
    return request


async def test_imported_names_are_on_the_menu_and_a_repetition_changes_nothing(center):
    await center.import_(polyglot())
    menu = await center.servicer.GetMenu(menu_request(language="de-AT"), None)
    assert menu.categories[0].name == "Pizzen"
    assert [product.name for product in menu.products] == ["Schinken", "Veggie"]
    assert [sku.name for sku in menu.products[0].skus] == ["S", "Mittel"]
    assert menu.products[0].description == "With ham"
    # A language that only a description is in makes a menu of its own, too.
    french = await center.servicer.GetMenu(menu_request(language="fr"), None)
    assert [product.description for product in french.products] == ["Au jambon", ""]
    assert menu.modifier_groups[0].name == "Extras dazu"
    assert menu.modifier_groups[0].modifiers[0].name == "Mehr Käse"
    outcomes = {result.outcome for result in await center.import_(polyglot())}
    assert outcomes == {import_pb.IMPORT_OUTCOME_UNCHANGED}


async def test_a_menu_known_in_one_language_is_not_the_one_of_another(center):
    await center.import_(polyglot())
    plain = await center.servicer.GetMenu(menu_request(), None)
    known = menu_request(language="de", known_version=plain.menu_version)
    german = await center.servicer.GetMenu(known, None)
    hub = await center.servicer.GetMenu(menu_request(channel="hub"), None)
    assert not german.not_modified
    names = [menu.products[0].name for menu in (plain, german, hub)]
    assert names == ["Ham", "Schinken", "Hub Ham"]
    spanish = menu_request(language="es", known_version=plain.menu_version)
    assert (await center.servicer.GetMenu(spanish, None)).not_modified


async def test_names_come_back_from_the_database_as_they_were_given(processes):
    center, other = processes
    await center.import_(polyglot())
    get = pb.GetProductRequest(external_code="ham")
    ham = (await other.servicer.GetProduct(get, None)).product
    kept = {(name.channel, name.language): name.name for name in ham.names}
    assert kept == {("", "de"): "Schinken", ("hub", ""): "Hub Ham"}
    assert [each.name for each in ham.description_names] == ["Au jambon"]
    ham.ClearField("names")
    update = pb.UpdateProductRequest(request_id=request_id(), product=ham)
    assert not (await center.servicer.UpdateProduct(update, None)).product.names
    menu = await center.servicer.GetMenu(menu_request(language="de"), None)
    assert menu.products[0].name == "Ham"


async def test_a_line_is_priced_under_both_names(center):
    results = await center.import_(polyglot())
    asked = price_request(line(results[2].parts[1].part_id), language="de")
    [priced] = (await center.servicer.PriceLines(asked, None)).lines
    assert (priced.name, priced.sku_name) == ("Schinken", "Mittel")
    assert (priced.kitchen_name, priced.kitchen_sku_name) == ("Ham", "M")
