"""The whole catalog of a chain, as one value in memory."""
