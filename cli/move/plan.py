"""What is to be moved, from the rows of all files: pure. One bad row stops no other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from cli.move.files import Row
from cli.move.joining import joined, mistake
from cli.move.model import Count, Key, Line, Member, Place, Plan, Product, Side, Where
from cli.move.parsing import Places, count_of, line_of, member_of, product_of, side_of

Item = TypeVar("Item", Product, Member, Count, Side)
Rows = Mapping[str, Sequence[Row]]


def plan_of(rows: Rows, stores: Mapping[str, Place], currency: str) -> Plan:
    """Return what the rows say. `stores` are the platform's, by their codes there."""
    plan = Plan()
    places = _places(rows.get("stores", ()), stores, plan.wrong)
    plan.products = _unique(
        rows.get("products", ()),
        lambda row: product_of(row, currency),
        lambda product: product.code,
        plan.wrong,
    )
    plan.members = _members(rows.get("members", ()), plan.wrong)
    plan.counts = _unique(
        rows.get("stock", ()),
        lambda row: count_of(row, places),
        lambda count: (count.store, count.code),
        plan.wrong,
    )
    _Orders(plan, places, currency).read(rows)
    return plan


def _places(
    rows: Sequence[Row], stores: Mapping[str, Place], wrong: list[str]
) -> Mapping[str, Place]:
    """Return the platform's stores by their codes in the old systems, where rows name them."""
    places: dict[str, Place] = {}
    for row in rows:
        place, known = stores.get(row["store"]), places.get(row["code"])
        if place is None:
            wrong.append(f"{row.where}: the platform has no store {row['store']!r}")
        elif known is not None and known is not place:
            wrong.append(f"{row.where}: {row['code']!r} is {known.code} by another row")
        else:
            places[row["code"]] = place
    return places


def _members(rows: Sequence[Row], wrong: list[str]) -> list[Member]:
    members = _unique(rows, member_of, lambda member: member.number, wrong)
    accounts = Counter((member.channel, member.subject) for member in members)
    wrong += [
        f"{member.where}: another member has the same account on {member.channel}"
        for member in members
        if accounts[member.channel, member.subject] > 1
    ]
    return [each for each in members if accounts[each.channel, each.subject] == 1]


def _unique(
    rows: Sequence[Row],
    read: Callable[[Row], Item],
    key: Callable[[Item], Hashable],
    wrong: list[str],
) -> list[Item]:
    """Return items in the order of their keys, each once.

    Rows that say the same twice are one; where two say different things of one key, none is taken.
    """
    found: dict[Hashable, list[Item]] = defaultdict(list)
    for row in rows:
        try:
            item = read(row)
        except ValueError as exc:
            wrong.append(f"{row.where}: {exc}")
            continue
        found[key(item)].append(item)
    taken = []
    for name in sorted(found, key=str):
        same = found[name]
        if any(each != same[0] for each in same):
            places = ", ".join(sorted(str(each.where) for each in same))
            wrong.append(f"{places}: {_said(name)} is there with different contents")
        else:
            taken.append(min(same, key=lambda each: each.where))
    return taken


def _said(key: Hashable) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


class _Orders:
    """Puts orders together from their rows, their lines, and what was decided about them."""

    def __init__(self, plan: Plan, places: Places, currency: str) -> None:
        self._plan = plan
        self._places = places
        self._currency = currency
        self._spoilt: set[tuple[str, str]] = set()

    def read(self, rows: Rows) -> None:
        """Put all of them into the plan."""
        lines = self._lines(rows.get("order_lines", ()))
        right = self._decisions(rows.get("decisions", ()))
        read = _unique(
            rows.get("orders", ()),
            lambda row: side_of(row, self._places),
            lambda side: (side.system, side.number),
            self._plan.wrong,
        )
        taken = {(side.system, side.number) for side in read}
        for system, number in sorted(lines.keys() - taken):
            file = lines[system, number][0]
            self._plan.wrong.append(f"{file}: no order {number} of {system} could be read")
        sides: dict[Key, list[Side]] = defaultdict(list)
        for side in read:
            own = lines.get((side.system, side.number))
            said = tuple(own[1]) if own else None
            sides[side.key].append(replace(side, facts=replace(side.facts, lines=said)))
        for key in sorted(sides):
            self._join(key, sides[key], right.get(key, ""))
        self._plan.wrong += [
            f"decisions: no order {key} is in the files" for key in sorted(right.keys() - sides)
        ]

    def _join(self, key: Key, sides: Sequence[Side], right: str) -> None:
        systems = Counter(side.system for side in sides)
        order, conflicts = joined(key, sides, right, self._currency)
        wrong = ""
        if any(count > 1 for count in systems.values()):
            numbers = ", ".join(sorted(side.number for side in sides))
            wrong = f"{key} stands in one system under several numbers: {numbers}"
        elif right and right not in systems:
            wrong = f"{key}: decided for {right}, which does not have it"
        elif any((side.system, side.number) in self._spoilt for side in sides):
            wrong = f"{key} has a line that cannot be read"
        elif not conflicts and (why := mistake(order.facts)):
            wrong = f"{key} {why}"
        if wrong:
            self._plan.wrong.append(f"{order.where}: {wrong}")
        self._plan.conflicts += conflicts
        if wrong or conflicts:
            self._plan.held.add(key)
        else:
            self._plan.orders.append(order)

    def _lines(self, rows: Sequence[Row]) -> dict[tuple[str, str], tuple[Where, list[Line]]]:
        """Return the lines of each order by their numbers, and where the first of them stands."""
        found: dict[tuple[str, str], dict[int, list[tuple[Where, Line]]]] = defaultdict(dict)
        for row in rows:
            order = (row["system"], row["order"])
            try:
                number, line = line_of(row, self._currency)
            except ValueError as exc:
                self._spoilt.add(order)
                self._plan.wrong.append(f"{row.where}: {exc}")
                continue
            found[order].setdefault(number, []).append((row.where, line))
        for order, numbered in found.items():
            for number, same in numbered.items():
                if any(line != same[0][1] for _, line in same):
                    self._spoilt.add(order)
                    places = ", ".join(sorted(str(where) for where, _ in same))
                    words = f"line {number} of {' '.join(order)} is there with different contents"
                    self._plan.wrong.append(f"{places}: {words}")
        return {
            order: (
                min(where for same in numbered.values() for where, _ in same),
                [numbered[number][0][1] for number in sorted(numbered)],
            )
            for order, numbered in found.items()
        }

    def _decisions(self, rows: Sequence[Row]) -> dict[Key, str]:
        right: dict[Key, str] = {}
        # A conflict names the store as the platform does.
        places = {place.code: place for place in self._places.values()} | dict(self._places)
        for row in rows:
            place = places.get(row["store"])
            if place is None:
                words = f"store: the stores' file names no {row['store']!r}"
                self._plan.wrong.append(f"{row.where}: {words}")
                continue
            key = Key(place.code, row["channel"], row["number"])
            if right.setdefault(key, row["system"]) != row["system"]:
                self._plan.wrong.append(f"{row.where}: {key} is decided twice, differently")
        return right
