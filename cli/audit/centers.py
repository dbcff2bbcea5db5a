"""The centers as an operator of all merchants asks them, one merchant at a time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import grpc
from zhongtai.cart.v1 import messages_pb2 as cart_pb
from zhongtai.cart.v1.cart_service_pb2_grpc import CartServiceStub
from zhongtai.common.v1 import letter_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as delivery_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.flashsale.v1 import admission_pb2 as flash_sale_pb
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as group_pb
from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceStub
from zhongtai.inventory.v1 import erp_pb2
from zhongtai.inventory.v1 import feed_pb2 as inventory_pb
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.member.v1 import crm_requests_pb2 as crm_pb
from zhongtai.member.v1 import member_requests_pb2 as member_pb
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import read_messages_pb2 as order_pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import feed_messages_pb2 as payment_pb
from zhongtai.payment.v1 import notice_pb2
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceStub
from zhongtai.product.v1 import catalog_messages_pb2 as product_pb
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.promotion.v1 import promotion_requests_pb2 as promotion_pb
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.store.v1 import store_pb2
from zhongtai.store.v1 import store_service_pb2 as store_pb
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub
from zhongtai.user.v1 import person_requests_pb2 as user_pb
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from cli.audit.books import Page
from cli.home import demand_running
from cli.problems import Problem
from mesh.call.context import Identity
from mesh.call.errors_wire import refusal_of
from mesh.call.outgoing import AUTHORIZATION, MERCHANT, header_text
from mesh.call.pages import each_page
from mesh.process.settings import ProcessSettings
from mesh.process.tokens import TokenSigner

ANSWER_SECONDS = 900.0
"""How long a center may take for all of its checks, or to read its orders out."""

SHORT_SECONDS = 30.0
CONNECT_SECONDS = 10.0
TOKEN_SECONDS = 3600
MAX_MESSAGE_BYTES = 64 * 1024 * 1024
ROWS_PER_PAGE = 200
MAX_LETTERS = 1000
"""How many dead letters of a center are named; more help nobody."""

CENTERS: Mapping[str, tuple[Any, ModuleType]] = {
    "user": (UserServiceStub, user_pb),
    "member": (MemberServiceStub, member_pb),
    "store": (StoreServiceStub, store_pb),
    "product": (ProductServiceStub, product_pb),
    "inventory": (InventoryServiceStub, inventory_pb),
    "promotion": (PromotionServiceStub, promotion_pb),
    "order": (OrderServiceStub, order_pb),
    "payment": (PaymentServiceStub, payment_pb),
    "delivery": (DeliveryServiceStub, delivery_pb),
    "cart": (CartServiceStub, cart_pb),
    "flash_sale": (FlashSaleServiceStub, flash_sale_pb),
    "group_buy": (GroupBuyServiceStub, group_pb),
}
"""The stub of each center, and of each app with data of its own, and the module of its messages
about audits."""

KNOW_ORDERS = tuple(name for name, (_, pb) in CENTERS.items() if hasattr(pb, "AuditOrdersRequest"))
"""The centers that hold something of an order."""

HAVE_PERSONS = ("member", "promotion", "order", "delivery", "cart", "flash_sale", "group_buy")
"""The centers that have something of persons, which moves when these are merged."""

HAVE_LETTERS = ("user", "member", "store", "product", "inventory", "order", "payment", "delivery")
"""The centers with a feed, whose readers may put items aside."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A center's own checks and sums."""

    checks: list[Any]
    totals: Mapping[str, int]


