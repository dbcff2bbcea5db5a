"""Hides what a platform does not show of its customers, and opens it for who asks; pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

BEGIN, END = "ENC_#", "#1#"
_OF_ADDRESS = ("district", "number", "complement", "formattedAddress")
UNREADABLE = 17


def hidden(order: Mapping[str, Any]) -> Json:
    """Return an order with its customer's phone and address hidden."""
    told = dict(order)
    phone = order["customer"]["phone"]
    told["customer"] = order["customer"] | {"phone": phone | {"number": _hide(phone["number"])}}
    if "delivery" in order:
        address = dict(order["delivery"]["deliveryAddress"])
        address |= {name: _hide(address[name]) for name in _OF_ADDRESS if name in address}
        told["delivery"] = order["delivery"] | {"deliveryAddress": address}
    return told


def opened(asked: Any) -> Json:
    """Return what is answered to a request to open texts; a text that is none is said so."""
    infos = asked.get("cipherInfos", []) if isinstance(asked, dict) else []
    return {"plainInfos": [_open(str(each.get("cipherText", ""))) for each in infos]}


def _hide(text: str) -> str:
    return f"{BEGIN}{base64.b64encode(text.encode()).decode()}{END}"


def _open(cipher: str) -> Json:
    try:
        inside = cipher.removeprefix(BEGIN).removesuffix(END)
        plain, code = base64.b64decode(inside, validate=True).decode(), 0
    except (binascii.Error, UnicodeDecodeError):
        plain, code = "", UNREADABLE
    words = "error" if code else "success"
    return {"cipherText": cipher, "plainText": plain, "errorCode": code, "errorMsg": words}
