"""The promotion center."""
