"""The inventory center."""
