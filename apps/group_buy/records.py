"""Rows of the tables ⇄ model."""

from __future__ import annotations

from apps.group_buy.model import Group, GroupView, NewOffer, Offer, Place
from mesh.data.rows import Columns, RowReader, Values

offer_of = RowReader(Offer, nested=["terms"], json=["names"])
group_of = RowReader(Group)
group_view_of = RowReader(GroupView)
place_of = RowReader(Place)

terms_values = Values(
    NewOffer,
    *("name", "sku_id", "price", "currency", "group_size", "group_seconds"),
    *("groups_per_person", "store_ids", "begins_at", "ends_at", "names"),
    json=["names"],
)
place_values = Values(
    Place,
    *("place_id", "group_id", "person_id", "asked_by", "request_id", "body_hash", "joined_at"),
    *("order_request", "state"),
)
place_columns = Columns(Place, "place_id", "state", "to_do", "order_id")
