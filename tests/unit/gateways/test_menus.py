"""The mini-program's menus: asked for each reader, laid out once for all who read the same."""

from types import SimpleNamespace

import pytest
from zhongtai.product.v1 import menu_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.miniapp.menus import MAX_READERS, PLACE_SECONDS, Menus


class Centers:
    """A store, and menus in German and in no language; notes what was sent whole."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.revision = 1
        self.checks = 0

    async def CheckStore(self, _request):
        self.checks += 1
        return serving_pb2.CheckStoreResponse()

    async def GetMenu(self, request):
        german = request.language.startswith("de")
        version = f"{self.revision}-{'de' if german else 'own'}"
        if request.known_version == version:
            return menu_pb2.GetMenuResponse(menu_version=version, not_modified=True)
        self.sent.append(request.language)
        name = "Tee" if german else "Tea"
        products = [menu_pb2.MenuProduct(product_id="p", name=f"{name} {self.revision}")]
        return menu_pb2.GetMenuResponse(menu_version=version, products=products)


@pytest.fixture
def centers() -> Centers:
    return Centers()


@pytest.fixture
def menus(centers: Centers) -> Menus:
    return Menus(SimpleNamespace(store=centers, product=centers))


async def read(menus: Menus, language: str, store_id: str = "sto_1") -> str:
    _, encoded = await menus.get("demo", store_id, "PICK_UP", language)
    return encoded.decode()


async def test_each_language_has_its_menu_and_a_new_one_when_it_changed(centers, menus):
    for revision in (1, 2):
        centers.revision = revision
        assert f"Tea {revision}" in await read(menus, "")
        assert f"Tee {revision}" in await read(menus, "de")
        assert f"Tea {revision}" in await read(menus, "fr")


async def test_who_reads_a_language_again_is_sent_nothing_whole(centers, menus):
    for _ in range(3):
        assert "Tee 1" in await read(menus, "de")
    assert centers.sent == ["de"]


async def test_languages_that_no_name_is_in_share_the_menu_of_none(centers, menus):
    await read(menus, "")
    for number in range(MAX_READERS + 50):
        assert "Tea 1" in await read(menus, f"x{number}")
    assert "Tea 1" in await read(menus, "")
    assert len(centers.sent) <= 2


async def test_stores_that_sell_the_same_share_a_menu(menus):
    one, other = [await menus.get("demo", store, "PICK_UP", "de") for store in ("a", "b")]
    assert one[1] is other[1]


async def test_what_a_menu_takes_from_its_store_is_asked_again_when_it_is_old(centers):
    now = [1000.0]
    menus = Menus(SimpleNamespace(store=centers, product=centers), lambda: now[0])
    for _ in range(3):
        await read(menus, "")
    await read(menus, "", store_id="sto_2")
    assert centers.checks == 2
    now[0] += 1.1 * PLACE_SECONDS
    await read(menus, "")
    assert centers.checks == 3
