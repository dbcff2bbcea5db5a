"""Comparisons of all members of a chain with its CRM."""
