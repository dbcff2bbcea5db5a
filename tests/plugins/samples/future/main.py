"""A plug-in that speaks only protocol 99."""

from zhongtai.plugin.v1 import identity_provider_pb2_grpc
from zhongtai_plugin import PluginInfo, run

info = PluginInfo("future", "9.9.0", "From the future.", protocol_versions=[99])
run(info, [identity_provider_pb2_grpc.IdentityProviderServiceServicer()])
