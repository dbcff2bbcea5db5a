"""Plug-ins: their manifest, process, life and calls."""
