"""Several centers' sorted streams are read as one, whatever their pages, in bounded memory."""

import itertools
import random
from collections.abc import AsyncIterator, Iterable

import pytest
from zhongtai.common.v1 import audit_pb2
from zhongtai.order.v1 import read_messages_pb2 as pb

from cli.audit.books import Book, Known, read_together

CENTERS = ("order", "payment", "inventory")


def page(names: list[str], rows: Iterable[tuple[str, int]]) -> pb.AuditOrdersResponse:
    orders = [audit_pb2.AuditOrder(order_id=name, figures=[number]) for name, number in rows]
    return pb.AuditOrdersResponse(names=names, orders=orders)


async def pages_of(rows: list[tuple[str, int]], cuts: random.Random) -> AsyncIterator[object]:
    rest = iter(sorted(rows))
    while piece := list(itertools.islice(rest, cuts.randint(1, 5))):
        yield page(["figure"], piece)


async def breaking(rows: list[tuple[str, int]]) -> AsyncIterator[object]:
    yield page(["figure"], rows)
    raise ConnectionError("gone")


async def read(books: dict[str, Book]) -> list[Known]:
    return [known async for orders in read_together(books) for known in orders]


@pytest.mark.parametrize("seed", range(20))
async def test_every_order_is_given_once_with_all_that_is_known_of_it(seed: int):
    chance = random.Random(seed)
    held = {
        center: {f"ord_{number:03}": number for number in range(60) if chance.random() < 0.6}
        for center in CENTERS
    }
    for each in held["order"]:
        held["order"][each] = 0
    books = {
        center: Book(center, pages_of(list(rows.items()), random.Random(seed + 1)))
        for center, rows in held.items()
    }
    found = await read(books)
    assert sorted(known.order_id for known in found) == sorted(set().union(*held.values()))
    for known in found:
        for center in CENTERS:
            number = held[center].get(known.order_id)
            assert known.of(center) == (None if number is None else {"figure": number})


async def test_no_more_is_held_than_a_page_of_each_book():
    books = {
        center: Book(center, pages_of([(f"ord_{n:03}", n) for n in range(200)], random.Random(n)))
        for n, center in enumerate(CENTERS)
    }
    async for orders in read_together(books):
        assert len(orders) <= 5
        assert all(len(book.waiting) <= 5 for book in books.values())


async def test_a_book_that_breaks_off_says_why_and_the_others_are_read_on():
    books = {
        "order": Book("order", breaking([("ord_1", 0)])),
        "payment": Book("payment", pages_of([("ord_1", 1), ("ord_2", 2)], random.Random(0))),
    }
    assert [known.order_id for known in await read(books)] == ["ord_1", "ord_2"]
    assert isinstance(books["order"].failure, ConnectionError)
    assert books["payment"].failure is None
