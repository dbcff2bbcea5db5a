"""The order center."""
