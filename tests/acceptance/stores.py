"""More stores of the demo chain, as its people open them."""

from typing import Any

from zhongtai.product.v1 import catalog_import_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import store_import_pb2, store_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from demo.tables import Tables, read_chain
from tests.acceptance.shop import Shop


def like_the_first(code: str) -> store_pb2.Store:
    """A store like the demo's first: always open, with pick-up, dine-in and delivery."""
    store = Tables(read_chain()).stores()[0]
    store.external_code = code
    store.ClearField("channel_codes")  # which name one store each
    return store


async def open_store(shop: Shop, store: store_pb2.Store) -> str:
    """Open a store, which has no menu yet; gives its id."""
    request = store_import_pb2.ImportStoresRequest(stores=[store])
    stores: Any = StoreServiceStub(shop.channel)
    [result] = (await stores.ImportStores(request, **shop.operator)).results
    assert not result.violations
    return result.store_id


async def sell(shop: Shop, *menus: catalog_import_pb2.ImportMenu) -> None:
    """Have stores sell what stands on these menus."""
    request = catalog_import_pb2.ImportCatalogRequest(menus=menus)
    products: Any = ProductServiceStub(shop.channel)
    reply = await products.ImportCatalog(request, **shop.operator)
    assert not [violation for result in reply.results for violation in result.violations]


def everything(store_id: str, code: str) -> catalog_import_pb2.ImportMenu:
    """The menu of all that the chain has."""
    return catalog_import_pb2.ImportMenu(
        code=code, name=code, store_ids=[store_id], all_products=True
    )
