"""What a play sends without being told what: whole messages, about what was played before."""

from collections.abc import Iterator
from typing import cast

import grpc
import pytest
from google.protobuf.message import Message
from zhongtai.plugin.v1 import oms_pb2, plugin_pb2, pos_pb2
from zhongtai_plugin.conformance.core import KINDS, Subject
from zhongtai_plugin.play import CannotPlay, words
from zhongtai_plugin.play.calls import Call, calls_of, messages_in
from zhongtai_plugin.play.samples import Samples

NOTICES = "http://127.0.0.1:7/notices"
LEFT_TO_PEOPLE = {
    "VerifyNoticeRequest.headers",
    "VerifyNoticeRequest.body",
    "VerifyCallbackRequest.headers",
    "VerifyCallbackRequest.body",
    "VerifyCallbackRequest.query",
    "AckUpdatesRequest.cursor",
    "AckDeliveryUpdatesRequest.cursor",
}
"""What only a provider can say, or a stream that was read."""
EVERY_CALL = [pytest.param(call, id=call.path) for kind in KINDS for call in calls_of(kind)]


def samples(**parameters: str) -> Samples:
    """The samples for a plug-in that claims all there is."""
    info = plugin_pb2.GetPluginInfoResponse(capabilities=plugin_pb2.Capability.values())
    subject = Subject(cast("grpc.aio.Channel", None), info, parameters=parameters)
    made = Samples(lambda: subject)
    made.notices = NOTICES
    return made


def call_of(kind: str, name: str) -> Call:
    return next(call for call in calls_of(kind) if call.name == name)


def missing_in(message: Message) -> Iterator[str]:
    """Name each field that the contract calls REQUIRED and that is not set."""
    name = message.DESCRIPTOR.name
    given = {field.name for field, _ in message.ListFields()}
    for field in message.DESCRIPTOR.fields:
        if words.of(name, field.name).startswith("REQUIRED.") and field.name not in given:
            yield f"{name}.{field.name}"
    for each in messages_in(message):
        yield from missing_in(each)


@pytest.mark.parametrize("call", EVERY_CALL)
def test_a_sample_has_all_that_the_contract_requires(call: Call) -> None:
    made = samples(code="c", phone_code="p", payer_subject="o")
    assert set(missing_in(made.request(call))) <= LEFT_TO_PEOPLE
    assert call.comment, "the contract says nothing of it"


def test_a_request_is_about_what_was_sent_and_answered_before() -> None:
    made, push = samples(), call_of("pos", "PushOrders")
    sent = made.request(push, items=3)
    made.remember(push, sent)
    assert isinstance(sent, pos_pb2.PushOrdersRequest)
    ids = [order.order_id for order in sent.orders]
    assert len(set(ids)) == 3
    asked = made.request(call_of("pos", "LookUpOrders"))
    assert asked == pos_pb2.LookUpOrdersRequest(order_ids=ids[-1:])
    watch, ack = call_of("pos", "WatchUpdates"), call_of("pos", "AckUpdates")
    made.remember(watch, pos_pb2.WatchUpdatesResponse(cursor="q.7"))
    assert made.request(ack) == pos_pb2.AckUpdatesRequest(cursor="q.7")
    assert made.request(watch) == pos_pb2.WatchUpdatesRequest(after_cursor="q.7")


def test_the_code_of_a_refusal_is_no_voucher() -> None:
    made, submit = samples(), call_of("oms", "SubmitVoucherOrders")
    answer = oms_pb2.SubmitVoucherOrdersResponse()
    answer.answers.add().state.vouchers.add(code="ABC-123")
    answer.answers.add().result.error.code = "CHAIN_UNKNOWN"
    made.remember(submit, answer)
    request = made.request(call_of("oms", "RedeemVoucher"))
    assert isinstance(request, oms_pb2.RedeemVoucherRequest)
    assert request.code == "ABC-123"


def test_a_back_office_is_told_to_call_the_page_back() -> None:
    fields = {
        ("payment", "CreatePayment"): "notify_url",
        ("payment", "CreateRefund"): "notify_url",
        ("carrier", "CreateDelivery"): "callback_url",
    }
    made = samples(payer_subject="o")
    for names, field in fields.items():
        assert made.draft(call_of(*names)).message[field] == NOTICES


def test_what_only_a_person_knows_is_asked_for() -> None:
    made, exchange = samples(channel="club"), call_of("identity", "ExchangeCode")
    with pytest.raises(CannotPlay, match="ExchangeCode needs --param code=…"):
        made.request(exchange)
    draft = made.draft(exchange)
    assert (draft.message["channel"], "--param code" in draft.missing) == ("club", True)
