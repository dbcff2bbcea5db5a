"""What the centers hold."""

from collections import Counter

from zhongtai.inventory.v1 import reservation_pb2, stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.member.v1 import member_pb2, member_requests_pb2, points_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from tests.backends.world import Side

PAGE = 200


async def orders_of(side: Side) -> dict[str, order_pb2.Order]:
    """Every order of a chain, whole, by its id."""
    stub = OrderServiceStub(side.operator.channel)
    request = read_messages_pb2.ListOrdersRequest(
        view=read_messages_pb2.ORDER_VIEW_FULL, page_size=PAGE
    )
    found = {}
    async for page in side.operator.paged(stub.ListOrders, request):
        found |= {order.order_id: order for order in page.orders}
    return found


async def stock_of(side: Side) -> dict[tuple[str, str], int]:
    """The pieces on hand, by store and SKU, both by their codes."""
    stub, codes = InventoryServiceStub(side.operator.channel), codes_of(side)
    found = {}
    for store, store_id in side.chain.stores.items():
        request = stock_pb2.ListStockRequest(store_id=store_id, page_size=PAGE)
        async for page in side.operator.paged(stub.ListStock, request):
            for row in page.stocks:
                if row.sku_id in codes:
                    found[store, codes[row.sku_id]] = int(row.on_hand)
    return found


async def till_sales_of(side: Side) -> Counter[tuple[str, str]]:
    """The pieces sold over the counter, by store and SKU."""
    stub, codes = InventoryServiceStub(side.operator.channel), codes_of(side)
    sold: Counter[tuple[str, str]] = Counter()
    for store, store_id in side.chain.stores.items():
        request = reservation_pb2.ListTillSalesRequest(store_id=store_id, page_size=PAGE)
        async for page in side.operator.paged(stub.ListTillSales, request):
            for line in (line for sale in page.sales for line in sale.lines):
                sold[store, codes[line.sku_id]] += line.quantity
    return sold


async def members_of(side: Side) -> dict[str, member_pb2.Member]:
    """Every member of a chain, by the member's id."""
    stub = MemberServiceStub(side.operator.channel)
    request = member_requests_pb2.ListMembersRequest(page_size=PAGE)
    found = {}
    async for page in side.operator.paged(stub.ListMembers, request):
        found |= {member.member_id: member for member in page.members}
    return found


async def points_of(side: Side, person_id: str) -> list[int]:
    """The lines of a member's ledger that moved points."""
    stub = MemberServiceStub(side.operator.channel)
    request = points_requests_pb2.ListLedgerRequest(person_id=person_id, page_size=PAGE)
    found: list[int] = []
    async for page in side.operator.paged(stub.ListLedger, request):
        found += [entry.points for entry in page.entries if entry.points]
    return found


def codes_of(side: Side) -> dict[str, str]:
    """The code of each SKU."""
    return {sku_id: code for code, sku_id in side.chain.skus.items()}
