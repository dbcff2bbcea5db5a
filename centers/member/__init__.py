"""The member center."""
