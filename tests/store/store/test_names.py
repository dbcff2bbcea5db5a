"""Names of stores and of their addresses, from what is entered to what customers read."""

from __future__ import annotations

from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.common.v1 import other_name_pb2
from zhongtai.store.v1 import serving_pb2, store_import_pb2, store_pb2
from zhongtai.store.v1 import store_service_pb2 as pb

from tests.store.store.build import PICK_UP, meituan, new_store, point, request_id

UNCHANGED = store_import_pb2.IMPORT_OUTCOME_UNCHANGED


def name(text: str, language: str = "", channel: str = "") -> other_name_pb2.OtherName:
    return other_name_pb2.OtherName(channel=channel, language=language, name=text)


def polyglot(code: str = "1") -> store_pb2.Store:
    """A store with names in German and one of a platform."""
    return new_store(
        code,
        names=[name("Fährhaus", "de"), name("Ferry (M)", channel="meituan")],
        address=store_pb2.StoreAddress(
            street="1 Market St",
            city="San Francisco",
            street_names=[name("Marktstraße 1", "de")],
            city_names=[name("Sankt Franziskus", "de")],
        ),
        channel_codes=[meituan("m1")],
    )


async def near(center, language: str = "", channel: str = "") -> serving_pb2.StoreSummary:
    """The only store around."""
    request = serving_pb2.FindNearbyStoresRequest(
        point=point(), service_type=PICK_UP, language=language, channel=channel
    )
    [found] = (await center.servicer.FindNearbyStores(request, None)).stores
    return found.store


async def imported(center) -> list[store_import_pb2.ImportedStore]:
    request = store_import_pb2.ImportStoresRequest(stores=[polyglot()])
    return list((await center.servicer.ImportStores(request, None)).results)


async def test_customers_read_stores_in_their_language_and_on_their_channel(center):
    await imported(center)
    german = await near(center, "de-AT", "miniapp")
    assert (german.name, german.address.street) == ("Fährhaus", "Marktstraße 1")
    assert german.address.city == "Sankt Franziskus"
    for shown in (await near(center, "fr"), await near(center)):
        assert (shown.name, shown.address.city) == ("Ferry Building", "San Francisco")
    assert (await near(center, "de", "meituan")).name == "Ferry (M)"
    assert not german.address.street_names


async def test_a_platform_reads_its_own_name_and_an_order_the_stores(center):
    [result] = await imported(center)
    resolve = serving_pb2.ResolveChannelCodeRequest(channel="meituan", code="m1")
    assert (await center.servicer.ResolveChannelCode(resolve, None)).store.name == "Ferry (M)"
    check = serving_pb2.CheckStoreRequest(
        store_id=result.store_id, service_type=PICK_UP, channel="meituan"
    )
    assert (await center.servicer.CheckStore(check, None)).store.name == "Ferry Building"


async def test_names_come_back_from_the_database_as_they_were_given(processes):
    center, other = processes
    [result] = await imported(center)
    get = pb.GetStoreRequest(store_id=result.store_id)
    store = (await other.servicer.GetStore(get, None)).store
    assert list(store.names) == list(polyglot().names)
    assert store.address == polyglot().address
    assert [again.outcome for again in await imported(other)] == [UNCHANGED]
    store.ClearField("names")
    update = pb.UpdateStoreRequest(
        request_id=request_id(), store=store, update_mask=FieldMask(paths=["names"])
    )
    assert not (await other.servicer.UpdateStore(update, None)).store.names
    assert (await near(other, "de")).name == "Ferry Building"
