"""Adapters; each one runs as a process of its own."""
