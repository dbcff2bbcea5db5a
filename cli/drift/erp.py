"""Where the stock of an ERP differs from ours."""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai.inventory.v1 import erp_pb2

from cli.audit.centers import Centers

CENTER = "inventory"
READERS = ("items", "counts", "movements", "postings")
"""What the names of the readers of an ERP end with."""

UNKNOWN = (
    "no SKU has this code: give it to one as its external code, or take it out of the ERP's list"
)
BELOW_ZERO = "the ERP has less than none: count the shelf, and enter it in the ERP"
NOT_TAKEN = "it would leave less than orders have reserved: count the shelf, and correct either"
COLUMNS = ("chain", "store", "code", "here", "erp", "compared", "what to do")


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that differs; `here` is None where nothing has the code."""

    chain: str
    store: str
    code: str
    here: int | None
    erp: int
    compared: str
    advice: str


async def differences(centers: Centers, merchants: list[str]) -> list[Difference]:
    """Return what differs of merchants; none named means all. Raise AioRpcError."""
    found: list[Difference] = []
    for merchant in merchants or await centers.merchants(CENTER):
        found += [difference(merchant, each) async for each in centers.erp_drifts(merchant)]
    return found


def difference(merchant: str, drift: erp_pb2.ErpDrift) -> Difference:
    """Return a drift in an operator's words."""
    advice = BELOW_ZERO if drift.erp_quantity < 0 else NOT_TAKEN
    return Difference(
        merchant,
        drift.store_id,
        drift.erp_code,
        drift.on_hand if drift.sku_id else None,
        drift.erp_quantity,
        drift.compare_time.ToJsonString()[:19] + "Z",
        advice if drift.sku_id else UNKNOWN,
    )


def cells(each: Difference) -> tuple[str, ...]:
    """Return a difference as a row of the table."""
    here = "-" if each.here is None else str(each.here)
    return (each.chain, each.store, each.code, here, str(each.erp), each.compared, each.advice)
