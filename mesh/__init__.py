"""The runtime every process stands on."""

import sys

if not {"rich", "structlog"} & sys.modules.keys():
    # Where rich is installed structlog loads it, to show tracebacks on a terminal, and that takes
    # a fifth of the time in which a process starts. Ours are written to logs.
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog as _structlog  # noqa: F401 - loaded here first, without rich

    del sys.modules["rich"]
