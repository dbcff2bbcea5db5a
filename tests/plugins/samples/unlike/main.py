"""A plug-in that offers another kind than its manifest says."""

from zhongtai.plugin.v1 import identity_provider_pb2_grpc
from zhongtai_plugin import PluginInfo, run

info = PluginInfo("unlike", "1.0.0", "Knows people, and says that it brings parcels.")
run(info, [identity_provider_pb2_grpc.IdentityProviderServiceServicer()])
