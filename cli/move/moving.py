"""`zhongtai move import`: all nouns of a folder, in the order in which they need each other."""

from __future__ import annotations

from pathlib import Path

from rich.progress import Progress

from cli.move.files import read_folder
from cli.move.members import Members
from cli.move.model import Place, Plan
from cli.move.orders import Orders
from cli.move.plan import plan_of
from cli.move.products import move_products
from cli.move.report import Report
from cli.move.stock import move_stock
from cli.move.stores import currency_of, read_places
from cli.replay.connection import Link


async def plan_for(link: Link, folder: Path) -> tuple[Plan, dict[str, Place], str]:
    """Return what a folder says, the platform's stores, and their currency. Raise Problem."""
    wrong: list[str] = []
    rows = read_folder(folder, wrong)
    places = await read_places(link)
    currency = currency_of(places)
    plan = plan_of(rows, places, currency)
    plan.wrong = [*wrong, *plan.wrong]
    return plan, places, currency


async def move(link: Link, folder: Path, bar: Progress, *, dry: bool) -> Report:
    """Bring what a folder holds, or only say what that would do. Raise Problem.

    Can be run again, also after it was killed: what is there is found by its own number.
    """
    plan, places, currency = await plan_for(link, folder)
    report = Report(dry=dry, wrong=plan.wrong, conflicts=plan.conflicts)
    for noun, number in (("orders", len(plan.held)), ("rows", len(plan.wrong))):
        if number:
            report.count(noun, "refused", number)
    skus = await move_products(link, plan.products, currency, report)
    await move_stock(link, plan.counts, places, skus, report)
    members = Members(link, report)
    task = bar.add_task("members", total=len(plan.members))
    await members.move(plan.members, lambda number: bar.advance(task, number))
    orders = Orders(link, places, skus, members.persons, report)
    of_orders = bar.add_task("orders", total=len(plan.orders))
    await orders.move(plan.orders, lambda number: bar.advance(of_orders, number))
    return report
