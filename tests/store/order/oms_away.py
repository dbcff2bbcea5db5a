"""An OMS plug-in as a host has it, to be away and to lose answers."""

from zhongtai_plugin import PluginFault as Said

from mesh.plugins.faults import fault_of_item
from mesh.pure.errors import PluginUnavailable
from tests.plugins.oms_in_memory import OmsInMemory


class Oms:
    """An OMS plug-in as a host has it; it may be away, or lose the answers of some calls."""

    name = "oms_test"

    def __init__(self) -> None:
        self.side = OmsInMemory(chain="demo")
        self.away = False
        self.lost = 0

    def stub(self, _class):
        return self.side

    async def call(self, method, request, **_):
        if self.away:
            raise PluginUnavailable(plugin=self.name)
        try:
            answer = await method(request, None)
        except Said as said:
            raise fault_of_item(said.as_message(), self.name) from None
        if self.lost:
            self.lost -= 1
            raise PluginUnavailable(plugin=self.name)
        return type(answer).FromString(answer.SerializeToString())
