"""A plug-in that prints 64 MB before it serves."""

import os

from zhongtai.plugin.v1 import identity_provider_pb2_grpc
from zhongtai_plugin import PluginInfo, run

LINES = b"the printer has no ink, says the printer\n" * 1600
for _ in range(1000):
    os.write(1, LINES)

info = PluginInfo("noisy", "1.0.0", "Noisy.")
run(info, [identity_provider_pb2_grpc.IdentityProviderServiceServicer()])
