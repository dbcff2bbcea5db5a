"""An order as Ele.me pushes it."""

from typing import Any

NUMBER = "1200897812792015983"
PLACED = 1_700_000_000
PLACED_TEXT = "2023-11-15T06:13:20"


def order(**changes: Any) -> dict[str, Any]:
    """Two dishes, a box, a delivery, an offer of 5 yuan and one of 2 on the delivery."""
    noodles = {
        "skuId": 71,
        "extendCode": "F1-M",
        "name": "牛肉面-中[微辣+不要香菜]",
        "price": 15.0,
        "quantity": 2,
        "newSpecs": [{"name": "规格", "value": "中"}],
        "attributes": [{"name": "辣", "value": "微辣"}, {"name": "菜", "value": "不要香菜"}],
    }
    milk = {"skuId": 72, "extendCode": "F2", "name": "豆浆", "price": 4.0, "quantity": 1}
    told: dict[str, Any] = {
        "id": NUMBER,
        "orderId": NUMBER,
        "shopId": 720032,
        "openId": "S001",
        "daySn": 17,
        "status": "unprocessed",
        "refundStatus": "noRefund",
        "createdAt": PLACED_TEXT,
        "activeAt": PLACED_TEXT,
        "deliverTime": None,
        "description": "少辣",
        "consignee": "张三",
        "phoneList": ["13812345678,123456"],
        "deliveryPoiAddress": "滇池路 2 号",
        "deliveryGeo": "121.4905,31.2405",
        "onlinePaid": True,
        "totalPrice": 33.5,
        "originalPrice": 40.5,
        "deliverFee": 4.0,
        "packageFee": 2.5,
        "shopPart": -4.0,
        "elemePart": -3.0,
        "groups": [
            {"name": "1号篮子", "type": "normal", "items": [noodles, milk]},
            {"name": "其它费用", "type": "extra", "items": [{"name": "餐盒", "price": 2.5}]},
        ],
        "orderActivities": [
            {"id": 9, "name": "满 30 减 5", "categoryId": 2, "amount": -5.0, "elemePart": -2.0,
             "restaurantPart": -3.0},
        ],
        "logisticsActivity": {"id": 8, "name": "减配送费", "amount": -2.0, "elemePart": -1.0},
        "downgraded": False,
    }  # fmt: skip
    return told | changes
