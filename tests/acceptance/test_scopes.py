"""Each scope against each method: a token does what its scopes say, at the public door."""

import grpc
import pytest
from google.protobuf.message_factory import GetMessageClass
from zhongtai.inventory.v1 import feed_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.user.v1 import person_requests_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from mesh.call.access import ANYBODY, SCOPED, AccessTable
from mesh.call.contract import services_of
from mesh.call.errors_wire import refusal_of
from mesh.process.topology import deploy_folder, load_units
from tests.platform import ALL_SCOPES

pytestmark = [
    pytest.mark.topology,
    pytest.mark.postgres,
    pytest.mark.asyncio(loop_scope="package"),
]
TABLE = AccessTable.load(deploy_folder() / "access")
DENIED = "ACCESS_DENIED"
# What a scope opens, said once more and by hand: a word of the table that changes shows here.
OPENS = {
    "orders.read": {
        "OrderService/ListOrders",
        "OrderService/GetOrder",
        "OrderService/ExportOrders",
    },
    "orders.write": {"OrderControlService/PlaceOrder", "OrderControlService/CancelOrder"},
    "payments.read": {"PaymentService/ListPayments", "PaymentService/GetRefund"},
    "stock.read": {"InventoryService/ListStock", "ProductService/ListSoldOut"},
    "stock.write": {"InventoryService/SetStock", "InventoryService/RecordTillSales"},
    "catalog.write": {"ProductService/ImportCatalog"},
    "promotions.write": {"PromotionService/IssueCoupons"},
    "stores.write": {"StoreService/ImportStores", "StoreService/SetStoreStatus"},
    "members.read": {"MemberService/ListMembers", "MemberService/ListLedger"},
    "persons.read": {"UserService/ListPersons", "UserService/FindPersonByIdentity"},
    "deliveries.write": {"DeliveryService/CreateDelivery"},
}


def methods():
    """Every method of the contract that answers once, but those to log in with."""
    offers = [package for unit in load_units(deploy_folder()).values() for package in unit.offers]
    services = [service for package in offers for service in services_of(package)]
    found = [m for service in services for m in service.methods if not m.server_streaming]
    return [method for method in found if ANYBODY not in TABLE.names_for(path_of(method))]


def path_of(method):
    return f"/{method.containing_service.full_name}/{method.name}"


async def outcome(shop, method, metadata):
    """The reason with which an empty request is refused; empty when it is not."""
    request_type = GetMessageClass(method.input_type)
    call = shop.channel.unary_unary(
        path_of(method),
        request_serializer=request_type.SerializeToString,
        response_deserializer=GetMessageClass(method.output_type).FromString,
    )
    try:
        await call(request_type(), metadata=metadata, timeout=30)
    except grpc.aio.AioRpcError as exc:
        return refusal_of(exc).reason
    return ""


def needed(method, kind):
    names = TABLE.names_for(path_of(method))
    return {name.partition(":")[2] for name in names if name.startswith(f"{kind}:")}


@pytest.mark.parametrize("kind", SCOPED)
async def test_without_its_scope_every_method_is_closed_whatever_else_the_token_may(shop, kind):
    opened = []
    for method in methods():
        scopes = ALL_SCOPES - needed(method, kind)
        metadata = shop.platform.metadata(kind, "nosy", scopes=scopes)
        if await outcome(shop, method, metadata) != DENIED:
            opened.append(method.full_name)
    assert opened == []


@pytest.mark.parametrize("kind", SCOPED)
async def test_no_scope_at_all_opens_nothing(shop, kind):
    metadata = shop.platform.metadata(kind, "bare", scopes=())
    outcomes = {each.full_name: await outcome(shop, each, metadata) for each in methods()}
    assert {name for name, reason in outcomes.items() if reason != DENIED} == set()


@pytest.mark.parametrize("scope", sorted(OPENS))
async def test_a_scope_opens_what_it_says_to_a_service(shop, scope):
    metadata = shop.platform.metadata("service", "narrow", scopes=[scope])
    wanted = OPENS[scope]
    by_name = {f"{m.containing_service.name}/{m.name}": m for m in methods()}
    for name in wanted & set(by_name):
        assert await outcome(shop, by_name[name], metadata) != DENIED, name
    for other in OPENS.keys() - {scope}:
        for name in OPENS[other] & set(by_name):
            assert await outcome(shop, by_name[name], metadata) == DENIED, (scope, name)


async def test_names_and_phones_are_masked_without_the_scope_for_them(shop):
    users = UserServiceStub(shop.channel)
    operator = shop.platform.metadata("operator", "olga", scopes=["persons.write"])
    register = person_requests_pb2.RegisterPersonRequest(
        channel="meituan", subject="mask-me", display_name="Wang", phone="+8613800138000"
    )
    person_id = (await users.RegisterPerson(register, metadata=operator)).person.person_id
    get = person_requests_pb2.GetPersonRequest(person_id=person_id)
    for scopes, phone, name in (
        (["persons.read"], "+86138****8000", "W**"),
        (["persons.read", "personal_data"], "+8613800138000", "Wang"),
    ):
        metadata = shop.platform.metadata("service", "crm", scopes=scopes)
        person = (await users.GetPerson(get, metadata=metadata)).person
        assert (person.phone, person.display_name) == (phone, name)


async def test_a_refusal_says_who_may(shop):
    metadata = shop.platform.metadata("service", "bare", scopes=())
    listing = read_messages_pb2.ListOrdersRequest()
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await shop.orders.ListOrders(listing, metadata=metadata)
    refusal = refusal_of(caught.value)
    assert refusal.metadata["callers"].endswith("operator or service with scope orders.read")
    assert refusal.metadata["callers"] in refusal.message


async def test_anothers_reader_is_refused_at_the_door_and_removed_by_its_owner(shop):
    inventory = InventoryServiceStub(shop.channel)
    bi, erp = (
        {"metadata": shop.platform.metadata("service", name), "timeout": 30}
        for name in ("bi", "erp")
    )
    reader = f"bi-{shop.platform.topology.name}"
    watching = inventory.WatchEvents(feed_pb2.WatchEventsRequest(reader=reader), **bi)
    cursor = (await watching.read()).cursor
    watching.cancel()
    ack = feed_pb2.AckEventsRequest(reader=reader, cursor=cursor)
    remove = feed_pb2.RemoveReaderRequest(reader=reader)
    for call in (inventory.AckEvents(ack, **erp), inventory.RemoveReader(remove, **erp)):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call
        assert refusal_of(caught.value).reason == DENIED
    await inventory.AckEvents(ack, **bi)
    await inventory.RemoveReader(remove, **bi)
    await inventory.AckEvents(ack, **erp)


async def test_nothing_but_log_ins_is_open_to_anybody():
    offers = [package for unit in load_units(deploy_folder()).values() for package in unit.offers]
    named = [m for package in offers for service in services_of(package) for m in service.methods]
    assert {m.full_name for m in named if ANYBODY in TABLE.names_for(path_of(m))} == {
        "zhongtai.mall.v1.MallService.EnterAsGuest",
        "zhongtai.mall.v1.MallService.Login",
        "zhongtai.mall.v1.MallService.RefreshTokens",
    }
