"""Logging in, tokens and their keys."""
