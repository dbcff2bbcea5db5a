"""Names of sessions, from what is announced to what customers and their orders read."""

import pytest
from zhongtai.common.v1 import other_name_pb2
from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb

from mesh.pure.errors import InvalidRequest
from tests.store.flash_sale.conftest import Sales, as_control, as_person

NAMES = [
    other_name_pb2.OtherName(language="zh", name="一元茶"),
    other_name_pb2.OtherName(channel="app", name="App tea"),
]
READERS = {
    ("miniapp", "zh-CN"): "一元茶",
    ("app", "zh"): "App tea",
    ("", "zh"): "一元茶",
    ("miniapp", "fr"): "One-yuan tea",
}


async def test_customers_and_orders_read_a_session_in_their_language(sales: Sales):
    session_id = await sales.announce(2, names=NAMES)
    admission = await sales.ask(session_id, "per_anna")
    for (channel, language), name in READERS.items():
        reader = {"channel": channel, "language": language}
        with as_person("per_anna"):
            one = pb.GetSessionRequest(session_id=session_id, **reader)
            found = (await sales.app.servicer.GetSession(one, None)).session
            every = pb.ListSessionsRequest(store_id="sto_1", **reader)
            [listed] = (await sales.app.servicer.ListSessions(every, None)).sessions
        use = admission_pb2.CheckAdmissionRequest(
            token=admission.token, person_id="per_anna", store_id="sto_1", **reader
        )
        with as_control():
            used = await sales.app.servicer.CheckAdmission(use, None)
        assert {found.name, listed.name, used.session_name} == {name}
        assert not found.names


async def test_the_chain_reads_all_names_and_its_promotion_has_them_too(sales: Sales):
    kept = await sales.session(await sales.announce(1, names=NAMES))
    assert (kept.name, list(kept.names)) == ("One-yuan tea", NAMES)
    [promotion] = sales.centers.promotions.values()
    assert (promotion.name, list(promotion.names)) == ("One-yuan tea", NAMES)
    plain = await sales.session(await sales.announce(1))
    assert not plain.names


async def test_names_that_nobody_could_be_told_are_refused(sales: Sales):
    with pytest.raises(InvalidRequest) as caught:
        await sales.announce(1, names=[other_name_pb2.OtherName(language="zh", name="x" * 81)])
    assert [each.field for each in caught.value.violations] == ["session.names[0].name"]
