"""What a plug-in for text messages owes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from zhongtai.plugin.v1 import sms_provider_pb2 as pb
from zhongtai.plugin.v1 import sms_provider_pb2_grpc

from zhongtai_plugin.conformance.core import CALL_SECONDS, Subject, check
from zhongtai_plugin.conformance.expecting import expect, expect_fault
from zhongtai_plugin.errors import BadRequest, Conflict, Rejected

CODE, OTHER_CODE = "240781", "240782"
_NATURAL_KEY = (
    "Natural key: merchant_id and message_id. One that is known is answered already_known and is "
    "not sent again; with another phone or code CONFLICT."
)
_BAD_REQUESTS = (
    "BAD_REQUEST with code PHONE_INVALID for what is no number in E.164, or CODE_INVALID for what "
    "is no code;"
)
_REJECTIONS = (
    "Errors: REJECTED with code PHONE_REFUSED (the provider sends nothing to this number), "
    "CHAIN_UNKNOWN (the plug-in does not serve the chain) or EXPIRED (its time is over);"
)


def new_message(subject: Subject, phone: str = "") -> pb.SendCodeRequest:
    """Return a code for the phone of --param phone=…, unless another is given."""
    request = pb.SendCodeRequest(
        merchant_id=subject.parameter("merchant_id"),
        message_id=subject.new_id("message"),
        phone=phone or subject.parameter("phone"),
        code=CODE,
        language="zh-CN",
    )
    request.expire_time.FromDatetime(datetime.now(UTC) + timedelta(minutes=10))
    return request


async def send(subject: Subject, message: pb.SendCodeRequest) -> pb.SendCodeResponse:
    """Have a code sent."""
    stub = sms_provider_pb2_grpc.SmsProviderServiceStub(subject.channel)
    return await stub.SendCode(message, timeout=CALL_SECONDS)


@check("sms", ground=True, contract="Has a code sent.")
async def a_code_is_sent(subject: Subject) -> None:
    """Take what the platform's own checks send; --param phone=… names a phone for it."""
    answer = await send(subject, new_message(subject))
    expect(not answer.already_known, "a new message is said to be known")


@check("sms", contract=_NATURAL_KEY)
async def a_message_sent_twice_is_known(subject: Subject) -> None:
    """Keep the key of each message, or give it to the provider as its own."""
    message = new_message(subject)
    await send(subject, message)
    for _ in range(2):
        expect((await send(subject, message)).already_known, "the same message again is not known")


@check("sms", contract=_NATURAL_KEY)
async def another_code_under_the_same_key_conflicts(subject: Subject) -> None:
    """Compare phone and code with what was sent under the key."""
    message = new_message(subject)
    await send(subject, message)
    message.code = OTHER_CODE
    await expect_fault(send(subject, message), Conflict)


@check("sms", contract=_NATURAL_KEY)
async def another_chain_may_use_the_same_key(subject: Subject) -> None:
    """Put merchant_id into the key; --param other_merchant_id=… names another chain of yours."""
    message = new_message(subject)
    other = pb.SendCodeRequest()
    other.CopyFrom(message)
    other.merchant_id = subject.parameter("other_merchant_id")
    await send(subject, message)
    expect(not (await send(subject, other)).already_known, "the keys of two chains are mixed up")


@check("sms", contract=_BAD_REQUESTS)
async def a_phone_that_is_none_is_a_bad_request(subject: Subject) -> None:
    """Look at the number before the provider is asked: a plus sign and 7 to 15 digits."""
    for phone in ("13800138000", "+86 138", "+"):
        message = new_message(subject, phone)
        await expect_fault(send(subject, message), BadRequest, "PHONE_INVALID")


@check("sms", contract=_BAD_REQUESTS)
async def a_code_that_is_none_is_a_bad_request(subject: Subject) -> None:
    """Take 4 to 8 digits: whatever else stood in a message could be anybody's words."""
    for code in ("", "123", "call me"):
        message = new_message(subject)
        message.code = code
        await expect_fault(send(subject, message), BadRequest, "CODE_INVALID")


@check("sms", contract=_REJECTIONS)
async def a_phone_that_nothing_is_sent_to_is_rejected(subject: Subject) -> None:
    """Turn the provider's refusal of a number into REJECTED; --param refused_phone=… names one."""
    message = new_message(subject, subject.parameter("refused_phone"))
    await expect_fault(send(subject, message), Rejected, "PHONE_REFUSED")


@check("sms", contract=_REJECTIONS)
async def a_chain_that_is_not_served_is_rejected(subject: Subject) -> None:
    """Look for the chain's account first; --param strange_merchant_id=… names one without."""
    message = new_message(subject)
    message.merchant_id = subject.parameter("strange_merchant_id")
    await expect_fault(send(subject, message), Rejected, "CHAIN_UNKNOWN")


@check("sms", contract="A message that cannot be sent by then is not sent.")
async def a_code_that_is_over_is_not_sent(subject: Subject) -> None:
    """Compare expire_time with the clock, and reject what is late with the code EXPIRED."""
    message = new_message(subject)
    message.expire_time.FromDatetime(datetime.now(UTC) - timedelta(minutes=1))
    await expect_fault(send(subject, message), Rejected, "EXPIRED")
