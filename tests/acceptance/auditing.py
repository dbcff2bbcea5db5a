"""What the audit says of a running platform."""

import time

from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from cli.audit.centers import Centers
from cli.audit.command import AUDITOR
from cli.audit.merchant import audit_merchant
from tests.acceptance.shop import Shop

SETTLE_SECONDS = 60


def centers_of(shop: Shop) -> Centers:
    """The centers as `zhongtai audit` asks them."""
    return Centers(
        shop.channel, shop.platform.token("operator", "audit", "", scopes=AUDITOR.scopes)
    )


async def breaches_of(shop: Shop) -> dict[str, list[str]]:
    """What is wrong now, by the name of the check."""
    checks, _ = await audit_merchant(centers_of(shop), shop.merchant, time.time())
    return {check.name: check.words() for check in checks if check.breach_count}


async def settled(shop: Shop) -> dict[str, list[str]]:
    """What is still wrong when the feeds had their time."""
    attempts = AsyncRetrying(
        retry=retry_if_result(bool),
        wait=wait_fixed(0.5),
        stop=stop_after_delay(SETTLE_SECONDS),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    return await attempts(breaches_of, shop)
