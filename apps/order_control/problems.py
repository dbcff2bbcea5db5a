"""What keeps lines of a draft, or all of it, from being ordered: told instead of refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhongtai.inventory.v1 import inventory_pb2, stock_pb2
from zhongtai.ordercontrol.v1 import problem_pb2
from zhongtai.product.v1 import error_reason_pb2, pricing_pb2

from apps.order_control import errors
from apps.order_control.peers import Peers
from mesh.pure.errors import Refusal

_PRODUCT = "zhongtai.product"


@dataclass(frozen=True, slots=True)
class Problems:
    """What was found of a draft that cannot be ordered as it is."""

    lines: list[problem_pb2.DraftLineProblem] = field(default_factory=list)
    obstacles: list[problem_pb2.Obstacle] = field(default_factory=list)

    def note(self, found: Iterable[pricing_pb2.LineProblem]) -> None:
        """Keep what the product center says of lines."""
        self.lines.extend(
            problem_pb2.DraftLineProblem(
                line_number=int(each.line_ref),
                domain=_PRODUCT,
                reason=error_reason_pb2.ErrorReason.Name(each.reason).removeprefix("ERROR_REASON_"),
                message=each.message,
                item_id=each.item_id,
                item_name=each.item_name,
                sold_at_other_times=each.sold_at_other_times,
            )
            for each in found
        )


def refuse(refusal: Refusal, problems: Problems | None) -> None:
    """Raise a refusal of a whole draft, or note it where problems are noted."""
    if problems is None:
        raise refusal
    problems.obstacles.append(
        problem_pb2.Obstacle(
            domain=refusal.domain,
            reason=refusal.reason,
            message=refusal.message,
            metadata=refusal.metadata,
        )
    )


async def price_what_can_be_had(
    peers: Peers, request: pricing_pb2.PriceLinesRequest, problems: Problems
) -> pricing_pb2.PriceLinesResponse:
    """Return the prices of the lines that can be had; the others are noted.

    Without the lines that stock lacks the rest is priced once more: what may make up an order is
    judged by all of its lines.
    """
    request.allow_problems = True
    priced = await peers.product.PriceLines(request)
    problems.note(priced.problems)
    short = await _short_of_stock(peers, request.store_id, priced.lines)
    if short:
        problems.lines.extend(short)
        left_out = {str(problem.line_number) for problem in problems.lines}
        kept = [line for line in request.lines if line.line_ref not in left_out]
        del request.lines[:]
        request.lines.extend(kept)
        priced = await _priced_again(peers, request, priced.menu_version)
        problems.note(priced.problems)
    if not priced.lines:
        priced.ClearField("order_packaging_fee")
    return priced  # type: ignore[no-any-return]


async def _priced_again(
    peers: Peers, request: pricing_pb2.PriceLinesRequest, menu_version: str
) -> pricing_pb2.PriceLinesResponse:
    if not request.lines:
        return pricing_pb2.PriceLinesResponse(menu_version=menu_version)
    return await peers.product.PriceLines(request)  # type: ignore[no-any-return]


async def _short_of_stock(
    peers: Peers, store_id: str, lines: Iterable[pricing_pb2.PricedLine]
) -> list[problem_pb2.DraftLineProblem]:
    lines = list(lines)
    used: dict[str, int] = {}
    for line in lines:
        for part in line.components:
            used[part.sku_id] = used.get(part.sku_id, 0) + part.quantity
    if not used:
        return []
    wanted = [inventory_pb2.StockLine(sku_id=sku, quantity=number) for sku, number in used.items()]
    check = stock_pb2.CheckStockRequest(store_id=store_id, lines=wanted)
    shortages = (await peers.inventory.CheckStock(check)).shortages
    return lines_without_stock(lines, {each.sku_id: each.available for each in shortages})


def lines_without_stock(
    lines: Iterable[pricing_pb2.PricedLine], left: dict[str, int]
) -> list[problem_pb2.DraftLineProblem]:
    """Return the lines that do not fit into what is left of SKUs; the first come first."""
    short: list[problem_pb2.DraftLineProblem] = []
    for line in lines:
        used = {part.sku_id: part.quantity for part in line.components if part.sku_id in left}
        fitting = {sku: left[sku] * line.quantity // number for sku, number in used.items()}
        scarcest = min(fitting, key=lambda sku: fitting[sku], default="")
        if scarcest and fitting[scarcest] < line.quantity:
            short.append(_out_of_stock(line, scarcest, fitting[scarcest]))
            continue
        for sku, number in used.items():
            left[sku] -= number
    return short


def _out_of_stock(
    line: pricing_pb2.PricedLine, sku_id: str, available: int
) -> problem_pb2.DraftLineProblem:
    parts = (f"{part.name} {part.sku_name}" for part in line.parts if part.sku_id == sku_id)
    name = next(parts, f"{line.name} {line.sku_name}").strip()
    refusal = errors.OutOfStock(items=f"{name}={available}/{line.quantity}")
    return problem_pb2.DraftLineProblem(
        line_number=int(line.line_ref),
        domain=refusal.domain,
        reason=refusal.reason,
        message=refusal.message,
        item_id=sku_id,
        item_name=name,
        available_quantity=available,
    )
