"""The form of a request to use a voucher."""

from __future__ import annotations

import re

from mesh.pure.validation import Check

MAX_SHOWN = 64
_SHOWN = re.compile(rf"[!-~](?:[ -~]{{0,{MAX_SHOWN - 2}}}[!-~])?", re.ASCII)


def check_redemption(request_id: str, code: str, store_id: str) -> None:
    """Raise InvalidRequest unless a code may be looked at. The code is not repeated."""
    check = Check()
    check.request_id(request_id)
    fits = bool(_SHOWN.fullmatch(code))
    check.that(fits, "code", f"must be 1 to {MAX_SHOWN} characters of printable ASCII")
    check.identifier("store_id", store_id)
    check.raise_if_any()
