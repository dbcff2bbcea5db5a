"""The servicer of the product center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from google.protobuf.message import Message
from zhongtai.product.v1 import (
    catalog_import_pb2,
    product_service_pb2,
)
from zhongtai.product.v1 import catalog_messages_pb2 as pb
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceServicer

from centers.product import checks, messages
from centers.product.imports.messages import import_items, imported_message
from centers.product.model import Category, Item, Menu, ModifierGroup, Product, id_of
from centers.product.operations import Items
from centers.product.selling.operations import Selling
from centers.product.selling.servicer import SellingMethods
from mesh.call.batch_answers import in_turns
from mesh.call.to_message import ToMessage
from mesh.call.wire import moment
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.idempotency import RequestWithId
from mesh.data.paging import ListRequest, page_of
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.steps import one_by_one

SERVICE = product_service_pb2.DESCRIPTOR.services_by_name["ProductService"]

T = TypeVar("T", bound=Item)
Reply = TypeVar("Reply", bound=Message)


class ProductServicer(CenterMethods, SellingMethods, ProductServiceServicer):
    """ProductService of zhongtai.product.v1."""

    def __init__(
        self,
        items: Items,
        selling: Selling,
        changes: Changes,
        feed: Feed,
        audit: Audit,
    ) -> None:
        CenterMethods.__init__(self, SERVICE, feed, audit)
        SellingMethods.__init__(self, selling, changes)
        self._items = items

    async def CreateCategory(
        self, request: pb.CreateCategoryRequest, _: object
    ) -> pb.CreateCategoryResponse:
        wanted = messages.category_of(request.category)
        kept = await self._create(request, wanted, messages.category_message)
        return pb.CreateCategoryResponse(category=kept)

    async def UpdateCategory(
        self, request: pb.UpdateCategoryRequest, _: object
    ) -> pb.UpdateCategoryResponse:
        wanted = messages.category_of(request.category)
        kept = await self._replace(request, wanted, messages.category_message)
        return pb.UpdateCategoryResponse(category=kept)

    async def ArrangeCategory(
        self, request: pb.ArrangeCategoryRequest, _: object
    ) -> pb.ArrangeCategoryResponse:
        category_id, product_ids = request.category_id, list(request.product_ids)
        checks.check_arrangement(category_id, product_ids)
        return await self._changes.once(
            request,
            pb.ArrangeCategoryResponse,
            lambda unit: self._items.arrange(unit, category_id, product_ids),
            lambda after: pb.ArrangeCategoryResponse(
                product_ids=[product.product_id for product in after]
            ),
        )

    async def GetCategory(
        self, request: pb.GetCategoryRequest, _: object
    ) -> pb.GetCategoryResponse:
        category = await self._items.get(Category, request.category_id)
        return pb.GetCategoryResponse(category=messages.category_message(category))

    async def ListCategories(
        self, request: pb.ListCategoriesRequest, _: object
    ) -> pb.ListCategoriesResponse:
        shown, token = await self._list(
            request, Category, lambda category: request.with_archived or not category.archived
        )
        return pb.ListCategoriesResponse(
            categories=messages.category_message.each(shown), next_page_token=token
        )

    async def CreateProduct(
        self, request: pb.CreateProductRequest, _: object
    ) -> pb.CreateProductResponse:
        wanted = messages.product_of(request.product)
        kept = await self._create(request, wanted, messages.product_message)
        return pb.CreateProductResponse(product=kept)

    async def UpdateProduct(
        self, request: pb.UpdateProductRequest, _: object
    ) -> pb.UpdateProductResponse:
        wanted = messages.product_of(request.product)
        kept = await self._replace(
            request, wanted, messages.product_message, request.product.revision
        )
        return pb.UpdateProductResponse(product=kept)

    async def GetProduct(self, request: pb.GetProductRequest, _: object) -> pb.GetProductResponse:
        product = await self._product(request)
        return pb.GetProductResponse(product=messages.product_message(product))

    async def ListProducts(
        self, request: pb.ListProductsRequest, _: object
    ) -> pb.ListProductsResponse:
        checks.check_name_filter(request.name_contains)
        category_id, words = request.category_id, request.name_contains.casefold()
        shown, token = await self._list(
            request,
            Product,
            lambda product: (
                (request.with_archived or not product.archived)
                and (not category_id or category_id in product.category_ids)
                and (not words or words in product.name.casefold())
            ),
        )
        return pb.ListProductsResponse(
            products=messages.product_message.each(shown), next_page_token=token
        )

    async def CreateModifierGroup(
        self, request: pb.CreateModifierGroupRequest, _: object
    ) -> pb.CreateModifierGroupResponse:
        wanted = messages.group_of(request.modifier_group)
        kept = await self._create(request, wanted, messages.group_message)
        return pb.CreateModifierGroupResponse(modifier_group=kept)

    async def UpdateModifierGroup(
        self, request: pb.UpdateModifierGroupRequest, _: object
    ) -> pb.UpdateModifierGroupResponse:
        wanted = messages.group_of(request.modifier_group)
        kept = await self._replace(request, wanted, messages.group_message)
        return pb.UpdateModifierGroupResponse(modifier_group=kept)

    async def GetModifierGroup(
        self, request: pb.GetModifierGroupRequest, _: object
    ) -> pb.GetModifierGroupResponse:
        group = await self._items.get(ModifierGroup, request.modifier_group_id)
        return pb.GetModifierGroupResponse(modifier_group=messages.group_message(group))

    async def ListModifierGroups(
        self, request: pb.ListModifierGroupsRequest, _: object
    ) -> pb.ListModifierGroupsResponse:
        shown, token = await self._list(
            request, ModifierGroup, lambda group: request.with_archived or not group.archived
        )
        return pb.ListModifierGroupsResponse(
            modifier_groups=messages.group_message.each(shown), next_page_token=token
        )

    async def CreateMenu(self, request: pb.CreateMenuRequest, _: object) -> pb.CreateMenuResponse:
        wanted = messages.menu_of(request.menu)
        kept = await self._create(request, wanted, messages.menu_message)
        return pb.CreateMenuResponse(menu=kept)

    async def UpdateMenu(self, request: pb.UpdateMenuRequest, _: object) -> pb.UpdateMenuResponse:
        wanted = messages.menu_of(request.menu)
        kept = await self._replace(request, wanted, messages.menu_message)
        return pb.UpdateMenuResponse(menu=kept)

    async def ListMenus(self, request: pb.ListMenusRequest, _: object) -> pb.ListMenusResponse:
        shown, token = await self._list(
            request, Menu, lambda menu: request.with_archived or not menu.archived
        )
        return pb.ListMenusResponse(menus=messages.menu_message.each(shown), next_page_token=token)

    async def ImportCatalog(
        self, request: catalog_import_pb2.ImportCatalogRequest, _: object
    ) -> catalog_import_pb2.ImportCatalogResponse:
        dry_run, items = request.dry_run, await in_turns(import_items(request))
        decisions = await self._items.import_items(items, dry_run=dry_run)
        results = (imported_message(decision, dry_run=dry_run) for decision in decisions)
        shown = await in_turns(one_by_one(results))
        return catalog_import_pb2.ImportCatalogResponse(results=shown)

    async def ResolveItemCodes(
        self, request: pb.ResolveItemCodesRequest, _: object
    ) -> pb.ResolveItemCodesResponse:
        at = moment(request, "at")
        checks.check_codes(request.channel, request.codes)
        meanings = await self._items.resolve_codes(request.channel, request.codes, at)
        return messages.resolved_messages(meanings, with_former=request.with_former)

    async def _product(self, request: pb.GetProductRequest) -> Product:
        match request.WhichOneof("key"):
            case "product_id":
                return await self._items.get(Product, request.product_id)
            case "sku_id":
                return await self._items.get_product(sku_id=request.sku_id)
            case "external_code":
                return await self._items.get_product(external_code=request.external_code)
        raise InvalidRequest(violations=[Violation("key", "is required")])

    async def _create(self, request: RequestWithId, wanted: T, shown: ToMessage[T, Reply]) -> Reply:
        """Create an item, once per request_id; return it as it is stored."""
        return await self._changes.once(
            request, shown.message_type, lambda unit: self._items.create(unit, wanted), shown
        )

    async def _replace(
        self, request: RequestWithId, wanted: T, shown: ToMessage[T, Reply], revision: int = 0
    ) -> Reply:
        """Replace an item, once per request_id; `revision` is the one that was read, 0 for any."""
        return await self._changes.once(
            request,
            shown.message_type,
            lambda unit: self._items.replace(unit, wanted, revision),
            shown,
        )

    async def _list(
        self, request: ListRequest, kind: type[T], wanted: Callable[[T], bool]
    ) -> tuple[list[T], str]:
        """Return the items of a page, and the token of the next."""
        page = page_of(request, key_types=(str,))
        rows = await self._items.list_items(kind, wanted, page)
        return page.cut(rows, key=lambda item: (id_of(item),))
