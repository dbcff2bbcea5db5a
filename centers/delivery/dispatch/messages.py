"""Protobuf ⇄ model: quotes and the rules by which stores send out."""

from __future__ import annotations

from dataclasses import replace

from zhongtai.delivery.v1 import delivery_pb2
from zhongtai.delivery.v1 import messages_pb2 as pb

from centers.delivery.dispatch.model import DispatchRule, Quote
from centers.delivery.messages import fee_message, parcel_of, place_of
from centers.delivery.model import DEFAULT_ASSIGN_SECONDS, Trip
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel

trip_of = ToModel(pb.QuoteDeliveryRequest, Trip, uses=[place_of, parcel_of])
rule_of = ToModel(
    delivery_pb2.DispatchRule,
    DispatchRule,
    then=lambda rule: replace(
        rule, assign_timeout_seconds=rule.assign_timeout_seconds or DEFAULT_ASSIGN_SECONDS
    ),
)
"""Reads a rule; whose it is, is given in the call."""

rule_message = ToMessage(DispatchRule, delivery_pb2.DispatchRule)
quote_message = ToMessage(
    Quote,
    delivery_pb2.Quote,
    names={"dropoff_time": "dropoff_at", "expire_time": "expires_at"},
    uses=[fee_message],
)
