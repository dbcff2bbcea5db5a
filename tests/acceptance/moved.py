"""The shipped files of an old chain under names of their own, and moves that are killed."""

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.progress import Progress
from zhongtai.inventory.v1 import stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.member.v1 import member_requests_pb2, points_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.user.v1 import person_requests_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from cli.move import moving
from cli.move.products import read_skus
from cli.move.report import Report
from cli.replay.connection import Link, Method, Reply, Request
from tests.acceptance.shop import Shop

SHIPPED = Path(__file__).parents[2] / "demo" / "old_chain"
CHANNELS = ("meituan", "eleme", "miniapp")
SUBJECTS = ("sb_2839bc7ec13eb155251d23cc91e36", "sb_64ffc5e9c49021f12ad87e6e0f099", "M-3")


class Killed(Exception):
    """The command is gone."""


@dataclass(frozen=True)
class Dying(Link):
    """A link whose command is killed with one of its next calls, before or after its effect."""

    dice: random.Random = field(default_factory=random.Random)
    left: list[int] = field(default_factory=list)

    async def ask(self, method: Method[Request, Reply], request: Request) -> Reply:
        if self.left[0] <= 0:
            raise Killed
        self.left[0] -= 1
        if self.left[0] or self.dice.random() < 0.5:
            reply = await super().ask(method, request)
            if self.left[0]:
                return reply
        raise Killed


def link_of(shop: Shop) -> Link:
    return Link(shop.channel, shop.operator)


async def moved(link: Link, folder: Path, *, dry: bool = False) -> Report:
    return await moving.move(link, folder, Progress(disable=True), dry=dry)


async def moved_though_killed(shop: Shop, folder: Path, dice: random.Random) -> tuple[Report, int]:
    """Move, killed again and again; gives what the last run said, and how many were killed."""
    kills = 0
    while True:
        link = Dying(shop.channel, shop.operator, dice, [dice.randint(1, 30)])
        try:
            return await moved(link, folder), kills
        except Killed:
            kills += 1


def named(folder: Path, day: str, run: int, **decisions: str) -> Path:
    """The files of a day with channels, dishes and members of their own for a run."""
    target = folder / f"{day}-{run}"
    target.mkdir()
    for path in (SHIPPED / day).iterdir():
        text = path.read_text(encoding="utf-8")
        for word in CHANNELS:
            text = text.replace(word, f"{word}_{run}")
        text = text.replace("tea-egg", f"egg-{run}")
        for member in ("M-1", "M-2", "M-3"):
            text = text.replace(member, f"{member}-{run}")
        for subject in SUBJECTS:
            text = text.replace(f'"{subject}"', f'"{subject}-{run}"')
        (target / path.name).write_text(text, encoding="utf-8")
    rows = [f"17,miniapp_{run},{number},{system}" for number, system in decisions.items()]
    (target / "decisions.csv").write_text("\n".join(["store,channel,number,system", *rows]) + "\n")
    return target


async def state(shop: Shop, run: int) -> dict[str, Any]:
    """What the platform has of a run's orders, members, dishes and stock, in words of any run."""
    link = link_of(shop)
    skus, _ = await read_skus(link)
    eggs = [skus[f"egg-{run}-{size}"] for size in (1, 3)]
    stock = InventoryServiceStub(shop.channel)
    asked = stock_pb2.GetStockRequest(store_id=shop.store_id, sku_id=eggs[0].sku_id)
    return {
        "orders": await orders_of(shop, run),
        "members": [await member_of(shop, subject, run) for subject in SUBJECTS],
        "prices": [egg.price for egg in eggs],
        "stock": (await stock.GetStock(asked, **shop.operator)).stock.on_hand,
    }


async def orders_of(shop: Shop, run: int) -> list[tuple[Any, ...]]:
    found = []
    for channel in CHANNELS:
        request = read_messages_pb2.ListOrdersRequest(
            channel=f"{channel}_{run}", view=read_messages_pb2.ORDER_VIEW_FULL, page_size=200
        )
        for order in (await shop.orders.ListOrders(request, **shop.operator)).orders:
            lines = [(line.name, line.quantity, line.amount.minor_units) for line in order.lines]
            sums = order.amounts
            found.append(
                (
                    *(channel, order.channel_order_number, order.status, order.pickup_code),
                    *(sums.total.minor_units, sums.refunded.minor_units, bool(order.person_id)),
                    *(order.version, order.times.place_time.seconds, lines),
                )
            )
    return sorted(found)


async def member_of(shop: Shop, subject: str, run: int) -> tuple[int, list[int]]:
    """The points of a member, and the lines of their ledger."""
    channel = "moved" if subject == "M-3" else f"miniapp_{run}"
    person_id = await person_of(shop, channel, f"{subject}-{run}")
    ledger = points_requests_pb2.ListLedgerRequest(person_id=person_id)
    members = MemberServiceStub(shop.channel)
    entries = (await members.ListLedger(ledger, **shop.operator)).entries
    return await points_of(shop, person_id), [entry.points for entry in entries]


async def person_of(shop: Shop, channel: str, subject: str) -> str:
    users = UserServiceStub(shop.channel)
    find = person_requests_pb2.FindPersonByIdentityRequest(channel=channel, subject=subject)
    return (await users.FindPersonByIdentity(find, **shop.operator)).person.person_id


async def points_of(shop: Shop, person_id: str) -> int:
    members = MemberServiceStub(shop.channel)
    get = member_requests_pb2.GetMemberRequest(person_id=person_id)
    return (await members.GetMember(get, **shop.operator)).member.points_balance


async def order_of(shop: Shop, channel: str, number: str) -> order_pb2.Order:
    request = read_messages_pb2.ListOrdersRequest(
        channel=channel,
        channel_order_number=number,
        view=read_messages_pb2.ORDER_VIEW_FULL,
    )
    [order] = (await shop.orders.ListOrders(request, **shop.operator)).orders
    return order
