"""The methods of the product center about items: categories, products, groups, menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhongtai.product.v1 import catalog_messages_pb2 as pb
from zhongtai.product.v1 import menu_pb2, product_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceServicer

from centers.product.answers import item_message
from centers.product.catalog import id_of
from centers.product.messages import category_of, group_of, menu_of, product_of
from centers.product.model import Category, Item, ItemKind, ModifierGroup, Product
from centers.product.operations import Items
from mesh.data.paging import Page, read_page
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.validation import Check


class ItemMethods(ProductServiceServicer):
    """Methods that create, replace, give and list items."""

    items: Items

    async def CreateCategory(
        self, request: pb.CreateCategoryRequest, _: object
    ) -> pb.CreateCategoryResponse:
        wanted = category_of(request.category)
        category = await self.items.create(request, wanted, product_pb2.Category)
        return pb.CreateCategoryResponse(category=category)

    async def UpdateCategory(
        self, request: pb.UpdateCategoryRequest, _: object
    ) -> pb.UpdateCategoryResponse:
        wanted = category_of(request.category)
        category = await self.items.replace(request, wanted, product_pb2.Category)
        return pb.UpdateCategoryResponse(category=category)

    async def ArrangeCategory(
        self, request: pb.ArrangeCategoryRequest, _: object
    ) -> pb.ArrangeCategoryResponse:
        return await self.items.arrange(request, list(request.product_ids))

    async def GetCategory(
        self, request: pb.GetCategoryRequest, _: object
    ) -> pb.GetCategoryResponse:
        category = await self.items.get(Category(request.category_id, "", ""))
        return pb.GetCategoryResponse(category=item_message(category))

    async def ListCategories(
        self, request: pb.ListCategoriesRequest, _: object
    ) -> pb.ListCategoriesResponse:
        shown, token = await self._list(request, ItemKind.CATEGORY, _in_use(request))
        messages = [item_message(category) for category in shown]
        return pb.ListCategoriesResponse(categories=messages, next_page_token=token)

    async def CreateProduct(
        self, request: pb.CreateProductRequest, _: object
    ) -> pb.CreateProductResponse:
        wanted = product_of(request.product)
        product = await self.items.create(request, wanted, product_pb2.Product)
        return pb.CreateProductResponse(product=product)

    async def UpdateProduct(
        self, request: pb.UpdateProductRequest, _: object
    ) -> pb.UpdateProductResponse:
        product = await self.items.replace(
            request,
            product_of(request.product),
            product_pb2.Product,
            revision=request.product.revision,
        )
        return pb.UpdateProductResponse(product=product)

    async def GetProduct(self, request: pb.GetProductRequest, _: object) -> pb.GetProductResponse:
        return pb.GetProductResponse(product=item_message(await self._product(request)))

    async def ListProducts(
        self, request: pb.ListProductsRequest, _: object
    ) -> pb.ListProductsResponse:
        shown, token = await self._list(request, ItemKind.PRODUCT, _products(request))
        messages = [item_message(product) for product in shown]
        return pb.ListProductsResponse(products=messages, next_page_token=token)

    async def CreateModifierGroup(
        self, request: pb.CreateModifierGroupRequest, _: object
    ) -> pb.CreateModifierGroupResponse:
        wanted = group_of(request.modifier_group)
        group = await self.items.create(request, wanted, product_pb2.ModifierGroup)
        return pb.CreateModifierGroupResponse(modifier_group=group)

    async def UpdateModifierGroup(
        self, request: pb.UpdateModifierGroupRequest, _: object
    ) -> pb.UpdateModifierGroupResponse:
        wanted = group_of(request.modifier_group)
        group = await self.items.replace(request, wanted, product_pb2.ModifierGroup)
        return pb.UpdateModifierGroupResponse(modifier_group=group)

    async def GetModifierGroup(
        self, request: pb.GetModifierGroupRequest, _: object
    ) -> pb.GetModifierGroupResponse:
        group = await self.items.get(ModifierGroup(request.modifier_group_id, "", "", 0, 1, ()))
        return pb.GetModifierGroupResponse(modifier_group=item_message(group))

    async def ListModifierGroups(
        self, request: pb.ListModifierGroupsRequest, _: object
    ) -> pb.ListModifierGroupsResponse:
        shown, token = await self._list(request, ItemKind.MODIFIER_GROUP, _in_use(request))
        messages = [item_message(group) for group in shown]
        return pb.ListModifierGroupsResponse(modifier_groups=messages, next_page_token=token)

    async def CreateMenu(self, request: pb.CreateMenuRequest, _: object) -> pb.CreateMenuResponse:
        menu = await self.items.create(request, menu_of(request.menu), menu_pb2.Menu)
        return pb.CreateMenuResponse(menu=menu)

    async def UpdateMenu(self, request: pb.UpdateMenuRequest, _: object) -> pb.UpdateMenuResponse:
        menu = await self.items.replace(request, menu_of(request.menu), menu_pb2.Menu)
        return pb.UpdateMenuResponse(menu=menu)

    async def ListMenus(self, request: pb.ListMenusRequest, _: object) -> pb.ListMenusResponse:
        shown, token = await self._list(request, ItemKind.MENU, _in_use(request))
        messages = [item_message(menu) for menu in shown]
        return pb.ListMenusResponse(menus=messages, next_page_token=token)

    async def _product(self, request: pb.GetProductRequest) -> Product:
        match request.WhichOneof("key"):
            case "product_id":
                return await self.items.get(Product(request.product_id, "", "", ()))
            case "sku_id":
                return await self.items.get_product(sku_id=request.sku_id)
            case "external_code":
                return await self.items.get_product(external_code=request.external_code)
        raise InvalidRequest(violations=[Violation("key", "is required")])

    async def _list(
        self, request: Any, kind: ItemKind, wanted: Callable[[Item], bool]
    ) -> tuple[list[Any], str]:
        """The items of a page, and the token of the next."""
        page = page_of(kind.name, request, (str,))
        rows = await self.items.list_items(kind, wanted, page)
        return page.cut(rows, key=lambda item: (id_of(item),))


def page_of(name: str, request: Any, key_types: tuple[type[str | int], ...]) -> Page:
    """The page a list is asked for; its token fits only the same question."""
    question = type(request)()
    question.CopyFrom(request)
    question.ClearField("page_size")
    question.ClearField("page_token")
    scope = question.SerializeToString(deterministic=True).hex()
    return read_page(name, request.page_size, request.page_token, scope, key_types=key_types)


def _in_use(request: Any) -> Callable[[Item], bool]:
    with_archived = request.with_archived
    return lambda item: with_archived or not item.archived


def _products(request: pb.ListProductsRequest) -> Callable[[Item], bool]:
    check = Check()
    check.text("name_contains", request.name_contains, min=0, max=80)
    check.raise_if_any()
    category_id, words = request.category_id, request.name_contains.casefold()
    in_use = _in_use(request)

    def wanted(item: Item) -> bool:
        return (
            isinstance(item, Product)
            and in_use(item)
            and (not category_id or category_id in item.category_ids)
            and (not words or words in item.name.casefold())
        )

    return wanted
