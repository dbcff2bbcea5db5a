"""The demo chain's file as messages of the contract."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from zhongtai.common.v1 import geo_pb2, money_pb2, other_name_pb2, trade_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2
from zhongtai.product.v1 import catalog_import_pb2 as catalog
from zhongtai.product.v1 import product_pb2
from zhongtai.promotion.v1 import coupon_pb2, promotion_pb2, rule_pb2
from zhongtai.store.v1 import hours_pb2, store_pb2

TIME_ZONE = "Asia/Shanghai"
PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP
DINE_IN = trade_pb2.SERVICE_TYPE_DINE_IN
DELIVERY = trade_pb2.SERVICE_TYPE_DELIVERY
VOUCHER = trade_pb2.SERVICE_TYPE_VOUCHER

Row = Mapping[str, Any]
# As the chain's names are written: in Chinese, then in English.
_BILINGUAL = re.compile("(.*[\u4e00-\u9fff]\\S*) ([^\u4e00-\u9fff]+)")


def read_chain() -> dict[str, Any]:
    """Return the file chain.toml beside this module."""
    return tomllib.loads(files("demo").joinpath("chain.toml").read_text(encoding="utf-8"))


class Tables:
    """The chain's tables, ready to be sent."""

    def __init__(self, chain: Row) -> None:
        self._chain = chain
        self.merchant_id: str = chain["merchant"]
        self.currency: str = chain["currency"]
        self._platforms: list[str] = chain["platforms"]

    def money(self, minor_units: int) -> money_pb2.Money:
        """Return an amount in the chain's currency."""
        return money_pb2.Money(minor_units=minor_units, currency_code=self.currency)

    def stores(self) -> list[store_pb2.Store]:
        """Return the stores with hours and delivery areas."""
        return [self._store(row) for row in self._chain["stores"]]

    def catalog_request(self, store_ids: Mapping[str, str]) -> catalog.ImportCatalogRequest:
        """Categories, choices, products, one menu of all that, and one of vouchers.

        `store_ids` gives the id of each store by its code.
        """
        selling = [row["code"] for row in self._chain["stores"] if row.get("sells_vouchers")]
        return catalog.ImportCatalogRequest(
            categories=[
                catalog.ImportCategory(
                    code=row["code"],
                    name=row["name"],
                    names=_names(row["name"]),
                    sort_order=number,
                )
                for number, row in enumerate(self._chain["categories"])
            ],
            modifier_groups=[self._group(row) for row in self._chain["groups"]],
            products=[
                *(self._product(row, n) for n, row in enumerate(self._chain["products"])),
                *(self._voucher(row) for row in self._chain["vouchers"]),
            ],
            menus=[
                # Whoever packs, packs the whole order into a bag, too.
                catalog.ImportMenu(
                    code="all-day",
                    name="全天菜单 All day",
                    store_ids=store_ids.values(),
                    order_packaging_fee=self.money(self._chain["bag_fee"]),
                    entries=[
                        catalog.ImportMenuEntry(sku_code=size[0])
                        for row in self._chain["products"]
                        for size in row["sizes"]
                    ],
                ),
                catalog.ImportMenu(
                    code="vouchers",
                    name="电子券 Vouchers",
                    store_ids=[store_ids[code] for code in selling],
                    entries=[
                        catalog.ImportMenuEntry(sku_code=row["code"])
                        for row in self._chain["vouchers"]
                    ],
                ),
            ],
        )

    def stock(self) -> Mapping[str, int]:
        """Pieces per SKU code in each store."""
        return {row["sku"]: row["pieces"] for row in self._chain["stock"]}

    def promotions(self, sku_ids: Mapping[str, str]) -> list[promotion_pb2.PromotionSpec]:
        """Return the promotions; `sku_ids` gives the id of each SKU code."""
        return [self._promotion(row, sku_ids) for row in self._chain["promotions"]]

    def coupon_templates(self) -> list[coupon_pb2.CouponTemplateSpec]:
        """Coupons that everybody may take once."""
        return [self._template(row) for row in self._chain["coupons"]]

    def flash_sales(
        self, sku_ids: Mapping[str, str], now: datetime
    ) -> list[flash_sale_service_pb2.Session]:
        """Return flash sales that begin now, in all stores."""
        sessions = []
        for row in self._chain["flash_sales"]:
            session = flash_sale_service_pb2.Session(
                name=row["name"],
                names=_names(row["name"]),
                sku_id=sku_ids[row["sku"]],
                price=self.money(row["price"]),
                pieces=row["pieces"],
                pieces_per_person=row["pieces_per_person"],
            )
            session.begin_time.FromDatetime(now)
            session.end_time.FromDatetime(now + timedelta(days=row["days"]))
            sessions.append(session)
        return sessions

    def group_offers(
        self, sku_ids: Mapping[str, str], now: datetime
    ) -> list[group_buy_service_pb2.Offer]:
        """Return what groups buy cheaper from now on, in all stores."""
        offers = []
        for row in self._chain["group_offers"]:
            offer = group_buy_service_pb2.Offer(
                name=row["name"],
                names=_names(row["name"]),
                sku_id=sku_ids[row["sku"]],
                price=self.money(row["price"]),
                group_size=row["group_size"],
                group_seconds=row["group_seconds"],
            )
            offer.end_time.FromDatetime(now + timedelta(days=row["days"]))
            offers.append(offer)
        return offers

    def _store(self, row: Row) -> store_pb2.Store:
        store = store_pb2.Store(
            external_code=row["code"],
            name=row["name"],
            names=_names(row["name"]),
            point=geo_pb2.GeoPoint(latitude=row["latitude"], longitude=row["longitude"]),
            address=store_pb2.StoreAddress(
                street=row["street"],
                street_names=_names(row["street"]),
                city=row["city"],
                city_names=_names(row["city"]),
                country_code="CN",
            ),
            phone=row["phone"],
            time_zone=TIME_ZONE,
            currency_code=self.currency,
            channel_codes=[
                store_pb2.ChannelCode(channel=platform, code=row["code"])
                for platform in self._platforms
            ],
            services=[_offer(PICK_UP, free_packaging=row["free_bag_at_counter"]), _offer(DINE_IN)],
            hours=hours_pb2.OpeningHours(
                kind=hours_pb2.HOURS_KIND_WEEKLY, periods=_periods(row["periods"])
            ),
        )
        if row.get("sells_vouchers"):
            store.services.append(_offer(VOUCHER))
        if "delivery_radius_m" in row:
            store.services.append(_offer(DELIVERY))
            store.delivery_areas.append(
                store_pb2.DeliveryArea(
                    area_id="around",
                    radius_m=row["delivery_radius_m"],
                    fee=self.money(row["delivery_fee"]),
                    minimum_order=self.money(row["delivery_minimum"]),
                )
            )
        return store

    def _group(self, row: Row) -> catalog.ImportModifierGroup:
        return catalog.ImportModifierGroup(
            code=row["code"],
            name=row["name"],
            names=_names(row["name"]),
            min_select=row["min"],
            max_select=row["max"],
            modifiers=[
                catalog.ImportModifier(
                    code=f"{row['code']}-{code}",
                    name=name,
                    names=_names(name),
                    price=self.money(price),
                )
                for code, name, price in row["choices"]
            ],
        )

    def _product(self, row: Row, number: int) -> catalog.ImportProduct:
        return catalog.ImportProduct(
            code=row["code"],
            name=row["name"],
            names=_names(row["name"]),
            image_url=row["photo"],
            category_codes=[row["category"]],
            skus=[
                catalog.ImportSku(
                    code=code,
                    name=name,
                    names=_names(name),
                    price=self.money(price),
                    packaging_fee=self.money(row["box_fee"]) if "box_fee" in row else None,
                    channel_codes=[
                        product_pb2.ItemCode(channel=platform, code=code)
                        for platform in self._platforms
                    ],
                )
                for code, name, price in row["sizes"]
            ],
            description=row.get("about", ""),
            description_names=_names(row.get("about", "")),
            modifier_group_codes=row.get("groups", []),
            combo_slots=[self._slot(slot) for slot in row.get("slots", [])],
            sort_order=number,
        )

    def _voucher(self, row: Row) -> catalog.ImportProduct:
        return catalog.ImportProduct(
            code=row["code"],
            name=row["name"],
            names=_names(row["name"]),
            kind=product_pb2.PRODUCT_KIND_VOUCHER,
            image_url=row["photo"],
            skus=[catalog.ImportSku(code=row["code"], price=self.money(row["price"]))],
        )

    def _slot(self, slot: Row) -> catalog.ImportComboSlot:
        return catalog.ImportComboSlot(
            code=slot["code"],
            name=slot["name"],
            names=_names(slot["name"]),
            min_select=1,
            max_select=1,
            options=[
                catalog.ImportComboOption(
                    sku_code=code, extra_price=self.money(extra), default=number == 0
                )
                for number, (code, extra) in enumerate(slot["options"])
            ],
        )

    def _promotion(self, row: Row, sku_ids: Mapping[str, str]) -> promotion_pb2.PromotionSpec:
        rule = rule_pb2.PromotionRule()
        if "tiers" in row:
            for threshold, reduction in row["tiers"]:
                rule.full_reduction.tiers.append(
                    rule_pb2.ReductionTier(
                        threshold=self.money(threshold), reduction=self.money(reduction)
                    )
                )
        else:
            rule.nth_item_discount.scope.sku_ids.append(sku_ids[row["sku"]])
            rule.nth_item_discount.nth = row["nth"]
            rule.nth_item_discount.basis_points = row["basis_points"]
        return promotion_pb2.PromotionSpec(
            name=row["name"],
            names=_names(row["name"]),
            code=row["code"],
            currency_code=self.currency,
            rule=rule,
        )

    def _template(self, row: Row) -> coupon_pb2.CouponTemplateSpec:
        benefit = coupon_pb2.CouponBenefit(
            cash=coupon_pb2.CashBenefit(amount=self.money(row["amount"])),
            threshold=self.money(row["threshold"]),
        )
        spec = coupon_pb2.CouponTemplateSpec(
            name=row["name"],
            names=_names(row["name"]),
            code=row["code"],
            currency_code=self.currency,
            benefit=benefit,
            count_per_person=1,
            claimable=True,
            returns_on_refund=True,
        )
        spec.validity.FromSeconds(row["days"] * 86_400)
        return spec


def _names(name: str) -> list[other_name_pb2.OtherName]:
    """Return what something is called in each language that its name has."""
    found = _BILINGUAL.fullmatch(name)
    both = zip(("zh", "en"), found.groups(), strict=True) if found else ()
    return [other_name_pb2.OtherName(language=language, name=part) for language, part in both]


def _offer(
    service_type: trade_pb2.ServiceType, *, free_packaging: bool = False
) -> store_pb2.ServiceOffer:
    return store_pb2.ServiceOffer(
        service_type=service_type,
        preparation_minutes=15,
        without_packaging_fee=free_packaging,
    )


def _periods(rows: Iterable[Row]) -> list[hours_pb2.OpeningPeriod]:
    return [
        hours_pb2.OpeningPeriod(weekday=day, opens_minute=row["opens"], closes_minute=row["closes"])
        for row in rows
        for day in row["days"]
    ]
