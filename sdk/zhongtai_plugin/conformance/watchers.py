"""What a plug-in owes to two processes of the platform that watch it at a time."""

from __future__ import annotations

import asyncio

from zhongtai_plugin.conformance import carrier, pos
from zhongtai_plugin.conformance.core import Subject, check
from zhongtai_plugin.conformance.expecting import expect_equal


@check(
    "pos",
    hook="accept_order",
    contract=(
        "Streams what tills report, in the order in which the plug-in made it durable, at least"
        " once."
    ),
)
async def two_watchers_are_told_the_same(subject: Subject) -> None:
    """Read for each stream by its own cursor; take nothing away before AckUpdates."""
    order_id = await pos.accepted(subject)
    one, other = await asyncio.gather(*[pos.watch(subject, "", {order_id}) for _ in range(2)])
    expect_equal(
        [update.update_id for update, _ in other],
        [update.update_id for update, _ in one],
        "what the second watcher is told",
    )


@check(
    "carrier",
    capability=carrier.WATCH,
    hook="move_delivery",
    contract=(
        "Streams changes of deliveries in the order in which the plug-in made them durable, at "
        "least once."
    ),
)
async def two_watchers_of_deliveries_are_told_the_same(subject: Subject) -> None:
    """Read for each stream by its own cursor; take nothing away before AckDeliveryUpdates."""
    delivery_id = (await carrier.created(subject)).delivery_id
    if subject.hooks.move_delivery is not None:
        await subject.hooks.move_delivery(delivery_id)
    watching = [carrier.watch(subject, "", {delivery_id}) for _ in range(2)]
    one, other = await asyncio.gather(*watching)
    expect_equal(
        [update.update_id for update, _ in other],
        [update.update_id for update, _ in one],
        "what the second watcher is told",
    )
