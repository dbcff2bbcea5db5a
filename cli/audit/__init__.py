"""Checks across all centers what must always be true."""
