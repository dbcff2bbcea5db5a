"""What a plug-in for identities owes."""

from __future__ import annotations

from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1 import identity_provider_pb2_grpc, plugin_pb2

from zhongtai_plugin.conformance.core import CALL_SECONDS, Subject, check
from zhongtai_plugin.conformance.expecting import Failed, expect, expect_equal, expect_fault
from zhongtai_plugin.errors import BadRequest, Rejected


def _stub(
    subject: Subject,
) -> identity_provider_pb2_grpc.IdentityProviderServiceAsyncStub:
    return identity_provider_pb2_grpc.IdentityProviderServiceStub(subject.channel)


def new_exchange(subject: Subject, code: str, channel: str = "") -> pb.ExchangeCodeRequest:
    """Return the question whose code that is."""
    return pb.ExchangeCodeRequest(
        channel=channel or subject.parameter("channel"),
        code=code,
        merchant_id=subject.parameter("merchant_id"),
    )


def new_proof(subject: Subject, code: str) -> pb.VerifyPhoneRequest:
    """Return the question which number that code proves."""
    return pb.VerifyPhoneRequest(
        channel=subject.parameter("channel"),
        code=code,
        merchant_id=subject.parameter("merchant_id"),
    )


@check("identity", ground=True, contract="The channels this plug-in answers for.")
async def channels_are_listed(subject: Subject) -> None:
    """List each channel once, the one of --param channel=… among them."""
    answer = await _stub(subject).ListChannels(pb.ListChannelsRequest(), timeout=CALL_SECONDS)
    names = list(answer.channels)
    expect(len(names) == len(set(names)), "a channel is listed twice")
    expect(subject.parameter("channel") in names, "the channel of the checks is not listed")


@check(
    "identity",
    contract=(
        "Errors: REJECTED with code CODE_INVALID or CODE_USED; BAD_REQUEST with code "
        "CHANNEL_UNKNOWN;"
    ),
)
async def a_wrong_code_is_rejected(subject: Subject) -> None:
    """Turn the channel's refusal of a code into REJECTED with the code CODE_INVALID."""
    call = _stub(subject).ExchangeCode(
        new_exchange(subject, "no code, certainly"), timeout=CALL_SECONDS
    )
    await expect_fault(call, Rejected, "CODE_INVALID")


@check(
    "identity",
    contract=(
        "Errors: REJECTED with code CODE_INVALID or CODE_USED; BAD_REQUEST with code "
        "CHANNEL_UNKNOWN;"
    ),
)
async def an_unknown_channel_is_a_bad_request(subject: Subject) -> None:
    """Look at the channel before the code."""
    request = new_exchange(subject, "any", channel="no_such_channel")
    call = _stub(subject).ExchangeCode(request, timeout=CALL_SECONDS)
    await expect_fault(call, BadRequest, "CHANNEL_UNKNOWN")


@check(
    "identity",
    contract="REQUIRED. Stable for this person, channel and app (an openid). 1 to 128 characters.",
)
async def a_code_gives_one_subject(subject: Subject) -> None:
    """Give the same subject each time, or refuse the code with CODE_USED; fill app_id."""
    request = new_exchange(subject, subject.parameter("code"))
    first = await _stub(subject).ExchangeCode(request, timeout=CALL_SECONDS)
    expect(1 <= len(first.subject) <= 128, "subject must have 1 to 128 characters")
    expect(bool(first.app_id), "app_id is empty")
    again = _stub(subject).ExchangeCode(request, timeout=CALL_SECONDS)
    try:
        await expect_fault(again, Rejected, "CODE_USED")
    except Failed:
        second = await _stub(subject).ExchangeCode(request, timeout=CALL_SECONDS)
        expect_equal(second.subject, first.subject, "the subject the second time")


@check(
    "identity",
    capability=plugin_pb2.CAPABILITY_IDENTITY_PHONE,
    contract=(
        "Turns a channel's proof of a phone number into that number. Errors as in ExchangeCode."
    ),
)
async def a_wrong_phone_code_is_rejected(subject: Subject) -> None:
    """Turn the channel's refusal of a code into REJECTED with the code CODE_INVALID."""
    request = new_proof(subject, "no code, certainly")
    call = _stub(subject).VerifyPhone(request, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "CODE_INVALID")


@check(
    "identity",
    capability=plugin_pb2.CAPABILITY_IDENTITY_PHONE,
    contract="REQUIRED. E.164 with leading plus sign.",
)
async def a_phone_code_gives_a_number(subject: Subject) -> None:
    """Put the plus sign and the country before the digits."""
    request = new_proof(subject, subject.parameter("phone_code"))
    answer = await _stub(subject).VerifyPhone(request, timeout=CALL_SECONDS)
    expect(answer.phone.startswith("+") and answer.phone[1:].isdecimal(), "not E.164")
