"""What readers of the feed get from memory is what the database holds."""

import asyncio

from zhongtai.order.v1 import change_messages_pb2 as pb

from tests.store.order.build import placed

WRITTEN = """
SELECT seq, merchant_id, store_id, subject_id, kind, payload, trace_id FROM events ORDER BY seq
"""


def columns_of(event):
    return (
        *(event.seq, event.merchant_id, event.store_id, event.subject_id),
        *(event.kind, event.payload, event.trace_id),
    )


async def test_events_of_whole_batches_are_handed_over_under_their_own_numbers(center, monkeypatch):
    told = []
    monkeypatch.setattr(center.feed, "hand_over", told.extend)
    order_ids = await asyncio.gather(*(placed(center) for _ in range(12)))
    requests = [
        request
        for order_id in order_ids
        for request in (
            pb.AcceptOrderRequest(request_id="a", order_id=order_id, pickup_code="7"),
            pb.AcceptOrderRequest(request_id="b", order_id=order_id, pickup_code="8"),
        )
    ]
    accepted = (center.servicer.AcceptOrder(request, None) for request in requests)
    await asyncio.gather(*accepted, return_exceptions=True)
    rows = await center.db.fetch(WRITTEN)
    assert sorted(map(columns_of, told)) == [tuple(row) for row in rows]
    assert len(rows) > 2 * len(order_ids)