class Centers:
    """Asks the centers over one channel; whatever they refuse is raised as the stub raises it."""

    def __init__(self, channel: grpc.aio.Channel, token: str) -> None:
        self._stubs = {name: stub(channel) for name, (stub, _) in CENTERS.items()}
        self._token = token

    async def merchants(self, center: str) -> list[str]:
        """Return the merchants that have something in a center."""
        request = CENTERS[center][1].ListMerchantsRequest()
        options = self._options("", SHORT_SECONDS)
        return list((await self._stubs[center].ListMerchants(request, **options)).merchant_ids)

    async def audit(self, center: str, merchant: str) -> Answer:
        """Return a center's checks of its own data."""
        request = CENTERS[center][1].AuditRequest()
        reply = await self._stubs[center].Audit(request, **self._options(merchant, ANSWER_SECONDS))
        return Answer(list(reply.checks), dict(reply.totals))

    def orders(self, center: str, merchant: str) -> AsyncIterator[Page]:
        """Return what a center holds of every order, in pages."""
        request = CENTERS[center][1].AuditOrdersRequest()
        call = self._stubs[center].AuditOrders(request, **self._options(merchant, ANSWER_SECONDS))
        pages: AsyncIterator[Page] = aiter(call)
        return pages

    async def dead_letters(self, center: str) -> list[letter_pb2.Letter]:
        """What readers of a center's feed have put aside for an operator, of all merchants."""
        dead = letter_pb2.LETTER_STATE_DEAD
        request = letter_pb2.ListLettersRequest(state=dead, page_size=ROWS_PER_PAGE)
        found: list[letter_pb2.Letter] = []
        options = self._options("", SHORT_SECONDS)
        async for page in each_page(self._stubs[center].ListLetters, request, **options):
            found += page.letters
            if len(found) >= MAX_LETTERS:
                break
        return found

    async def erp_drifts(self, merchant: str) -> AsyncIterator[erp_pb2.ErpDrift]:
        """Yield where the stock of a merchant differs from what its ERP says."""
        request = erp_pb2.ListErpDriftsRequest(page_size=ROWS_PER_PAGE)
        options = self._options(merchant, SHORT_SECONDS)
        async for page in each_page(self._stubs["inventory"].ListErpDrifts, request, **options):
            for drift in page.drifts:
                yield drift

    async def crm_drifts(self, merchant: str) -> AsyncIterator[crm_pb.CrmDrift]:
        """Yield which members of a merchant differ at its CRM, which is asked for each page."""
        request = crm_pb.ListCrmDriftRequest(page_size=ROWS_PER_PAGE)
        options = self._options(merchant, ANSWER_SECONDS)
        async for page in each_page(self._stubs["member"].ListCrmDrift, request, **options):
            for drift in page.drifts:
                yield drift

    async def crm_conflicts(self, merchant: str) -> AsyncIterator[crm_pb.CrmConflict]:
        """Yield what the CRM of a merchant says and could not be taken over."""
        request = crm_pb.ListCrmConflictsRequest(page_size=ROWS_PER_PAGE)
        options = self._options(merchant, SHORT_SECONDS)
        async for page in each_page(self._stubs["member"].ListCrmConflicts, request, **options):
            for conflict in page.conflicts:
                yield conflict

    async def payment_differences(self, merchant: str) -> AsyncIterator[notice_pb2.Difference]:
        """Yield what does not agree with payment providers, and nobody has settled."""
        status = notice_pb2.DIFFERENCE_STATUS_OPEN
        request = book_pb.ListDifferencesRequest(status=status, page_size=ROWS_PER_PAGE)
        options = self._options(merchant, SHORT_SECONDS)
        async for page in each_page(self._stubs["payment"].ListDifferences, request, **options):
            for difference in page.differences:
                yield difference

    async def currency_of_store(self, merchant: str) -> dict[str, str]:
        """Every store with the currency in which it sells, those that are retired included."""
        known: dict[str, str] = {}
        for status in (store_pb2.STORE_STATUS_UNSPECIFIED, store_pb2.STORE_STATUS_RETIRED):
            request = store_pb.ListStoresRequest(page_size=ROWS_PER_PAGE, status=status)
            options = self._options(merchant, SHORT_SECONDS)
            async for page in each_page(self._stubs["store"].ListStores, request, **options):
                known |= {store.store_id: store.currency_code for store in page.stores}
        return known

    def _options(self, merchant: str, timeout: float) -> dict[str, Any]:
        metadata = [(AUTHORIZATION, f"Bearer {self._token}")]
        if merchant:
            metadata.append((MERCHANT, header_text(merchant)))
        return {"metadata": tuple(metadata), "timeout": timeout}


@asynccontextmanager
async def opened(identity: Identity) -> AsyncIterator[Centers]:
    """The centers of the platform of this state folder, as this operator asks them."""
    home = ProcessSettings.read(os.environ).home
    target = demand_running(home)["endpoints"]["grpc"]
    token = TokenSigner.load(home).sign(identity, TOKEN_SECONDS)
    size = [("grpc.max_receive_message_length", MAX_MESSAGE_BYTES)]
    async with grpc.aio.insecure_channel(target, options=size) as channel:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await channel.channel_ready()
        except TimeoutError:
            raise Problem(f"Nothing answers at {target}. See `zhongtai status`.") from None
        yield Centers(channel, token)


def why(exc: BaseException) -> str:
    """Why something could not be asked, in one line."""
    if isinstance(exc, grpc.aio.AioRpcError):
        return str(refusal_of(exc))
    return f"{type(exc).__name__}: {exc}"
