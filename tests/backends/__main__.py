"""`python -m tests.backends`: all adapters against their back-ends at once, both sides compared."""

import argparse
import asyncio
import signal
from pathlib import Path

from tests.backends.report import show
from tests.backends.run import run
from tests.backends.world import Wanted


def main() -> int:
    """Run it; exit code 0 only when everything ended and both sides agree to the unit."""
    parser = argparse.ArgumentParser(prog="python -m tests.backends", description=__doc__)
    parser.add_argument("--orders", type=int, default=2000, help="how many customers buy (2000)")
    parser.add_argument(
        "--kills",
        type=int,
        default=0,
        metavar="N",
        help="so often each back-end is killed and started again, and held up, and each adapter "
        "killed, in the middle (0)",
    )
    parser.add_argument("--seed", type=int, default=1, help="decides in which order (1)")
    parser.add_argument("--topology", default="single", help="single (default) or mesh")
    parser.add_argument(
        "--replay",
        type=Path,
        metavar="FOLDER",
        help="a recorded pizza year: what most customers buy (a made-up one)",
    )
    given = parser.parse_args()
    wanted = Wanted(given.orders, given.kills, given.seed, given.topology, given.replay)
    # Ended in order, whoever asks for it: else all that was started would go on.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    outcome = asyncio.run(run(wanted))
    show(outcome)
    return 0 if outcome.agrees else 1


if __name__ == "__main__":
    raise SystemExit(main())
