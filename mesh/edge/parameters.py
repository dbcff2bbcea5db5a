"""Parameters that REST channels have in common, as /docs shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from litestar.params import HeaderParameter, QueryParameter

from mesh.edge.replays import NONCE, TIMESTAMP

IdempotencyKey = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_.:-]{1,64}$",
        description="Made new for each wish, the same when it is repeated.",
    ),
]

AcceptLanguage = Annotated[
    str,
    HeaderParameter(
        name="Accept-Language",
        required=False,
        description="The first language named is the one in which names (of dishes, stores, "
        "promotions) are told and promotions explained, where it is known.",
    ),
]

IfNoneMatch = Annotated[
    str,
    HeaderParameter(
        name="If-None-Match",
        required=False,
        description="The ETag of what the reader has: 304 and nothing else when it still holds.",
    ),
]

PageSize = Annotated[int, QueryParameter(ge=0, le=200)]

SENT_ONCE: Mapping[str, HeaderParameter] = {
    "timestamp": HeaderParameter(
        annotation=str,
        name=TIMESTAMP,
        description="When it was sent: seconds since 1970, at most 5 minutes off.",
    ),
    "nonce": HeaderParameter(
        annotation=str,
        name=NONCE,
        pattern="^[A-Za-z0-9_-]{8,64}$",
        description="Made new for each message: one that comes twice is refused.",
    ),
}
"""What the replay guard demands, for `Router(parameters=…)`, so that /docs shows it."""
