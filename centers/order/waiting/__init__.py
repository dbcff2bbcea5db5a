"""Paid orders that wait: for their time, or for what others do."""
