"""Refunds: money on its way back to the customer."""
