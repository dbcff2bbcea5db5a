"""What the checks take for a list that is pulled to its end."""

import pytest
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.conformance.pages import to_the_end


async def pulled(**pages: tuple[str, str]) -> tuple[list[str], str]:
    """Pull a list of which each page is told after a cursor; "start" is the empty one."""

    async def page_after(cursor: str) -> tuple[str, str]:
        return pages[cursor or "start"]

    return await to_the_end(page_after)


async def test_a_list_ends_where_nothing_is_new_and_an_empty_one_needs_no_cursor() -> None:
    assert await pulled(start=("ab", "two"), two=("c", "three"), three=("", "three")) == (
        ["a", "b", "c"],
        "three",
    )
    assert await pulled(start=("", "")) == ([], "")
    assert await pulled(start=("", "begun")) == ([], "begun")


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"start": ("abc", "x")}, "larger than page_size"),
        ({"start": ("a", "")}, "is empty"),
        ({"start": ("a", "x" * 201)}, "longer than 200 characters"),
        ({"start": ("a", "x"), "x": ("", "y")}, "should be 'x', but is 'y'"),
        ({"start": ("a", "x"), "x": ("a", "x")}, "there is still no end"),
    ],
)
async def test_a_list_that_breaks_the_contract_is_named(
    pages: dict[str, tuple[str, str]], said: str
) -> None:
    with pytest.raises(Failed, match=said):
        await pulled(**pages)
