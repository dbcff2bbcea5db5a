"""Group buying: a price for enough companions."""
