"""Puts the promotion center together. Settings are read here and nowhere else."""

from __future__ import annotations

from zhongtai.promotion.v1 import promotion_service_pb2

from centers.promotion.campaign_operations import Campaigns
from centers.promotion.catalog_store import CatalogStore
from centers.promotion.holding_desk import SWEEP_BATCH, HoldDesk
from centers.promotion.operations import Promotions
from centers.promotion.servicer import PromotionServicer
from centers.promotion.signals import Signals
from centers.promotion.snapshots import Snapshots
from centers.promotion.store import CHECKS, MIGRATIONS, HoldStore
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.process.host import HostContext, Part
from mesh.process.rounds import Rounds

SWEEP_SECONDS = "ZHONGTAI_PROMOTION_SWEEP_SECONDS"
"""Setting: how often holds and coupons whose time is over are ended; default 2."""


async def build(host: HostContext) -> Part:
    """The promotion center of this process."""
    db = await host.database("promotion", MIGRATIONS)
    catalog, holds = CatalogStore(db), HoldStore(db)
    desk, snapshots = HoldDesk(holds, host.clock), Snapshots(catalog)
    signals = Signals(host.metrics)
    promotions = Promotions(catalog, holds, desk, snapshots, host.clock, signals=signals)
    campaigns = Campaigns(catalog, snapshots, host.clock)
    servicer = PromotionServicer(promotions, campaigns, db, Audit(db, CHECKS), host.clock)
    pause = float(host.settings.get(SWEEP_SECONDS, "2"))

    async def sweep() -> bool:
        return await desk.sweep() == SWEEP_BATCH

    descriptor = promotion_service_pb2.DESCRIPTOR.services_by_name["PromotionService"]
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        background=[Rounds(sweep, pause).run],
        close=desk.close,
    )
