"""Revoked tokens."""
