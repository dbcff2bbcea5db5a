"""A plug-in that refuses its settings, and would rather say why than fall over."""

from zhongtai.plugin.v1 import carrier_pb2_grpc
from zhongtai_plugin import PluginInfo, Setting, SettingRefused, Settings, run


async def configure(settings: Settings) -> None:
    """Refuse."""
    raise SettingRefused("region", f"must be on earth, not on the {settings.text('region')}")


info = PluginInfo("picky", "1.0.0", "Picky.", settings=[Setting("region", "Where it delivers.")])
run(info, [carrier_pb2_grpc.CarrierServiceServicer()], configure=configure)
