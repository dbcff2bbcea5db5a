"""Takeaway platforms: what they have sold comes in, and they are told how it stands."""
