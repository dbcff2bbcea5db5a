"""Calls the other unit."""
