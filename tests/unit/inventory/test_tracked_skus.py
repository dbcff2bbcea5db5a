"""What a process holds of which SKUs are tracked is never older than what it knows of."""

from centers.inventory.snapshots import TrackedSkus


class Table:
    """The tracked SKUs of one store; says how often it was read."""

    def __init__(self, *skus: str) -> None:
        self.skus, self.reads = set(skus), 0

    async def load(self, _merchant_id: str, _store_id: str) -> frozenset[str]:
        self.reads += 1
        return frozenset(self.skus)


async def test_it_is_read_once_until_something_was_changed():
    table = Table("a")
    tracked = TrackedSkus(table.load, lambda: True)
    assert [await tracked.of("m", "s") for _ in range(3)] == [{"a"}] * 3
    assert table.reads == 1
    table.skus.add("b")
    tracked.clear()
    assert await tracked.of("m", "s") == {"a", "b"}


async def test_while_another_process_is_there_it_is_read_each_time():
    table = Table("a")
    tracked = TrackedSkus(table.load, lambda: False)
    await tracked.of("m", "s")
    table.skus.clear()
    assert await tracked.of("m", "s") == set()


async def test_what_is_held_is_not_used_once_another_process_is_there_or_nobody_can_be_heard():
    table, alone = Table("a"), [True]
    tracked = TrackedSkus(table.load, lambda: alone[0])
    await tracked.of("m", "s")
    table.skus.clear()
    alone[0] = False
    assert await tracked.of("m", "s") == set()


async def test_the_store_read_first_is_forgotten_for_one_more_than_are_held(monkeypatch):
    monkeypatch.setattr("centers.inventory.snapshots.MAX_STORES", 2)
    table = Table("a")
    tracked = TrackedSkus(table.load, lambda: True)
    for store_id in ("s1", "s2", "s3", "s2", "s3"):
        await tracked.of("m", store_id)
    assert table.reads == 3
    await tracked.of("m", "s1")
    assert table.reads == 4


async def test_what_was_read_before_a_change_is_not_held_after_it():
    table = Table("a")

    async def load(merchant_id: str, store_id: str) -> frozenset[str]:
        read = await table.load(merchant_id, store_id)
        table.skus.clear()
        tracked.clear()
        return read

    tracked = TrackedSkus(load, lambda: True)
    assert await tracked.of("m", "s") == {"a"}
    assert await tracked.of("m", "s") == set()
