"""What a terminal is told of a play: short lines, and nothing that steers it."""

from zhongtai_plugin.play.diary import Entry, What
from zhongtai_plugin.play.refusals import Refusal
from zhongtai_plugin.play.shown import MOST_CHARACTERS, MOST_REFUSALS, lines


def test_words_of_a_plug_in_do_not_steer_the_terminal() -> None:
    odd = "\x1b[2Jgone\r\n" + "long" * MOST_CHARACTERS
    refusal = Refusal("REJECTED", "NO", odd, "The contract.", "item")
    said = [
        *lines(Entry(1, "", What.PRINTED, odd)),
        *lines(Entry(2, "", What.ANSWERED, call="Push", message={"x": odd}, refusals=[refusal])),
    ]
    assert len(said) == 4
    assert all(line.isprintable() and len(line) < 2 * MOST_CHARACTERS for line in said)


def test_of_many_refusals_the_first_are_shown_and_the_others_counted() -> None:
    refusals = [Refusal("REJECTED", "NO", "No.", "", f"item-{n}") for n in range(MOST_REFUSALS + 7)]
    *_, before, last = lines(Entry(1, "", What.ANSWERED, call="Push", refusals=refusals))
    assert (f"item-{MOST_REFUSALS - 1}" in before, "7 more" in last) == (True, True)
