"""Imports of items by the codes of a chain."""
