"""What does not agree between payment providers and the books, as far as nobody has settled it."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace

from zhongtai.common.v1 import money_pb2
from zhongtai.payment.v1 import notice_pb2

from cli.audit.centers import Centers

CENTER = "payment"
READERS = ()
"""No reader tells a provider anything."""

_Kind = notice_pb2.DifferenceKind
ADVICE = {
    "AMOUNT_MISMATCH": "another amount was paid: it goes back by itself, the customer pays again",
    "UNKNOWN_TRADE": "nothing here has this payment: give it back at the provider",
    "CONFLICTING_TRADE": "the payment was paid twice: give the second trade back at the provider",
    "REFUND_FAILED": "the provider refused it: mend what it says, and ask for the refund again",
    "MISSING_HERE": "does another system use the account? Else give it back at the provider",
    "MISSING_AT_PROVIDER": "the shop was not paid: ask the provider",
    "BILL_AMOUNT": "the bill says something else than the provider did: ask the provider",
}
"""What to do about each kind; ResolveDifference settles it."""
COLUMNS = ("chain", "since", "provider", "what", "payment", "order", "here", "there", "what to do")


@dataclass(frozen=True, slots=True)
class Difference:
    """An open difference; `chain` is "-" where it is nobody's. Amounts are in minor units."""

    chain: str
    difference_id: str
    since: str
    provider: str
    what: str
    payment: str
    order: str
    here: str
    there: str
    advice: str


async def differences(centers: Centers, merchants: list[str]) -> list[Difference]:
    """Return what is open of merchants; none named means all. Raise AioRpcError."""
    found: dict[str, Difference] = {}
    for merchant in merchants or await centers.merchants(CENTER):
        async for each in centers.payment_differences(merchant):
            known = found.get(each.difference_id)
            # What no chain is known for is shown to all.
            found[each.difference_id] = (
                replace(known, chain="-") if known else difference(merchant, each)
            )
    return list(found.values())


def difference(merchant: str, each: notice_pb2.Difference) -> Difference:
    """Return a difference in an operator's words."""
    what = _Kind.Name(each.kind).removeprefix("DIFFERENCE_KIND_")
    return Difference(
        chain=merchant,
        difference_id=each.difference_id,
        since=each.create_time.ToJsonString()[:19] + "Z",
        provider=each.provider,
        what=what,
        payment=each.payment_id or each.provider_trade_id or "-",
        order=each.order_id or "-",
        here=_amount(each.expected) if each.HasField("expected") else "-",
        there=_amount(each.actual) if each.HasField("actual") else "-",
        advice=ADVICE.get(what, each.note),
    )


def cells(each: Difference) -> tuple[str, ...]:
    """Return a difference as a row of the table."""
    chain, _, *others = astuple(each)
    return (chain, *others)


def _amount(money: money_pb2.Money) -> str:
    return f"{money.minor_units} {money.currency_code}".rstrip()
