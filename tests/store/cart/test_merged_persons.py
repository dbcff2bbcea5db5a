"""Carts of merged persons."""

import pytest
from zhongtai.common.v1 import person_merge_pb2

from mesh.call.context import as_call, internal_identity
from mesh.pure.errors import PersonMerged
from tests.store.cart.conftest import Carts, as_person


async def move(
    carts: Carts, *, back: bool, persons: tuple[str, str] = ("per_anna", "per_ben")
) -> int:
    merged, stays = persons
    request = person_merge_pb2.MovePersonRequest(
        merge_id=f"mrg_{merged}", from_person_id=merged, into_person_id=stays, back=back
    )
    with as_call(internal_identity("cart", "demo"), timeout=60):
        return (await carts.app.merges.handle(request)).moved_count


async def test_a_merge_moves_carts_once_and_its_undoing_brings_them_back(carts: Carts):
    await carts.add("tea", 2)
    await carts.add("rice")
    with as_person("per_ben"):
        await carts.add("tea")
    assert [await move(carts, back=False) for _ in "12"] == [2, 0]
    with as_person("per_ben"):
        assert await carts.pieces() == {"tea": 3, "rice": 1}
    await move(carts, back=True)
    assert await carts.pieces() == {"tea": 2, "rice": 1}
    with as_person("per_ben"):
        assert await carts.pieces() == {"tea": 1}


async def test_pieces_that_a_merge_moved_one_after_the_other_all_come_back(carts: Carts):
    on = ("per_ben", "per_carl")
    for person in ("per_anna", "per_ben"):
        with as_person(person):
            await carts.add("tea")
    await move(carts, back=False, persons=on)
    await move(carts, back=False)
    with as_person("per_carl"):
        assert await carts.pieces() == {"tea": 2}
    await move(carts, back=True, persons=on)
    with as_person("per_ben"):
        assert await carts.pieces() == {"tea": 2}


async def test_what_was_taken_out_meanwhile_does_not_come_back(carts: Carts):
    added = await carts.add("tea", 2)
    await move(carts, back=False)
    with as_person("per_ben"):
        await carts.change(added.line_id, 1)
    await move(carts, back=True)
    assert await carts.pieces() == {"tea": 1}


async def test_nothing_new_is_put_in_for_a_person_who_is_merged(carts: Carts):
    await move(carts, back=False)
    with pytest.raises(PersonMerged) as refused:
        await carts.add("tea")
    assert refused.value.metadata["merged_into_person_id"] == "per_ben"


async def test_an_order_under_way_leaves_the_cart_that_it_was_moved_to(carts: Carts):
    await carts.add("tea", 2)
    hold = carts.control.PlaceOrder

    async def merged_meanwhile(request):
        await move(carts, back=False)
        return await hold(request)

    carts.control.PlaceOrder = merged_meanwhile
    await carts.place()
    with as_person("per_ben"):
        assert await carts.pieces() == {}
