"""Puts the promotion center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from centers.promotion.coupons.operations import Coupons
from centers.promotion.coupons.store import CouponStore
from centers.promotion.evaluation.operations import Evaluations
from centers.promotion.holds.operations import Holds
from centers.promotion.holds.signals import Signals
from centers.promotion.holds.store import HoldStore
from centers.promotion.holds.writer import HoldWriter
from centers.promotion.operations import Promotions
from centers.promotion.persons import promotions_of_merged
from centers.promotion.servicer import SERVICE, PromotionServicer
from centers.promotion.snapshots import Snapshots
from centers.promotion.store import CHECKS, MIGRATIONS, PromotionStore
from centers.promotion.sweeper import Sweeper
from mesh.call.context import merchant_id
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.process.host import HostContext, Part
from mesh.process.metrics import Metrics
from mesh.process.settings import seconds
from mesh.pure.clock import Clock

SWEEP_SECONDS = "ZHONGTAI_PROMOTION_SWEEP_SECONDS"
"""Setting: how often holds and coupons whose time is over are ended."""
DEFAULT_SWEEP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class PromotionCenter:
    """The parts of a promotion center."""

    servicer: PromotionServicer
    holds: HoldStore
    writer: HoldWriter
    sweeper: Sweeper
    snapshots: Snapshots

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self.writer.close()
        await self.snapshots.close()


def assemble(
    db: Database, clock: Clock, metrics: Metrics, *, sweep_seconds: float = DEFAULT_SWEEP_SECONDS
) -> PromotionCenter:
    """Return a promotion center on a database."""
    promotions, coupons, holds = PromotionStore(db), CouponStore(db), HoldStore(db)
    snapshots = Snapshots(promotions)
    changes = Changes(db, None, clock)
    forgetting = Changes(db, None, clock, expire=lambda: snapshots.invalidate(merchant_id()))
    writer = HoldWriter(holds, changes)
    evaluations = Evaluations(coupons, holds, snapshots, clock)
    for remembered in (snapshots, evaluations):
        db.lineage.when_another(remembered.forget)
    servicer = PromotionServicer(
        Promotions(promotions),
        Coupons(coupons),
        Holds(holds, writer, changes, snapshots, clock=clock, signals=Signals(metrics)),
        evaluations,
        changes=forgetting,
        persons=promotions_of_merged(db),
        audit=Audit(db, CHECKS),
        clock=clock,
    )
    others = db.beside is not None
    sweeper = Sweeper(
        holds, coupons, changes, clock, pause_seconds=sweep_seconds, others_write=others
    )
    for each in (changes, forgetting):
        each.when_changed(sweeper.rounds.touch)
    return PromotionCenter(servicer, holds, writer, sweeper, snapshots)


async def build(host: HostContext) -> Part:
    """Return the promotion center of this process."""
    db = await host.database("promotion", MIGRATIONS)
    pause = seconds(host.settings, SWEEP_SECONDS, DEFAULT_SWEEP_SECONDS, min=0.1, max=3600)
    center = assemble(db, host.clock, host.metrics, sweep_seconds=pause)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        background=[center.sweeper.rounds.run],
        close=center.close,
    )
