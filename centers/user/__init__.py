"""The user center."""
