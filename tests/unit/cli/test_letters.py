"""Which letters `zhongtai letters` is about."""

import argparse

import pytest
from zhongtai.common.v1 import letter_pb2 as pb

from cli.letters import _wanted, add_arguments, run
from cli.problems import Problem


class Box:
    """The letters of a center, in memory."""

    def __init__(self, *letters: pb.Letter) -> None:
        self._letters = letters

    async def list_letters(self, merchant, reader, state, after, limit):
        return [
            each for each in self._letters if each.letter_id > after and each.reader in (reader, "")
        ][:limit]


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


async def test_all_letters_of_a_reader_or_those_of_one_merchant_with_it_are_meant():
    readers = (("r", "a"), ("r", "b"), ("other", "a"), ("r", ""))
    box = Box(
        *(
            pb.Letter(letter_id=n, reader=reader, merchant_id=merchant)
            for n, (reader, merchant) in enumerate(readers, 1)
        )
    )
    centers = {"order": box}
    assert await _wanted(centers, options("retry", "--reader", "r")) == {"order": [1, 2, 4]}
    of_one = options("drop", "--reader", "r", "--merchant", "a")
    assert await _wanted(centers, of_one) == {"order": [1]}


def test_letters_that_are_named_are_not_narrowed_down():
    with pytest.raises(Problem, match="need no --merchant"):
        run(options("drop", "order/1", "--merchant", "a"))
