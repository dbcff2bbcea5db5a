"""Does a plug-in keep the contract? A library, and the command `zhongtai-plugin check`.

The suite's version is the contract's: this one checks protocol version 1. What a plug-in
does not claim as a capability is skipped, and so is what needs a hook that was not given.
"""

from zhongtai_plugin.conformance.core import (
    Check,
    Hooks,
    Outcome,
    Subject,
    Verdict,
    all_checks,
    run_checks,
)
from zhongtai_plugin.conformance.expecting import Failed

__all__ = [
    "Check",
    "Failed",
    "Hooks",
    "Outcome",
    "Subject",
    "Verdict",
    "all_checks",
    "run_checks",
]
