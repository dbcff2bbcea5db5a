"""A plug-in that calls itself otherwise than its manifest does."""

from zhongtai.plugin.v1 import identity_provider_pb2_grpc
from zhongtai_plugin import PluginInfo, run

info = PluginInfo("somebody_else", "1.0.0", "Somebody else.")
run(info, [identity_provider_pb2_grpc.IdentityProviderServiceServicer()])
