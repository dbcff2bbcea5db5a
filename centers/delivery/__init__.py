"""The delivery center."""
