"""Lines of a file as items, counts or members: pure. A bad line is told and stops no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from zhongtai_plugin.money import fraction_digits

from plugins.file_drop import workbooks
from plugins.file_drop.model import Count, Item, Parsed, Problem
from plugins.file_drop.people import ACTIVE, CLOSED, FROZEN, Listed
from plugins.file_drop.tables import (
    FileUnreadable,
    Line,
    Rows,
    demand_size,
    lines_of,
    rows_of,
    text_of,
)

Row = TypeVar("Row", Item, Count, Listed)

ITEM_COLUMNS = {
    "code": ("sku_code", "sku", "编码", "商品编码"),
    "product_code": ("dish_code", "款号", "菜品编码"),
    "name": ("名称", "品名", "商品名称"),
    "variant": ("size", "规格"),
    "price": ("价格", "售价", "单价"),
    "archived": ("停售", "停用"),
}
COUNT_COLUMNS = {
    "store_id": ("store", "门店", "门店编码"),
    "code": ("sku_code", "sku", "编码", "商品编码"),
    "quantity": ("stock", "数量", "库存", "库存数量"),
    "counted_at": ("count_time", "盘点时间", "时间"),
}
MEMBER_COLUMNS = {
    "crm_member_id": ("member_no", "会员号", "会员编号", "卡号"),
    "known_file": ("imported", "已导入文件", "导入文件号"),
    "member_id": ("platform_id", "平台会员号", "平台会员编号"),
    "standing": ("status", "状态", "会员状态"),
    "tier_code": ("tier", "等级", "会员等级"),
    "points": ("balance", "积分", "积分余额"),
}
MAX_CODE = 64
MAX_TIER = 40
MAX_NAME = 120
MAX_VARIANT = 60
MAX_NUMBER = 10**9
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.([0-9]{1,3}))?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,10}(?:\.0{1,4})?", re.ASCII)
_STORE = re.compile(r"[A-Za-z0-9_.:-]{1,80}", re.ASCII)
_YES = frozenset({"yes", "y", "true", "1", "是", "停售", "停用"})
_STANDINGS = {
    **dict.fromkeys(("active", "正常", "有效"), ACTIVE),
    **dict.fromkeys(("frozen", "冻结", "挂失"), FROZEN),
    **dict.fromkeys(("closed", "注销", "已注销", "退会"), CLOSED),
    "": "",
}
_NO = frozenset({"", "no", "n", "false", "0", "否", "在售", "启用"})


class LineWrong(Exception):
    """A line cannot be taken; the texts say why, and what a person may do."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice


def items_in(content: bytes, currency: str) -> Parsed:
    """Return the items of a file; prices are in a currency."""
    digits = fraction_digits(currency)

    def read(cells: Mapping[str, str], _: int) -> Item:
        archived = _flag(cells.get("archived", ""))
        name = _text("name", cells["name"], MAX_NAME, required=not archived)
        return Item(
            _text("code", cells["code"], MAX_CODE),
            _text("product_code", cells.get("product_code", ""), MAX_CODE, required=False),
            name,
            _text("variant", cells.get("variant", ""), MAX_VARIANT, required=False),
            _amount(cells.get("price", ""), digits),
            archived,
        )

    return _parsed(content, ITEM_COLUMNS, ("code", "name"), read, lambda item: item.code)


def counts_in(content: bytes, stores: Mapping[str, str], written_at: datetime) -> Parsed:
    """Return the counts of a file.

    `stores` has the platform's ids of stores that the file calls otherwise; `written_at` is the
    moment of counts that name none.
    """

    def read(cells: Mapping[str, str], _: int) -> Count:
        store = stores.get(cells["store_id"], cells["store_id"])
        if not _STORE.fullmatch(store):
            raise LineWrong("store_id is no store", "write its id, or name it in `stores`")
        counted_at = _moment(cells.get("counted_at", "")) or written_at
        code = _text("code", cells["code"], MAX_CODE)
        return Count(store, code, _whole("quantity", cells["quantity"]), counted_at)

    required = ("store_id", "code", "quantity")
    return _parsed(
        content, COUNT_COLUMNS, required, read, lambda count: f"{count.store_id} {count.code}"
    )


def members_in(content: bytes) -> Parsed:
    """Return the members of a file."""

    def read(cells: Mapping[str, str], number: int) -> Listed:
        member_id = cells.get("member_id", "")
        if member_id and not _STORE.fullmatch(member_id):
            raise LineWrong("member_id is no id", "write the one of a profiles or points file")
        standing = cells.get("standing", "").casefold()
        if standing not in _STANDINGS:
            words = "write active, frozen or closed, or nothing"
            raise LineWrong(f"standing is {standing[:20]!r}", words)
        known_file = _whole("known_file", cells["known_file"])
        if known_file is None or known_file < 0:
            words = "write the number of the last file that was imported, 0 for none"
            raise LineWrong("known_file is empty or below zero", words)
        return Listed(
            number,
            _text("crm_member_id", cells["crm_member_id"], MAX_CODE),
            member_id,
            _STANDINGS[standing],
            _text("tier_code", cells.get("tier_code", ""), MAX_TIER, required=False),
            _whole("points", cells.get("points", "")),
            known_file,
        )

    required = ("crm_member_id", "known_file")
    parsed = _parsed(content, MEMBER_COLUMNS, required, read, lambda each: each.crm_member_id)
    return _nobody_twice(parsed)


