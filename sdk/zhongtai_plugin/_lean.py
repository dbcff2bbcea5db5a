"""Loads structlog without rich, before anything else of the SDK does.

Where rich is installed structlog loads it, to show tracebacks on a terminal, and that takes a
quarter of the time in which a plug-in starts. Lines of a plug-in are JSON for its host.
"""

import sys

if not {"rich", "structlog"} & sys.modules.keys():
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog as _structlog  # noqa: F401 - loaded for what comes later

    del sys.modules["rich"]
