"""What a plug-in for an ERP owes: the sales and movements that it takes."""

from __future__ import annotations

from zhongtai.common.v1 import trade_pb2
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2_grpc, erp_sale_pb2, plugin_pb2

from zhongtai_plugin.conformance.core import (
    CALL_SECONDS,
    CHAIN_UNKNOWN,
    ITEM_BY_ITEM,
    Subject,
    check,
)
from zhongtai_plugin.conformance.expecting import (
    expect,
    expect_equal,
    expect_fault,
    expect_ids,
    expect_item_fault,
    expect_item_taken,
    expect_middle_refused,
)
from zhongtai_plugin.errors import BadRequest, Conflict, Rejected

POST_SECONDS = 30.0
"""ERPs are slow: the platform waits as long."""
MOVEMENTS = plugin_pb2.CAPABILITY_ERP_MOVEMENTS


def stub_of(subject: Subject) -> erp_pb2_grpc.ErpServiceAsyncStub:
    """Return the plug-in's service."""
    return erp_pb2_grpc.ErpServiceStub(subject.channel)


def sample_sale(subject: Subject) -> erp_sale_pb2.ErpSale:
    """Return a small sale that any ERP should take."""

    def money(minor_units: int) -> Money:
        return Money(minor_units=minor_units, currency_code=subject.parameter("currency"))

    order_id = subject.new_id("order")
    line = erp_sale_pb2.ErpSaleLine(
        line_id="1",
        sku_id="conformance-sku",
        sku_code="CONFORMANCE",
        name="Conformance tea",
        quantity=2,
        unit_price=money(1500),
        amount=money(3000),
        discount=money(200),
    )
    sale = erp_sale_pb2.ErpSale(
        posting_id=order_id,
        kind=erp_sale_pb2.ERP_SALE_KIND_SALE,
        order_id=order_id,
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        business_date="2026-01-31",
        channel="conformance",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
        total=money(2900),
        discount_total=money(200),
        packaging_fee=money(100),
    )
    sale.occur_time.GetCurrentTime()
    return sale


def sample_movement(subject: Subject) -> pb.ErpMovement:
    """Return a movement that any ERP should take."""
    movement = pb.ErpMovement(
        movement_id=subject.new_id("movement"),
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        sku_id="conformance-sku",
        sku_code="CONFORMANCE",
        kind=pb.ERP_MOVEMENT_KIND_WASTE,
        quantity=-2,
        source="conformance",
    )
    movement.occur_time.GetCurrentTime()
    return movement


async def post(subject: Subject, *sales: erp_sale_pb2.ErpSale) -> list[plugin_pb2.ItemResult]:
    """Post sales, and return their results, which have their keys."""
    request = pb.PushSalesRequest(sales=sales)
    answer = await stub_of(subject).PushSales(request, timeout=POST_SECONDS)
    expect_ids(answer.results, [sale.posting_id for sale in sales])
    return list(answer.results)


async def move(subject: Subject, *movements: pb.ErpMovement) -> list[plugin_pb2.ItemResult]:
    """Push movements, and return their results, which have their keys."""
    request = pb.PushMovementsRequest(movements=movements)
    answer = await stub_of(subject).PushMovements(request, timeout=CALL_SECONDS)
    expect_ids(answer.results, [movement.movement_id for movement in movements])
    return list(answer.results)


@check(
    "erp",
    ground=True,
    contract="Takes sales, and money given back, to be posted in the books, at most 500.",
)
async def a_good_sale_is_taken(subject: Subject) -> None:
    """Take it; the chain and the store of the checks are --param merchant_id=… store_id=… ."""
    (result,) = await post(subject, sample_sale(subject))
    expect(not result.HasField("error"), f"a good sale is refused: {result.error.message}")


@check("erp", contract="One that is known is answered already_known.")
async def a_sale_posted_twice_is_there_once(subject: Subject) -> None:
    """Keep posting_id with what it has led to, and look for it before you post."""
    sale = sample_sale(subject)
    for known in (False, True, True):
        (result,) = await post(subject, sale)
        expect_item_taken(result, known=known)


@check("erp", contract=ITEM_BY_ITEM)
async def a_bad_sale_does_not_fail_its_neighbours(subject: Subject) -> None:
    """Check each by itself, and put what is wrong into the error of its result."""
    bad = sample_sale(subject)
    bad.ClearField("lines")
    expect_middle_refused(await post(subject, sample_sale(subject), bad, sample_sale(subject)))


@check(
    "erp",
    contract="CONFLICT (the key was used for another movement), BAD_REQUEST (fields missing).",
)
async def a_posting_id_of_another_sale_is_a_conflict(subject: Subject) -> None:
    """Compare it with what is there, by a digest; what is there stays."""
    sale = sample_sale(subject)
    await post(subject, sale)
    other = sample_sale(subject)
    other.posting_id, other.total.minor_units = sale.posting_id, 3100
    other.ClearField("discount_total")
    (result,) = await post(subject, other)
    expect_item_fault(result, Conflict)
    (again,) = await post(subject, sale)
    expect_item_taken(again, known=True)


