"""Answers with one order, always the same."""
