"""Moves a chain over from its old systems, step by step, and back."""
