"""What the platform costs, as ratios to what this machine can do at best."""

import os

# The bench starts processes by exec; gRPC's words about forks would only stand in the way.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
