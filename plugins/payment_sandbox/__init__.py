"""A payment provider to try things with: real trades, signed notices, no real money."""
