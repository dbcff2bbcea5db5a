"""A process is asked over one line again and again, also when it is another one by now."""

import pytest

from mesh.process.control import Control, ControlLine, ControlRefused, NoAnswer, ask, control_socket


async def served(home, told: str) -> Control:
    """A process that says `told`."""

    async def say(words):
        return told + words.get("more", "")

    async def fail(_words):
        raise ValueError("not today")

    control = Control(control_socket(home, "p"), {"say": say, "fail": fail})
    await control.start()
    return control


async def test_a_line_is_asked_many_times_and_a_refusal_does_not_break_it(tmp_path):
    control = await served(tmp_path, "one")
    line = ControlLine(tmp_path, "p")
    assert await line.ask("say", 5) == "one"
    with pytest.raises(ControlRefused, match="not today"):
        await line.ask("fail", 5)
    assert await line.ask("say", 5, more=" two") == "one two"
    line.close()
    await control.close()


async def test_a_line_finds_the_process_that_was_started_again(tmp_path, monkeypatch):
    monkeypatch.setattr("mesh.process.control.QUESTION_SECONDS", 0.01)
    control = await served(tmp_path, "one")
    line = ControlLine(tmp_path, "p")
    assert await line.ask("say", 5) == "one"
    reader, _writer = line._ends
    await reader.read()  # until the process has closed it
    await control.close()
    with pytest.raises(NoAnswer):
        await line.ask("say", 5)
    other = await served(tmp_path, "two")
    assert await line.ask("say", 5) == "two" == await ask(tmp_path, "p", "say", 5)
    line.close()
    await other.close()


async def test_a_late_answer_is_not_taken_for_that_of_the_next_question(tmp_path):
    control = await served(tmp_path, "one")
    line = ControlLine(tmp_path, "p")
    with pytest.raises(NoAnswer):
        await line.ask("say", 0, more=" late")
    assert await line.ask("say", 5) == "one"
    line.close()
    await control.close()
