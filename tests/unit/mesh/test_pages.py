"""Lists that are answered in pages."""

from zhongtai.user.v1 import revocation_pb2

from mesh.call.pages import each_page


async def asked(answers, stop_after=None):
    """Read pages; return the tokens with which they were asked for, and the options."""
    calls = []

    async def ask(request, **options):
        calls.append((request.page_token, options))
        return revocation_pb2.ListRevocationsResponse(next_page_token=answers[len(calls) - 1])

    read = 0
    async for _ in each_page(ask, revocation_pb2.ListRevocationsRequest(), timeout=3):
        read += 1
        if read == stop_after:
            break
    return calls


async def test_every_page_is_asked_for_by_the_token_of_the_one_before():
    told = {"timeout": 3}
    assert await asked(["b", "c", ""]) == [("", told), ("b", told), ("c", told)]


async def test_who_has_read_enough_asks_for_no_more():
    assert len(await asked(["b", "c", ""], stop_after=2)) == 2