def _nobody_twice(parsed: Parsed) -> Parsed:
    """Return a file without the lines of different members who are one of the platform's."""
    named = [row for row in parsed.rows if isinstance(row, Listed) and row.member_id]
    times = Counter(row.member_id for row in named)
    twice = [row for row in named if times[row.member_id] > 1]
    advice = "leave all but the right one out: which counts is not guessed"
    problems = [
        Problem(row.line, row.crm_member_id, "member_id is there more than once", advice)
        for row in twice
    ]
    rows = tuple(row for row in parsed.rows if row not in twice)
    return Parsed(rows, tuple(sorted([*parsed.problems, *problems], key=lambda each: each.line)))


def _parsed(
    content: bytes,
    columns: Mapping[str, tuple[str, ...]],
    required: tuple[str, ...],
    read: Callable[[Mapping[str, str], int], Row],
    key: Callable[[Row], str],
) -> Parsed:
    found: list[tuple[Line, Row]] = []
    problems: list[Problem] = []
    try:
        for line in lines_of(_rows_in(content), columns, required):
            what = line.cells.get("code" if "code" in columns else required[0], "")
            if line.problem:
                advice = "put texts with separators in quotes" if "cells" in line.problem else ""
                problems.append(Problem(line.number, what, line.problem, advice or "write it anew"))
                continue
            try:
                found.append((line, read(line.cells, line.number)))
            except LineWrong as wrong:
                problems.append(Problem(line.number, what, wrong.problem, wrong.advice))
    except FileUnreadable as wrong:
        return Parsed((), (Problem(0, "", wrong.problem, wrong.advice),))
    times = Counter(key(row) for _, row in found)
    problems += _twice(found, times, key)
    rows = tuple(row for _, row in found if times[key(row)] == 1)
    return Parsed(rows, tuple(sorted(problems, key=lambda each: each.line)))


def _rows_in(content: bytes) -> Rows:
    """Return the rows of a file of either form. Raise FileUnreadable, also while they are read."""
    if content.startswith(workbooks.SIGN):
        demand_size(content)
        return workbooks.rows_of(content)
    return rows_of(text_of(content))


def _twice(
    found: Iterable[tuple[Line, Row]], times: Mapping[str, int], key: Callable[[Row], str]
) -> list[Problem]:
    advice = "leave all but the right one out: which counts is not guessed"
    return [
        Problem(line.number, key(row), "is there more than once", advice)
        for line, row in found
        if times[key(row)] > 1
    ]


def _text(name: str, cell: str, most: int, *, required: bool = True) -> str:
    if not cell and required:
        raise LineWrong(f"{name} is empty", f"write the {name}")
    if len(cell) > most:
        raise LineWrong(f"{name} has more than {most} characters", "shorten it")
    return cell


def _flag(cell: str) -> bool:
    if cell.casefold() in _YES | _NO:
        return cell.casefold() in _YES
    raise LineWrong(f"archived is {cell[:20]!r}", "write yes or no")


def _amount(cell: str, digits: int) -> int | None:
    """Return an amount in minor units; None for an empty cell."""
    if not cell:
        return None
    found = _AMOUNT.fullmatch(cell)
    places = (found.group(1) or "").rstrip("0") if found else ""
    if found is None or len(places) > digits:
        raise LineWrong(
            f"price is {cell[:20]!r}", "write it like 18.50: digits, a point, no separators"
        )
    return int(cell.partition(".")[0]) * 10**digits + int(places.ljust(digits, "0") or "0")


def _whole(name: str, cell: str) -> int | None:
    """Return a whole number; None for an empty cell, which says that nobody knows."""
    if not cell:
        return None
    if not _WHOLE.fullmatch(cell) or abs(int(cell.partition(".")[0])) > MAX_NUMBER:
        raise LineWrong(f"{name} is {cell[:20]!r}", "write a whole number, like 12")
    return int(cell.partition(".")[0])


def _moment(cell: str) -> datetime | None:
    """Return a time; None for an empty cell."""
    if not cell:
        return None
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not _EARLIEST <= moment < _LATEST:
        raise LineWrong(
            f"counted_at is {cell[:40]!r}", "write it with its zone, like 2026-01-31T22:00+08:00"
        )
    return moment.astimezone(UTC)
