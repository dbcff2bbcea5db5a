"""How the tests are shared out to the workers of pytest-xdist.

A worker takes the tests of a file on one topology at a time, so that it starts the platform that
acceptance tests share once for each topology. What costs most comes first, as it is collected.
"""

from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOPOLOGIES = ("single", "mesh")


class FilesByTopology(LoadScopeScheduling):
    """Like `--dist loadfile`, with the tests of a file on each topology apart."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return "::".join((file, *topologies_of(test)))


def topologies_of(test: str) -> Sequence[str]:
    """The topology in the name of a test, if there is one."""
    parameters = test.rpartition("[")[2].removesuffix("]").split("-")
    return [name for name in TOPOLOGIES if name in parameters]
