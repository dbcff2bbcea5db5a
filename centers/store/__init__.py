"""The store center."""
