"""Where a store delivers to, and for how much, in the standard's words; pure."""

from __future__ import annotations

from collections.abc import Sequence

from zhongtai.common.v1 import geo_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.opendelivery.canonical import degrees
from gateways.takeaway.opendelivery.entities import Json, price


def service_area(store: store_pb2.Store, area_id: str) -> Json:
    """Return all areas as one, as the standard has them: circles around the store, and polygons."""
    area: Json = {"id": area_id}
    circles = [each for each in store.delivery_areas if each.HasField("radius_m")]
    if circles:
        area["geoRadius"] = {
            "geoMidpointLatitude": degrees(store.point.latitude),
            "geoMidpointLongitude": degrees(store.point.longitude),
            "radius": [{"size": each.radius_m, **_costs(each)} for each in circles],
        }
    polygons = [each for each in store.delivery_areas if each.HasField("polygon")]
    if polygons:
        area["polygon"] = [
            {"geoCoordinates": _coordinates(each.polygon.points), **_costs(each)}
            for each in polygons
        ]
    return area


def _costs(area: store_pb2.DeliveryArea) -> Json:
    return {
        "price": price(area.fee, area.fee.currency_code),
        "estimateDeliveryTime": area.travel_minutes,
    }


def _coordinates(points: Sequence[geo_pb2.GeoPoint]) -> list[Json]:
    """Return the points of a polygon counter-clockwise, as the standard wants them."""
    around = zip(points, [*points[1:], points[0]], strict=True)
    twice_the_area = sum(
        one.longitude * other.latitude - other.longitude * one.latitude for one, other in around
    )
    ordered = points if twice_the_area >= 0 else list(reversed(points))
    return [
        {"latitude": degrees(each.latitude), "longitude": degrees(each.longitude)}
        for each in ordered
    ]
