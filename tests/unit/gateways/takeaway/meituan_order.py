"""An order as Meituan pushes it."""

import json
from typing import Any

PLACED = 1_700_000_000


def fields(**changes: Any) -> dict[str, str]:
    """The parameters of a push: two dishes, a box, a bag, a delivery, a discount of 5 yuan."""
    told: dict[str, Any] = {
        "order_id": "1200897812792015983",
        "wm_order_id_view": "27000000000000001",
        "app_poi_code": "S001",
        "app_id": "4444",
        "day_seq": "17",
        "status": 2,
        "ctime": PLACED,
        "utime": PLACED + 5,
        "delivery_time": 0,
        "pick_type": 0,
        "caution": "少辣",
        "recipient_name": "张三",
        "recipient_phone": "13812345678_123456",
        "recipient_address": "滇池路 2 号",
        "latitude": 31240500,
        "longitude": 121490500,
        "total": "35.5",
        "original_price": "40.5",
        "shipping_fee": "4",
        "package_bag_money": 50,
        "dinners_number": 2,
        "logistics_code": "1001",
        "detail": [
            {
                "app_food_code": "F1",
                "sku_id": "F1-M",
                "food_name": "牛肉面",
                "quantity": 2,
                "price": 15,
                "box_num": 2,
                "box_price": 1,
                "spec": "中",
                "food_property": "微辣,不要香菜",
            },
            {"app_food_code": "F2", "food_name": "豆浆", "quantity": 1, "price": 4},
        ],
        "extras": [
            {
                "act_detail_id": 9,
                "type": 2,
                "remark": "满 30 减 5",
                "reduce_fee": 5,
                "mt_charge": 2,
                "poi_charge": 3,
            }
        ],
    }
    told |= changes
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in told.items()
        if value is not None
    }
