"""The product center."""
