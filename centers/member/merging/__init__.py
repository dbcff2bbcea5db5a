"""Memberships of merged persons."""
