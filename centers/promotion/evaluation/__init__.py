"""Evaluation: what a cart gets, and why; pure but for reading what a person holds."""