@check(
    "erp",
    contract=(
        "REQUIRED. The key within the chain, at most 100 characters: the order's id for a SALE,"
        " that of the refund for a REFUND."
    ),
)
async def money_given_back_is_a_posting_of_its_own(subject: Subject) -> None:
    """Take a REFUND without lines, under its own key."""
    sale = sample_sale(subject)
    refund = erp_sale_pb2.ErpSale(
        posting_id=subject.new_id("refund"),
        kind=erp_sale_pb2.ERP_SALE_KIND_REFUND,
        order_id=sale.order_id,
        merchant_id=sale.merchant_id,
        store_id=sale.store_id,
        business_date=sale.business_date,
        channel=sale.channel,
        service_type=sale.service_type,
        total=Money(minor_units=500, currency_code=sale.total.currency_code),
        occur_time=sale.occur_time,
    )
    for result in await post(subject, sale, refund):
        expect_item_taken(result, known=False)


@check(
    "erp",
    contract=(
        "REQUIRED. 1 to 500 postings, of any chains; of one order in the order in which they "
        "happened."
    ),
)
async def an_empty_batch_of_sales_is_a_bad_request(subject: Subject) -> None:
    """Refuse the call with BAD_REQUEST when there is nothing in it."""
    call = stub_of(subject).PushSales(pb.PushSalesRequest(), timeout=CALL_SECONDS)
    await expect_fault(call, BadRequest)


@check(
    "erp",
    contract="Says which postings are here, at most 500: what the caller does after a time-out.",
)
async def postings_can_be_looked_up(subject: Subject) -> None:
    """Answer with the keys that are here for this chain: keys belong to their chain."""
    sale = sample_sale(subject)
    await post(subject, sale)
    asked = [subject.new_id("never"), sale.posting_id]
    for merchant_id, known in ((sale.merchant_id, [sale.posting_id]), ("another-chain", [])):
        request = pb.LookUpSalesRequest(merchant_id=merchant_id, posting_ids=asked)
        answer = await stub_of(subject).LookUpSales(request, timeout=CALL_SECONDS)
        expect_equal(list(answer.known_posting_ids), known, f"what is known of {merchant_id}")


@check(
    "erp",
    contract=CHAIN_UNKNOWN,
)
async def a_sale_of_a_chain_that_is_not_served_is_rejected(subject: Subject) -> None:
    """Put that error into the result of this sale, and take the others."""
    strange = sample_sale(subject)
    strange.merchant_id = subject.new_id("chain")
    refused, taken = await post(subject, strange, sample_sale(subject))
    expect_item_fault(refused, Rejected, "CHAIN_UNKNOWN")
    expect_item_taken(taken, known=False)


@check(
    "erp",
    capability=MOVEMENTS,
    contract=(
        "Natural key: merchant_id and movement_id. One that is known is answered already_known."
    ),
)
async def a_movement_pushed_twice_is_there_once(subject: Subject) -> None:
    """Keep movement_id with what it has led to, and look for it before you move."""
    movement = sample_movement(subject)
    for known in (False, True, True):
        (result,) = await move(subject, movement)
        expect_item_taken(result, known=known)


@check(
    "erp",
    capability=MOVEMENTS,
    contract=ITEM_BY_ITEM,
)
async def a_bad_movement_does_not_fail_its_neighbours(subject: Subject) -> None:
    """Check each by itself; a quantity of zero is a BAD_REQUEST."""
    bad = sample_movement(subject)
    bad.quantity = 0
    expect_middle_refused(
        await move(subject, sample_movement(subject), bad, sample_movement(subject))
    )


@check(
    "erp",
    capability=MOVEMENTS,
    contract="CONFLICT (the key was used for another movement), BAD_REQUEST (fields missing).",
)
async def a_movement_id_of_another_movement_is_a_conflict(subject: Subject) -> None:
    """Compare it with what is there, by a digest; what is there stays."""
    movement = sample_movement(subject)
    await move(subject, movement)
    movement.quantity = 7
    (result,) = await move(subject, movement)
    expect_item_fault(result, Conflict)


@check(
    "erp",
    capability=MOVEMENTS,
    contract="Says which movements are here, at most 500: what the caller does after a time-out.",
)
async def movements_can_be_looked_up(subject: Subject) -> None:
    """Answer with those of the keys that are here for this chain."""
    movement = sample_movement(subject)
    await move(subject, movement)
    request = pb.LookUpMovementsRequest(
        merchant_id=movement.merchant_id,
        movement_ids=[subject.new_id("never"), movement.movement_id],
    )
    answer = await stub_of(subject).LookUpMovements(request, timeout=CALL_SECONDS)
    expect_equal(list(answer.known_movement_ids), [movement.movement_id], "what is known")
