"""Takeaway platforms to try things with: the command around the simulators."""
