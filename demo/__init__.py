"""The demo chain and its loader."""
