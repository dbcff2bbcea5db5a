"""Aggregate services above the centers."""
