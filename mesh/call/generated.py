"""Functions of mappings as Python source: written once at start, with no loop left in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def function(
    head: str, body: Iterable[str], names: dict[str, Any], about: str
) -> Callable[..., Any]:
    """Return the function of that head, such as "read(message)", and of the lines of its body.

    The source comes from declarations of ours alone. It sees `names`, to which the function is
    added, so that it can call itself. `about` is what a traceback shows in place of a file.
    """
    source = "\n    ".join([f"def {head}:", *body])
    exec(compile(source, f"<mapping of {about}>", "exec"), names)  # noqa: S102 - our own source
    made: Callable[..., Any] = names[head.partition("(")[0]]
    return made
