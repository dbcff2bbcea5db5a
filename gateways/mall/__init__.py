"""The channel of a chain's own app: gRPC, and the same as JSON and gRPC-Web."""
